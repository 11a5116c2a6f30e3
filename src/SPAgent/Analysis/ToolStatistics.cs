namespace SPAgent;

/// <summary>What became of the calls to one tool.</summary>
[TypeFormatterSource]
public sealed record ToolStatistics
{
    /// <summary>Name of the tool as models called it, known or not.</summary>
    public required string Tool { get; init; }

    /// <summary>Calls, failed ones included.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Calls that worked, in percent.</summary>
    public double SuccessPercent => 100.0 * (Calls - Failed) / Calls;

    /// <summary>Traces that call it at least once.</summary>
    public required int Traces { get; init; }

    /// <summary>Mean reward of those; null where none has one.</summary>
    public required double? MeanRewardWith { get; init; }

    /// <summary>Mean reward of all other traces; null where none has one.</summary>
    public required double? MeanRewardWithout { get; init; }
}
