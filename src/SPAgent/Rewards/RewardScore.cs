using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>
/// The outcome of a reward. As JSON it is one flat object: <c>score</c>, the metrics, and <c>parse_success</c> in front
/// of the first <c>acc@</c> metric (at the end where there is none).
/// </summary>
[JsonConverter(typeof(RewardScoreConverter))]
[TypeFormatterSource]
public sealed record RewardScore
{
    /// <summary>The reward itself, from 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Whether an answer could be read in the response.</summary>
    public required bool ParseSuccess { get; init; }

    /// <summary>
    /// Further figures in the order in which they are written, such as <c>distance@km</c>. NaN stands for null: a
    /// figure that was written as null or NaN elsewhere.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; } = [];

    /// <summary>
    /// Whether the answer is a success: could be read and is within 25 km where the reward measures a distance, else
    /// scores 0.5 or more. Never written; <see cref="SuccessRule"/> reads other rules.
    /// </summary>
    public bool Success => SuccessRule.Default.Holds(this);

    /// <summary>
    /// A metric by its name, such as <c>acc@25km</c>, found as a table finds its columns: <c>distance_km</c> is
    /// <c>distance@km</c>. Null where the score has none of that name.
    /// </summary>
    public double? this[string metric] => Of(metric)
        ?? (LooseNames.Find(Metrics.Select(known => known.Key), metric) is { } name ? Of(name) : null);

    private double? Of(string metric)
    {
        foreach (KeyValuePair<string, double> known in Metrics)
        {
            if (known.Key == metric) return known.Value;
        }

        return null;
    }
}
