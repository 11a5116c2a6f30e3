using Microsoft.Extensions.AI;

namespace SPAgent.Internal;

/// <summary>Scores traces with rewards of either kind.</summary>
public static class TraceScoring
{
    /// <summary>Scores a trace. What fails in the reward, its cancellation included, is told, not thrown.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="pictures">Gets the row's pictures; null where there is no way to them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// The trace with its reward and all that was asked about it; where the scoring failed without a reward, and why.
    /// </returns>
    public static async Task<(Trace Trace, Exception? Problem)> ScoreAsync(IReward reward, Trace trace,
        Func<CancellationToken, Task<IReadOnlyList<DataContent>>>? pictures, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(trace);
        RewardContext context = RewardContext.Of(trace, pictures);
        try
        {
            if (reward is not IAsyncReward asking)
                return (trace with { Reward = reward.Score(trace.FinalResponse, trace.SampleData) }, null);
            RewardScore? score = await asking.ScoreAsync(context, cancellationToken).ConfigureAwait(false);
            return (trace with { Reward = score, Judgements = context.Judgements }, null);
        }
        catch (Exception problem)
        {
            string what = cancellationToken.IsCancellationRequested ? "it was stopped before there was a verdict."
                : TerminalText.Message(problem);
            return (Unscored(trace, reward, what, context.Judgements), problem);
        }
    }

    /// <summary>A trace whose scoring failed, with a note of why.</summary>
    internal static Trace Unscored(Trace trace, IReward reward, string why, IReadOnlyList<Judgement> judgements) =>
        trace with
        {
            Reward = null,
            Judgements = [.. judgements, new Judgement { Reward = reward.Name, Problem = $"Not scored: {why}" }],
        };

    /// <summary>The row's pictures as the model was sent them.</summary>
    /// <exception cref="DatasetException">The dataset has no such row or picture, or another one than the trace was
    /// made from.</exception>
    public static IReadOnlyList<DataContent> Pictures(Trace trace, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(dataset);
        ReplayedPictures pictures = new(trace, dataset);
        if (pictures.OfRow().FirstOrDefault(step => step.Verdict == ReplayVerdict.Mismatch) is { } mismatch)
            throw new DatasetException(dataset.Path, $"{mismatch.Detail}.");
        return [.. pictures.Sources
            .Select(image => image.ForModel(trace.Pictures?.OnWhite ?? false, trace.Pictures?.MaxPixels))
            .Select(picture => new DataContent(picture.Bytes, picture.MediaType))];
    }
}
