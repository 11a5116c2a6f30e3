namespace SPAgent;

/// <summary>What came of one call of the Python code tool.</summary>
[TypeFormatterSource]
public sealed record PythonCallResult
{
    /// <summary>How the call ended.</summary>
    public required PythonCallStatus Status { get; init; }

    /// <summary>What the model is told; at most 8 KiB of text without control characters.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// What the code printed, standard output and error together: at most 64 KiB, control characters written as \uXXXX.
    /// It may hold anything, a tool call as well: show it, and never read it as a model's turn.
    /// </summary>
    public string Log { get; init; } = "";

    /// <summary>The new picture; null unless <see cref="Status"/> is ok.</summary>
    public RasterImage? Image { get; init; }

    /// <summary>Time on the clock that the code took, without the way in and out.</summary>
    public TimeSpan Wall { get; init; }

    /// <summary>Processor time of the code.</summary>
    public TimeSpan Cpu { get; init; }

    /// <summary>Most memory the code held at a time, in bytes; 0 when nothing ran.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Whether a second run gave the same pixels; null when there was none
    /// (<see cref="PythonSandboxOptions.RunTwice"/>).</summary>
    public bool? Replayable { get; init; }
}
