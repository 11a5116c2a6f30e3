namespace SPAgent.Internal;

/// <summary>Traces and sessions laid out one at a time, as pages lay them out, for a server that puts its own page
/// around them.</summary>
/// <param name="options">The dataset, the tools and whether pictures are shown.</param>
public sealed class Articles(TracePageOptions options) : IAsyncDisposable
{
    // What is marked changes while an article is kept: the server tells it apart.
    private static readonly Dictionary<string, RecordLabel> s_unmarked = [];

    private readonly PageReplay _replay = new(options);

    /// <summary>The outlines to which the maps of articles refer; once a document.</summary>
    public static Html Land => PageMap.Land;

    /// <summary>A trace turn by turn; replays its pictures.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Html Of(Trace trace, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trace);
        (ReplayedTrace pictures, _) = _replay.Run(trace, cancellationToken);
        return PageTrace.Of(trace, pictures, findings, PagePlace.Alone, PageLabel.Of(trace, s_unmarked));
    }

    /// <summary>A session inference by inference, with the copies of its pictures.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public Html Of(CollectedSession session, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(session);
        return PageSession.Of(session, SessionPictures.Of(session, PagePlace.Alone, options.Pictures), findings,
            PagePlace.Alone, PageLabel.Of(session, s_unmarked));
    }

    /// <summary>Two runs: what the figures allow to say, and the rows that differ most, step by step.</summary>
    public static Html Of(TraceComparison comparison, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return ComparisonPage.Body(comparison, cancellationToken);
    }

    /// <summary>What lists call a trace: its number, and what its row says of itself.</summary>
    public static string NameOf(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return TraceContent.Name(trace);
    }

    /// <summary>A picture of a trace in full size, as JPEG; null where the trace has no such step, or no picture comes
    /// back.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="step">The picture, from 0: those of the row, then one for each call.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public byte[]? Picture(Trace trace, int step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return _replay.Picture(trace, step, cancellationToken) is { Width: > 0, Height: > 0 } picture
            ? Plain(picture).EncodeJpeg() : null;
    }

    /// <summary>A picture of a session in full size, as JPEG; null where there is none.</summary>
    /// <param name="session">The session.</param>
    /// <param name="number">The picture, from 0, as the article numbers them.</param>
    /// <exception cref="ImageException">It can't be decoded, or the machine has no codec for JPEG.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static byte[]? Picture(CollectedSession session, int number)
    {
        ArgumentNullException.ThrowIfNull(session);
        return SessionPictures.Files(session).ElementAtOrDefault(number) is { } file
            && RasterImage.Load(file) is { Width: > 0, Height: > 0 } picture ? Plain(picture).EncodeJpeg() : null;
    }

    /// <summary>Ends the sandbox in which traces were replayed.</summary>
    public ValueTask DisposeAsync() => _replay.DisposeAsync();

    // Without the source's comment, which somebody may not want to be seen.
    private static RasterImage Plain(RasterImage image) =>
        RasterImage.FromPixels(image.Width, image.Height, image.Pixels);
}
