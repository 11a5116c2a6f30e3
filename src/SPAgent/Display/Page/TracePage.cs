using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>
/// A folder of traces as a page for a browser: it needs no server and no network, fetches nothing, and runs nothing that a model or a
/// dataset wrote. Overview, a list to search and sort, and each trace turn by turn with its pictures.
/// </summary>
public static class TracePage
{
    private const int TracesAPage = 100;

    /// <summary>Writes the page; past <see cref="TracePageOptions.MostTracesOnOnePage"/> traces the traces go to a folder of pages beside it.</summary>
    /// <param name="store">The traces. Files that can't be read are counted and named.</param>
    /// <param name="file">The page, such as <c>traces.html</c>; an older one is replaced. The folder beside it is <c>traces_pages</c>.</param>
    /// <param name="options">What to show.</param>
    /// <param name="cancellationToken">Stops between two traces; the page is then not written.</param>
    /// <returns>The files written, the page first.</returns>
    /// <exception cref="ImageException">libturbojpeg is not installed.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        TraceStore store, string file, TracePageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(file);
        options ??= new TracePageOptions();
        string title = options.Title ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(store.Folder)));
        TraceStatistics figures = store.Statistics(cancellationToken);
        IReadOnlyList<int> indices = store.Indices();
        PageBook book = new(file, indices, indices.Count > options.MostTracesOnOnePage ? TracesAPage : indices.Count);
        ILookup<string, Finding> findings = options.Findings.ToLookup(finding => Path.GetFileName(finding.Place));
        PageReplay replay = new(options);

        StringBuilder rows = new();
        List<Html> articles = [];
        List<GeoAnswer> places = [];
        SortedSet<string> models = new(StringComparer.Ordinal);
        List<string> written = [file];
        foreach (PageEntry entry in Entries(store, book, replay, findings, cancellationToken))
        {
            if (entry.Row is Html row) rows.Append(row.Markup);
            if (entry.Article is Html article) articles.Add(article);
            if (entry.Place is GeoAnswer place) places.Add(place);
            if (entry.Model is { } model) models.Add(model);
            if (!book.HasPages || !entry.EndsPage) continue;
            written.Add(await SavePageAsync(book, entry.Page, title, articles, cancellationToken).ConfigureAwait(false));
            articles.Clear();
        }

        Html overview = PageOverview.Of(title, figures, places, options.Findings, models);
        Html list = List(rows.ToString(), figures);
        Html page = Html.Join([PageFrame.Head(title, hasOverview: true), new("<main class=\"overview\" id=\"top\">"), overview, list, new("</main>\n"), .. articles, PageFrame.Foot]);
        await WholeFile.WriteAsync(file, Encoding.UTF8.GetBytes(page.Markup), cancellationToken).ConfigureAwait(false);
        return written;
    }

    private sealed record PageEntry(int Page, bool EndsPage, Html? Row, Html? Article, GeoAnswer? Place, string? Model);

    // Decoding and compressing pictures is the work, so traces are laid out on all cores, in order.
    private static ParallelQuery<PageEntry> Entries(TraceStore store, PageBook book, PageReplay replay, ILookup<string, Finding> findings, CancellationToken cancellationToken) =>
        Partitioner.Create(book.Numbers, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered().WithCancellation(cancellationToken).WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(number =>
        {
            int page = book.PageOf(number);
            bool ends = book.EndsPage(number);
            Trace trace;
            try
            {
                trace = store.Load(book.IndexOf(number));
            }
            catch (TraceException)
            {
                return new PageEntry(page, ends, null, null, null, null);
            }

            (ReplayedTrace pictures, string? tiny) = replay.Run(trace, cancellationToken);
            Finding[] found = [.. findings[Path.GetFileName(trace.Source!)]];
            return new PageEntry(
                page, ends, PageRow.Of(trace, tiny, found.Length, book.FromOverview(number)), PageTrace.Of(trace, pictures, found, book.LinksOf(number)),
                GeoAnswer.Of(trace), trace.Model);
        });

    private static async Task<string> SavePageAsync(PageBook book, int page, string title, List<Html> articles, CancellationToken cancellationToken)
    {
        string path = book.PathOf(page);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Html content = Html.Join([PageFrame.Head($"{title}, page {page + 1}", hasOverview: false), .. articles, PageFrame.Foot]);
        await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(content.Markup), cancellationToken).ConfigureAwait(false);
        return path;
    }

    private static Html List(string rows, TraceStatistics figures)
    {
        IEnumerable<Html> tools = figures.Tools.Take(40).Select(tool => Html.Of($"<option>{tool.Tool}</option>"));
        return Html.Of($"""
            <section><h2>Traces</h2><div class="tools"><input id="search" type="search" placeholder="Search what was asked, said and done" aria-label="Search">
            <select id="outcome" aria-label="Outcome"><option value="">Any outcome</option><option value="read">Answer read</option><option value="unread">No answer read</option><option value="failed-call">A call failed</option><option value="no-call">No tool called</option><option value="found">With findings</option></select>
            <select id="tool" aria-label="Tool"><option value="">Any tool</option>{Html.Join(tools)}</select>
            <select id="order" aria-label="Order"><option value="index">By index</option><option value="worst">Worst first</option><option value="best">Best first</option><option value="tokens">Most tokens</option><option value="turns">Most turns</option></select>
            <output id="shown">{figures.TotalTraces.ToString(CultureInfo.InvariantCulture)} traces</output></div>
            <ul class="list">{new Html(rows)}</ul></section>

            """);
    }
}
