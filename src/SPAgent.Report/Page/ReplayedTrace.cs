using System.Collections.Concurrent;

namespace SPAgent;

/// <summary>The pictures of a trace as the page shows them, or why there are none.</summary>
internal sealed record ReplayedTrace(IReadOnlyList<ReplayedShot> Shots, string? Problem)
{
    public static ReplayedTrace None(string? problem) => new([], problem);

    /// <summary>Before the ids of pictures, where traces of the same index may stand in one document.</summary>
    public string Scope { get; init; } = "";

    /// <summary>How many of the pictures are the row's own.</summary>
    public int OfRow { get; } = Shots.TakeWhile(shot => shot.ActedOn is null).Count();

    /// <summary>The id of a picture in the document.</summary>
    public string Id(Trace trace, int step) => $"{Scope}p{TraceName.Of(trace).Id}-{step}";
}

/// <summary>One picture, and whether it is what the model saw.</summary>
internal sealed record ReplayedShot(PagePicture Picture, ReplayVerdict Verdict, string? Detail,
    ActedOnPicture? ActedOn);

/// <summary>Replays traces for the page; opens each dataset once.</summary>
internal sealed class PageReplay(TracePageOptions options) : IAsyncDisposable
{
    // One sandbox for all traces: to start one takes longer than to replay a trace.
    private readonly PythonCodeTool _python = new();

    private readonly ConcurrentDictionary<string, Lazy<(ImageDataset? Rows, string? Problem)>> _datasets =
        new(StringComparer.Ordinal);

    private ImageTool[] Tools => [_python, .. options.Tools];

    public (ReplayedTrace Replayed, string? Tiny) Run(Trace trace, CancellationToken cancellationToken)
    {
        if (!options.Pictures) return (ReplayedTrace.None(null), null);
        (ImageDataset? rows, string? problem) = options.Dataset is { } given ? (given, null)
            : Open(trace.DatasetPath, trace.Pictures?.Column);
        if (rows is null) return (ReplayedTrace.None(problem), null);
        List<ReplayedShot> shots = [];
        string? tiny = null;
        try
        {
            foreach (ReplayStep step in TraceReplay.RunAsync(trace, rows, Tools, cancellationToken)
                .ToBlockingEnumerable(cancellationToken))
            {
                (PagePicture picture, string? first) = Thumbnail.Both(step.Image, tiny: shots.Count == 0);
                tiny ??= first;
                shots.Add(new(picture, step.Verdict, step.Detail, step.ActedOn));
            }
        }
        catch (Exception failed) when (failed is DatasetException or ImageException or SandboxRefusedException
            or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            problem = failed.Message;
        }

        return (new ReplayedTrace(shots, problem), tiny);
    }

    /// <summary>One picture in full size; null where there is no such step, or none comes back.</summary>
    public RasterImage? Picture(Trace trace, int step, CancellationToken cancellationToken)
    {
        ImageDataset? rows = options.Dataset ?? Open(trace.DatasetPath, trace.Pictures?.Column).Rows;
        if (!options.Pictures || rows is null) return null;
        try
        {
            return TraceReplay.RunAsync(trace, rows, Tools, cancellationToken)
                .ToBlockingEnumerable(cancellationToken).ElementAtOrDefault(step)?.Image;
        }
        catch (Exception failed) when (failed is DatasetException or SandboxRefusedException or HttpRequestException
            or IOException or UnauthorizedAccessException
            or (ImageException and not { Kind: ImageErrorKind.MissingLibrary }))
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    private (ImageDataset? Rows, string? Problem) Open(string? path, string? column) => path is null
        ? (null, "The trace names no dataset, so there are no pictures. Give one with --dataset.")
        : _datasets.GetOrAdd($"{path}\n{column}", _ => new(() => TryOpen(path, column))).Value;

    private static (ImageDataset? Rows, string? Problem) TryOpen(string path, string? column)
    {
        try
        {
            return (ImageDataset.Open(path, split: null, column), null);
        }
        catch (Exception failed)
            when (failed is DatasetException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"No pictures: {failed.Message}");
        }
    }
}
