namespace SPAgent;

/// <summary>The outcome of a reward.</summary>
public sealed record RewardScore
{
    /// <summary>The reward itself, from 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Whether an answer could be read in the response.</summary>
    public required bool ParseSuccess { get; init; }

    /// <summary>Further figures in the order in which they are written, such as <c>distance@km</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; } = [];
}
