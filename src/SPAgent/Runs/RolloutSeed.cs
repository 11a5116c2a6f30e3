using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>The seed that a further answer to a row is asked for with.</summary>
internal static class RolloutSeed
{
    /// <summary>A number from 0 to 2³¹ − 2, which every server takes; the same on every machine.</summary>
    public static int Of(int seed, int row, int rollout) =>
        HashRandom.From("rollout"u8, seed, row, rollout).Next(int.MaxValue);

    /// <summary>
    /// The request of a rollout: that of the first is the one it always was, so that its answer stays the same.
    /// </summary>
    public static ChatOptions Apply(ChatOptions request, int seed, int row, int rollout, SpendingShare share)
    {
        RowRequest own = new(request, row, rollout) { Share = share };
        if (rollout > 1) own.Seed = Of(seed, row, rollout);
        return own;
    }
}
