using System.Diagnostics.CodeAnalysis;

namespace SPAgent;

/// <summary>A file of a trace folder: the trace, or why it can't be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Trace">The trace; null when the file can't be read.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
[TypeFormatterSource]
public sealed record TraceReadResult(string Path, Trace? Trace, TraceException? Problem)
{
    /// <summary>Whether there is a trace.</summary>
    [MemberNotNullWhen(true, nameof(Trace)), MemberNotNullWhen(false, nameof(Problem))]
    public bool Success => Trace is not null;
}
