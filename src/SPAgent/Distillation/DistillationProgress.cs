namespace SPAgent;

/// <summary>How far a run is, at the moment when a sample ended.</summary>
public sealed record DistillationProgress
{
    /// <summary>Samples that the run is to have in the end, those of earlier runs included.</summary>
    public required int Total { get; init; }

    /// <summary>Samples found finished (or failed, unless they are retried) when this run began.</summary>
    public required int Earlier { get; init; }

    /// <summary>Traces written by this run.</summary>
    public required int Done { get; init; }

    /// <summary>Samples that failed in this run.</summary>
    public required int Failed { get; init; }

    /// <summary>Tokens that this run has used, as the model reports them.</summary>
    public required long Tokens { get; init; }

    /// <summary>Time since this run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Samples that ended per second of this run.</summary>
    public double SamplesPerSecond => Elapsed > TimeSpan.Zero ? (Done + Failed) / Elapsed.TotalSeconds : 0;

    /// <summary>Estimated time to the end at the rate so far; null before the first sample ended.</summary>
    public TimeSpan? Remaining => Done + Failed == 0 ? null : Elapsed / (Done + Failed) * (Total - Earlier - Done - Failed);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Earlier + Done + Failed}/{Total} · {Done} done · {Failed} failed · {SamplesPerSecond:0.0}/s · {Tokens:N0} tokens" +
        (Remaining is { } left ? $" · {Short(left)} to go" : "");

    private static string Short(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.TotalSeconds:0} s";
}
