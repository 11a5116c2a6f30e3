namespace SPAgent;

/// <summary>How the simulated model behaves. The defaults make a fair teacher that answers at once.</summary>
[TypeFormatterSource]
public sealed record SimulatedModelOptions
{
    /// <summary>Time that each reply takes. Default none.</summary>
    public TimeSpan Latency { get; init => field = Ranges.AtLeast(value, TimeSpan.Zero); }

    /// <summary>Share of samples that fail: one half with a lost connection, the other with an answer that can't be
    /// read. Default 0.02; from 0 to 1.</summary>
    public double FailureRate { get; init => field = Ranges.Check(value, 0, 1); } = 0.02;

    /// <summary>Chance that a turn calls a tool instead of answering. Default 0.6; from 0 (never) to 1 (until
    /// <see cref="MaxToolCalls"/>).</summary>
    public double ToolRate { get; init => field = Ranges.Check(value, 0, 1); } = 0.6;

    /// <summary>Most tool calls of a sample. Default 3; from 0.</summary>
    public int MaxToolCalls { get; init => field = Ranges.AtLeast(value, 0); } = 3;

    /// <summary>How good the model is. Default 0.8; at 1 every answer is the truth, at 0 a guess may be a continent
    /// away.</summary>
    public double Accuracy { get; init => field = Ranges.Check(value, 0, 1); } = 0.8;

    /// <summary>Clock for the latency. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
