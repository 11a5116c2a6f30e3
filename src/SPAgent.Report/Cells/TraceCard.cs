using System.Security.Cryptography;

namespace SPAgent;

/// <summary>
/// A trace as it is shown in a notebook: the conversation turn by turn with its pictures, the reward, and where it lies
/// on the map. A trace that ends a cell is shown so too; this says which dataset its pictures come from, and what a
/// check found.
/// </summary>
/// <param name="trace">The trace.</param>
/// <param name="options">What to show; null to open the dataset that the trace names, read-only and never over a
/// network.</param>
[TypeFormatterSource]
public sealed class TraceCard(Trace trace, TracePageOptions? options = null)
{
    /// <summary>The card as HTML that brings its style along; nothing in it runs.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public string ToHtml()
    {
        TracePageOptions given = options ?? new TracePageOptions();
        ReplayedTrace pictures = Pictures(given);
        // The same index of two folders may be shown in one notebook.
        pictures = pictures with { Scope = Convert.ToHexStringLower(SHA256.HashData(trace.ToUtf8()).AsSpan(0, 4)) };
        string name = Path.GetFileName(trace.Source) ?? TraceName.Of(trace).File;
        return CellStyle.Frame(
            PageTrace.Card(trace, pictures,
                [.. given.Findings.Where(finding => Path.GetFileName(finding.Place) == name)]));
    }

    // To look at a trace is no reason to run what a model wrote: the pictures end at its first code.
    private ReplayedTrace Pictures(TracePageOptions given)
    {
        ToolCall[] before =
            [.. trace.ToolCalls.TakeWhile(call => call is not { Success: true, Name: PythonCode.ToolName })];
        (ReplayedTrace pictures, _) =
            new PageReplay(given).Run(trace with { ToolCalls = before }, CancellationToken.None);
        if (before.Length == trace.ToolCalls.Count || !given.Pictures) return pictures;
        string told = $"The Python code of this trace was not run, so its pictures are missing from "
            + $"turn {trace.ToolCalls[before.Length].Turn} on. "
            + "TraceReplay.RunAsync(trace, dataset), at the end of a cell, runs it in the sandbox and shows them.";
        return pictures with { Problem = pictures.Problem is null ? told : $"{pictures.Problem} {told}" };
    }

    /// <summary>The trace for a terminal, with each turn.</summary>
    public override string ToString() => TraceText.Of(trace, verbose: true);
}
