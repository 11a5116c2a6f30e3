using Microsoft.Extensions.AI.Evaluation;

namespace SPAgent;

/// <summary>Rewards as evaluators of Microsoft.Extensions.AI.Evaluation, and back.</summary>
public static class Evaluators
{
    /// <summary>
    /// A reward as an evaluator with one numeric metric of the reward's name, from 0 to 1. Its value is null where the
    /// reward gives none; further figures of the score, and the judge's tokens, stand in the metric's metadata.
    /// </summary>
    /// <param name="reward">The reward. The row comes in as a <see cref="DatasetRowContext"/>; without one the row is
    /// empty.</param>
    public static IEvaluator ToEvaluator(this IReward reward)
    {
        ArgumentNullException.ThrowIfNull(reward);
        return new RewardEvaluator(reward);
    }

    /// <summary>
    /// A metric of an evaluator as a reward. The evaluator is given the question, the replies, the last one as the
    /// response, and a <see cref="DatasetRowContext"/>. What it asks a model is kept as a <see cref="Judgement"/>, and
    /// a verdict that was paid for is not paid for again.
    /// </summary>
    /// <param name="evaluator">The evaluator.</param>
    /// <param name="metric">Name of its metric: a numeric one, or true and false.</param>
    /// <param name="chat">The model that it asks; null for none.</param>
    /// <param name="lowest">The value that is a reward of 0: 1 for metrics from 1 to 5. Default 0.</param>
    /// <param name="highest">The value that is a reward of 1: 5 for these. Default 1.</param>
    /// <param name="sendsPictures">Whether the evaluator is sent the row's pictures. Default no.</param>
    /// <exception cref="ArgumentException">The evaluator has no such metric, or the values are alike or no
    /// numbers.</exception>
    public static IAsyncReward ToReward(this IEvaluator evaluator, string metric, ChatConfiguration? chat = null,
        double lowest = 0, double highest = 1, bool sendsPictures = false)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        if (!evaluator.EvaluationMetricNames.Contains(metric))
        {
            throw new ArgumentException($"The evaluator has no metric \"{metric}\" "
                + $"(metrics: {string.Join(", ", evaluator.EvaluationMetricNames)}).", nameof(metric));
        }

        if (!double.IsFinite(lowest) || !double.IsFinite(highest) || lowest.Equals(highest))
        {
            throw new ArgumentException(
                $"A reward of 0 at {lowest} and of 1 at {highest} gives none between. Give two numbers.",
                nameof(highest));
        }

        return new EvaluatorReward(evaluator, metric, chat)
        {
            Lowest = lowest,
            Highest = highest,
            SendsPictures = sendsPictures,
        };
    }
}
