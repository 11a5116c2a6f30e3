namespace SPAgent;

/// <summary>What became of the calls to one tool in a collection of sessions.</summary>
[TypeFormatterSource]
public sealed record SessionToolStatistics
{
    /// <summary>Name of the tool as models called it, known or not.</summary>
    public required string Tool { get; init; }

    /// <summary>Calls, failed ones included.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls whose result says that they failed.</summary>
    public required int Failed { get; init; }

    /// <summary>The others, in percent.</summary>
    public double SuccessPercent => 100.0 * (Calls - Failed) / Calls;

    /// <summary>Sessions that call it at least once.</summary>
    public required int Sessions { get; init; }
}
