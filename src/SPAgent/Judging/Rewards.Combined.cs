namespace SPAgent;

public static partial class Rewards
{
    /// <summary>
    /// The best score of several rewards. They score in turn until one gives 1, so a judge that costs something stands
    /// behind those that don't. A part whose row holds no truth is passed over; where a part that asks gave no verdict,
    /// there is no score, unless another part gave 1.
    /// </summary>
    /// <param name="parts">At least one; an <see cref="IAsyncReward"/> among them makes the whole one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReward AnyOf(params IReadOnlyList<IReward> parts) => Combined("any_of", parts, weights: null);

    /// <summary>
    /// The weighted mean of several rewards; its answer could be read where each part could read it. Where a part has
    /// no score, the whole has none.
    /// </summary>
    /// <param name="parts">At least one, with weights above 0 that need not add up to 1; an
    /// <see cref="IAsyncReward"/> among them makes the whole one.</param>
    /// <exception cref="ArgumentException">There is none, or a weight is not above 0.</exception>
    public static IReward Weighted(params IReadOnlyList<(IReward Reward, double Weight)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach ((IReward reward, double weight) in parts)
        {
            if (double.IsFinite(weight) && weight > 0) continue;
            throw new ArgumentException($"The weight of {reward.Name} is {weight}, a number above 0 is expected.",
                nameof(parts));
        }

        return Combined("weighted", [.. parts.Select(part => part.Reward)], [.. parts.Select(part => part.Weight)]);
    }

    private static CombinedReward Combined(string name, IReadOnlyList<IReward> parts, double[]? weights)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("There is no reward to combine.", nameof(parts));
        IReward[] all = [.. parts];
        return Array.Exists(all, part => part is IAsyncReward) ? new AskingCombinedReward(name, all, weights)
            : new CombinedReward(name, all, weights);
    }
}
