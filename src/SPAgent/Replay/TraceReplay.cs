using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SPAgent;

/// <summary>Brings the pictures of a trace back by running its tool calls again on the dataset's image.</summary>
public static class TraceReplay
{
    // A trace may come from elsewhere and may have made a larger picture than this project's tools allow a model.
    private static readonly ImageTool[] Tools =
        [ZoomInTool.Recorded, new RotateTool { MaxPixels = RasterImage.MaxPixels }];

    /// <summary>
    /// Yields the dataset's image (step 0; one for each picture of a row whose pictures were all sent), then one step
    /// per tool call, each as the model was shown it. Where the trace holds no hash of the image, a value in its
    /// <see cref="Trace.SampleData"/> that the dataset's row contradicts makes a mismatch too. After a mismatch every
    /// later step is one as well, since its input can't be trusted; pictures are still shown, and never as anything but
    /// a mismatch.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="dataset">Where its image is; null to open the trace's own <c>dataset_path</c>, read-only and never
    /// over a network.</param>
    /// <param name="tools">Tools of one's own; they win over the built-in ones of the same name: zoom, rotate, and
    /// Python code in its sandbox.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="SandboxRefusedException">The trace holds Python code, and this machine has no sandbox for
    /// it.</exception>
    /// <exception cref="DatasetException">The dataset can't be opened, or has no such row or image.</exception>
    public static async IAsyncEnumerable<ReplayStep> RunAsync(
        Trace trace, ImageDataset? dataset = null, IReadOnlyList<ImageTool>? tools = null, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Dictionary<string, ImageTool> byName = new(StringComparer.Ordinal);
        foreach (ImageTool tool in (IEnumerable<ImageTool>)[.. Tools, .. tools ?? []]) byName[tool.Name] = tool;
        await using SandboxedPython python = new();
        byName.TryAdd(python.Name, python);
        foreach (string name in trace.ToolCalls.Where(call => call.Success).Select(call => call.Name).Distinct())
        {
            if (byName.TryGetValue(name, out ImageTool? needed))
                await needed.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        ReplayedPictures pictures = new(trace, dataset ?? ImageDataset.Open(
            trace.DatasetPath ?? throw new DatasetException("trace",
                "it names no dataset. Give the one that it was made from."), split: null, trace.Pictures?.Column));
        bool trusted = true;
        foreach (ReplayStep step in pictures.OfRow())
        {
            trusted &= step.Verdict != ReplayVerdict.Mismatch;
            yield return step;
        }

        int number = pictures.Sources.Count;
        foreach (ToolCall call in trace.ToolCalls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (ShownPicture actedOn, ActedOnPicture about) = pictures.ActedOn(call);
            ReplayStep step = await NextAsync(call, actedOn, pictures, number++, byName, cancellationToken)
                .ConfigureAwait(false);
            step = step with { ActedOn = about };
            if (!trusted && step.Verdict is ReplayVerdict.Unverified)
                step = step with { Verdict = ReplayVerdict.Mismatch, Detail = "an earlier step is a mismatch" };
            trusted &= step.Verdict != ReplayVerdict.Mismatch;
            yield return step;
        }
    }

    private static async Task<ReplayStep> NextAsync(
        ToolCall call, ShownPicture actedOn, ReplayedPictures pictures, int number, Dictionary<string, ImageTool> tools,
        CancellationToken cancellationToken)
    {
        if (!call.Success) return Unchanged(call, pictures.Current, ReplayVerdict.FailedCall, call.Message);
        if (!tools.TryGetValue(call.Name, out ImageTool? tool))
        {
            return Unchanged(call, pictures.Current, ReplayVerdict.Mismatch, $"the call worked, but there is no "
                + $"tool {call.Name} here to run it again: give it with the tools of the replay");
        }

        JsonElement arguments = call.Code is null ? call.Arguments ?? default : PythonCode.Arguments(call.Code);
        ImageToolResult result = await tool.CallAsync(actedOn, arguments, cancellationToken).ConfigureAwait(false);
        ReplayStep step = result.Success
            ? ReplayedPictures.Judge(call.Turn, call.Name, pictures.Add(result.Image, number).Shown,
                call.ObservationSha256, "the replayed picture is not the one that the model was shown")
            : Unchanged(call, pictures.Current, ReplayVerdict.Mismatch,
                $"the call worked when it was recorded and fails here: {result.Message}");
        IReadOnlyList<string> differences = call.Environment is { } recorded ? tool.DifferencesFrom(recorded) : [];
        return differences.Count == 0 ? step : step with
        { Detail = $"{(step.Detail is null ? "" : step.Detail + "; ")}{string.Join(", ", differences)}" };
    }

    private static ReplayStep Unchanged(ToolCall call, ShownPicture current, ReplayVerdict verdict, string? detail) =>
        new()
        {
            Turn = call.Turn,
            Tool = call.Name,
            Image = current.Shown,
            Sha256 = current.Shown.PixelSha256(),
            Verdict = verdict,
            Detail = detail
        };
}
