namespace SPAgent;

/// <summary>How far a run is: at its beginning, each time a sample ended, and at its end.</summary>
[TypeFormatterSource]
public sealed record RunProgress
{
    /// <summary>Samples (of a collection: questions) that the run is to have in the end, those of earlier runs
    /// included.</summary>
    public required int Total { get; init; }

    /// <summary>Samples found finished (or failed, unless they are retried) when this run began.</summary>
    public required int Earlier { get; init; }

    /// <summary>Traces or sessions written by this run.</summary>
    public required int Done { get; init; }

    /// <summary>Samples that failed in this run.</summary>
    public required int Failed { get; init; }

    /// <summary>Why the sample failed whose end this report tells; null where it tells another thing.</summary>
    public string? Failure { get; init; }

    /// <summary>Tokens that this run has used, as the model reports them.</summary>
    public required long Tokens { get; init; }

    /// <summary>Time since this run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether this is the last report: the run is finished, was stopped, or could not go on.</summary>
    public bool HasEnded { get; init; }

    /// <summary>How each server does, where the model is behind several; else empty.</summary>
    public IReadOnlyList<EndpointStatus> Servers { get; init; } = [];

    /// <summary>Of a run with a queue: how many workers there are, what they hold, and their rate; else
    /// null.</summary>
    public string? Queue { get; init; }

    /// <summary>Something to know that this report tells, such as what the run will take in all; null for
    /// nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Samples of all runs that ended.</summary>
    public int Ended => Earlier + Done + Failed;

    /// <summary>Samples that ended per second of this run.</summary>
    public double SamplesPerSecond => Elapsed > TimeSpan.Zero ? (Done + Failed) / Elapsed.TotalSeconds : 0;

    /// <summary>Estimated time to the end at the rate so far; null before the first sample ended.</summary>
    public TimeSpan? Remaining => Done + Failed == 0 ? null : Elapsed / (Done + Failed) * (Total - Ended);

    /// <summary>One line: how many of how many, failures, rate, tokens, and the time to the end, or the time taken when
    /// it has ended.</summary>
    public override string ToString() =>
        $"{Ended}/{Total} · {Done} done{(Earlier > 0 ? $" · {Earlier} earlier" : "")} · {Failed} failed "
        + $"· {SamplesPerSecond:0.0}/s · {Tokens:N0} tokens" +
        (Servers.Any(server => server.IsOut)
            ? $" · {Servers.Count(server => server.IsOut)} of {Servers.Count} servers out" : "") +
        (Queue is { } queue ? $" · {queue}" : "") +
        (HasEnded ? $" · {(Ended < Total ? "stopped after" : "in")} {Short(Elapsed)}"
            : Remaining is { } left ? $" · {Short(left)} to go" : "");

    private static string Short(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
        : time.TotalSeconds >= 10 ? $"{time.TotalSeconds:0} s" : $"{time.TotalSeconds:0.0} s";
}
