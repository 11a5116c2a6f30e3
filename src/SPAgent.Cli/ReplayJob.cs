using System.Runtime.CompilerServices;

namespace SPAgent.Cli;

/// <summary>How <c>spagent replay</c> replays a trace: with which rows, into which folder, in one sandbox for
/// all.</summary>
internal sealed class ReplayJob
{
    private readonly Dictionary<(string Path, string? Column), ImageDataset> _datasets = [];

    /// <summary>Where the pictures are; null to open what each trace names, once for all traces that name the
    /// same.</summary>
    public ImageDataset? Dataset { get; init; }

    /// <summary>Folder for the pictures; null for none.</summary>
    public string? Output { get; init; }

    public required PythonCodeTool Python { get; init; }

    public static object Facts(ReplayStep step) =>
        new { step.Turn, step.Tool, step.Image.Width, step.Image.Height, step.Sha256, step.Verdict, step.Detail };

    public static string Words(ReplayVerdict verdict) =>
        verdict == ReplayVerdict.FailedCall ? "failed call" : verdict.ToString().ToLowerInvariant();

    /// <param name="trace">The trace.</param>
    /// <param name="folder">Name of its own folder in <see cref="Output"/>; null for none.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public async IAsyncEnumerable<ReplayStep> RunAsync(
        Trace trace, string? folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? target = Output is null ? null : Directory.CreateDirectory(Path.Combine(Output, folder ?? "")).FullName;
        if (target is not null) Temporaries.RemoveLeftovers(target, TimeProvider.System);
        int number = 0;
        await foreach (ReplayStep step in
            TraceReplay.RunAsync(trace, Dataset ?? Open(trace), [Python], cancellationToken))
        {
            if (target is not null) WholeFile.Write(PictureOf(target, number), step.Image.EncodePng());
            number++;
            yield return step;
        }

        if (target is null) yield break;
        // An earlier replay to the same folder had more steps.
        for (; File.Exists(PictureOf(target, number)); number++) File.Delete(PictureOf(target, number));
    }

    private static string PictureOf(string target, int step) => Path.Combine(target, $"step_{step:00}.png");

    // A trace that names none is told so by the replay.
    private ImageDataset? Open(Trace trace)
    {
        if (trace.DatasetPath is not { } path) return null;
        (string, string?) key = (path, trace.Pictures?.Column);
        if (!_datasets.TryGetValue(key, out ImageDataset? rows))
        {
            _datasets[key] = rows = ImageDataset.Open(path, split: null, trace.Pictures?.Column);
        }

        return rows;
    }
}
