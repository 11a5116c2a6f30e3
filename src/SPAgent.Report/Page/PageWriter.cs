using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text;

namespace SPAgent;

/// <summary>Writes pages: an overview with the list, and an article for each item, on the same page or on pages beside
/// it.</summary>
internal static class PageWriter
{
    /// <summary>Writes the overview with everything behind it. Each file is whole or absent; the overview comes
    /// last.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(IPageContent content, string file, int mostOnOnePage,
        IProgress<(int Done, int Total)>? progress, CancellationToken cancellationToken)
    {
        Pagination book = new(file, content.Anchors, mostOnOnePage);
        List<Html> articles = [];
        // As bytes, and never as one text: of a hundred thousand items they are 80 MB.
        List<byte[]> rows = [];
        List<GeoAnswer> places = [];
        SortedSet<string> models = new(StringComparer.Ordinal);
        List<string> written = [file];
        PageWords words = new();
        foreach ((int number, PageItem? item) in Items(content, book, cancellationToken))
        {
            if (item is not null)
            {
                rows.Add(Encoding.UTF8.GetBytes(item.Row.Markup));
                articles.Add(item.Article);
                if (book.HasPages) words.Add(book.PlaceOf(number).Anchor, item.Article);
                if (item.Place is GeoAnswer place) places.Add(place);
                if (item.Model is { } model) models.Add(model);
            }

            progress?.Report((number + 1, book.Count));
            if (!book.HasPages || !book.EndsPage(number)) continue;
            string path = book.PathOf(book.PageOf(number));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await SaveAsync(path,
                [PageTemplate.Head($"{content.Title}, page {book.PageOf(number) + 1}", hasOverview: false,
                    content.HasMaps), .. articles, PageTemplate.Foot(content.Thing)], cancellationToken)
                        .ConfigureAwait(false);
            await SaveAsync(book.WordsPathOf(book.PageOf(number)), [words.Take()], cancellationToken)
                .ConfigureAwait(false);
            written.AddRange([path, book.WordsPathOf(book.PageOf(number))]);
            articles.Clear();
        }

        (Html top, Html bottom) = PageList.Around(content, rows.Count, book.Words);
        await WholeFile.WriteAsync(file,
            Bytes([PageTemplate.Head(content.Title, hasOverview: true, content.HasMaps, book.HasPages),
                    new("<main class=\"overview\" id=\"top\">"), content.Overview(places, models), top])
                .Concat(rows.Select(row => (ReadOnlyMemory<byte>)row))
                .Concat(Bytes([bottom, new("</main>\n"), .. articles, PageTemplate.Foot(content.Thing)])),
            cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>Writes a page that is one article and nothing else.</summary>
    public static async Task WriteAloneAsync(string title, Html article, bool hasMaps, string file,
        CancellationToken cancellationToken) =>
        await SaveAsync(file, [PageTemplate.Head(title, hasOverview: false, hasMaps), article, PageTemplate.FootAlone],
            cancellationToken).ConfigureAwait(false);

    // Decoding and compressing pictures is the work, so items are laid out on all cores, in order.
    private static IEnumerable<(int Number, PageItem? Item)> Items(IPageContent content, Pagination book,
        CancellationToken cancellationToken)
    {
        using IEnumerator<(int Number, PageItem? Item)> items =
            Partitioner.Create(book.Numbers, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
                .WithCancellation(cancellationToken)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(number => (number, content.Lay(book.PlaceOf(number), cancellationToken))).GetEnumerator();
        while (MoveNext(items)) yield return items.Current;
    }

    // What fails in an item is told as it is, not as one of several.
    private static bool MoveNext(IEnumerator<(int Number, PageItem? Item)> items)
    {
        try
        {
            return items.MoveNext();
        }
        catch (AggregateException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]);
            throw;
        }
    }

    private static Task SaveAsync(string file, IEnumerable<Html> parts, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(file, Bytes(parts), cancellationToken);

    private static IEnumerable<ReadOnlyMemory<byte>> Bytes(IEnumerable<Html> parts) =>
        parts.Select(part => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(part.Markup));
}
