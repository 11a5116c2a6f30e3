using System.Text.Json;

namespace SPAgent;

/// <summary>
/// A reward that has to ask: a model that judges, a service, a slow computation. Runs call <see cref="ScoreAsync"/>
/// when a conversation has ended. What goes wrong there costs the score, not the conversation.
/// </summary>
public interface IAsyncReward : IReward
{
    /// <summary>Scores an answer.</summary>
    /// <param name="context">
    /// The answer, its row and conversation, and the pictures when asked for. What was asked is kept with
    /// <see cref="RewardContext.Keep"/>, also where the call then fails: it was paid for.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The score; null when there is none, because the row holds no truth or no verdict could be read. Never 0
    /// for that.</returns>
    Task<RewardScore?> ScoreAsync(RewardContext context, CancellationToken cancellationToken = default);

    /// <summary>Refused: this reward can't score without asking.</summary>
    /// <exception cref="NotSupportedException">Always, unless a reward can do without.</exception>
    RewardScore? IReward.Score(string response, JsonElement row) => throw new NotSupportedException(
        $"The reward {Name} has to ask before it scores. Call ScoreAsync, or run spagent rescore.");
}
