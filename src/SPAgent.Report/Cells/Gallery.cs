using System.Globalization;

namespace SPAgent;

/// <summary>Stores and lists of traces and sessions: how many there are, and the first of them with their
/// pictures.</summary>
internal static class Gallery
{
    private const int MostTiles = 12, WidthPx = 180, LongestAnswer = 80;

    public static MimeBundle Of(TraceStore store)
    {
        int count = TraceName.In(store).Count;
        Html strip = PageOverview.Strip(PageOverview.Cell("Traces", "traces", count));
        return Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(store.Folder)), "traces", strip,
            Tiles(Readable(store)), count, $"{TerminalText.Count(count, "trace")}");
    }

    public static MimeBundle Of(IEnumerable<Trace> traces) => OfList("traces", Tiles(traces));

    public static MimeBundle Of(SessionStore store) =>
        Of(Path.GetFileName(store.Path), "collection", store, CollectionStatistics.Of(store));

    public static MimeBundle Of(DataCollector collector)
    {
        string kept = collector.SaveImages ? "keeps pictures" : "keeps no pictures", ends = collector.AutoSave
            ? "agents' sessions are saved when they end" : "you decide which sessions are saved";
        return Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(collector.Path)), $"collector; {kept}; {ends}",
            collector.Sessions, collector.GetStatistics());
    }

    public static MimeBundle Of(IEnumerable<CollectedSession> sessions) => OfList("sessions", Tiles(sessions));

    // What is shown are the sessions that can be read, answered or not.
    private static MimeBundle Of(string name, string about, SessionStore store, CollectionStatistics counts) =>
        Of(name, about, FigureCards.Counts(counts), Tiles(store.ReadAsync().ToBlockingEnumerable()),
            store.ListSessionIds().Count - counts.UnreadableSessions, counts.ToString()!);

    private static MimeBundle OfList(string things, IEnumerable<(Html Tile, string Line)> tiles) =>
        Of("", things, Html.Empty, tiles, null, "");

    // One more than is shown is read, to know whether there are more.
    private static MimeBundle Of(string name, string about, Html strip, IEnumerable<(Html Tile, string Line)> tiles,
        int? count, string counted)
    {
        (Html Tile, string Line)[] taken = [.. tiles.Take(MostTiles + 1)];
        (Html Tile, string Line)[] shown = [.. taken.Take(MostTiles)];
        string more = taken.Length <= MostTiles ? "" : count is { } all
            ? $"… {(all - MostTiles).ToString("N0", CultureInfo.InvariantCulture)} more" : "… and more";
        Html head = Html.If(name.Length > 0, () => FactsCell.Head(name, about)),
            none = Html.If(shown.Length == 0 && name.Length == 0, () => Html.Of($"<p class=\"soft\">no {about}</p>"));
        Html rest = PageParts.More(more.Length > 0, more);
        IEnumerable<string> lines =
            [.. name.Length > 0 ? [$"{name}: {counted.Trim()}"] : shown.Length == 0 ? [$"no {about}"]
                : Array.Empty<string>(), .. shown.Select(tile => tile.Line),
                    .. more.Length > 0 ? [more] : Array.Empty<string>()];
        return MimeBundle.Html(
            CellStyle.Frame(
                Html.Join([head, strip, none, PageParts.Shots([.. shown.Select(tile => tile.Tile)]), rest])),
                    TerminalText.Text(string.Join('\n', lines)));
    }

    private static IEnumerable<Trace> Readable(TraceStore store) =>
        store.TryRead().Select(reading => reading.Trace).OfType<Trace>();

    private static IEnumerable<(Html, string)> Tiles(IEnumerable<Trace> traces)
    {
        Dictionary<string, ImageDataset?> datasets = new(StringComparer.Ordinal);
        foreach (Trace trace in traces)
        {
            string sizes = $"{TerminalText.Count(trace.Turns.Count, "turn")} "
                + $"· {TerminalText.Count(trace.ToolCalls.Count, "tool call")}",
                    answer = Short(trace.Answer.ToString());
            string score = trace.Reward is { } reward
                ? string.Create(CultureInfo.InvariantCulture, $"score {reward.Score:0.###}") : "";
            string distance = trace.Reward is { ParseSuccess: true } known && known["distance@km"] is { } km
                ? string.Create(CultureInfo.InvariantCulture, $" · {km:#,0.#} km") : "";
            Html result = trace.Reward is { ParseSuccess: false }
                ? Html.Of($"<b class=\"bad\">no answer could be read</b>") : Html.Of($"<b>{score}</b>{distance}");
            Html caption = Html.Of($"<b>Trace {TraceName.Of(trace)}</b> {sizes}<br>{answer}<br>{result}");
            yield return (
                Tile(Picture(trace, datasets), caption),
                $"Trace {TraceName.Of(trace)}  {sizes}  {score}{distance}  {answer}");
        }
    }

    private static IEnumerable<(Html, string)> Tiles(IEnumerable<CollectedSession> sessions)
    {
        foreach (CollectedSession session in sessions)
        {
            string samples = TerminalText.Count(session.Samples.Count, "sample"),
                answer = Short(session.FinalAnswer ?? session.ErrorMessage ?? "no answer");
            string? path = session.Samples.Count > 0 ? session.SavedImagePath(session.Samples[0], 0) : null;
            Html caption = Html.Of(
                $"<b dir=\"auto\">{Short(session.Question)}</b><br><span dir=\"auto\">{answer}</span><br>{samples}");
            yield return (Tile(Try(() => path is null ? null : RasterImage.Load(path).Upright()), caption),
                $"{session.SessionId}  {samples}  {Short(session.Question)} → {answer}");
        }
    }

    private static Html Tile(RasterImage? picture, Html caption) => picture is null
        ? Html.Of($"<figure class=\"shot picture\"><figcaption>{caption}</figcaption></figure>")
        : ImageGrid.Picture(picture, caption, WidthPx);

    // The dataset that a trace names is opened read-only and never over a network; one that is not here leaves the tile
    // without a picture.
    private static RasterImage? Picture(Trace trace, Dictionary<string, ImageDataset?> datasets)
    {
        if (trace.DatasetPath is not { } path) return null;
        if (!datasets.TryGetValue(path, out ImageDataset? rows))
            datasets[path] = rows = Try(() => ImageDataset.Open(path, split: null, trace.Pictures?.Column));
        return rows is null || trace.SampleIndex >= rows.Count ? null
            : Try(() => rows[trace.SampleIndex].Image?.Decode());
    }

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception missing) when (missing is DatasetException or ImageException or IOException
            or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Short(string text) => PageParts.Shorten(TerminalText.Line(text), LongestAnswer);
}
