using System.Collections.Frozen;
using System.Globalization;

namespace SPAgent;

/// <summary>
/// Pictures in a folder that are of no use as they are, by the end of their names: no rows, or rows that fail.
/// </summary>
internal static class ForeignPictures
{
    // Those of the first list are rows, so that every row has the index that it has elsewhere.
    private static readonly FrozenSet<string> Unreadable = FrozenSet.ToFrozenSet([".bmp", ".gif", ".tif", ".tiff"]);

    private static readonly FrozenSet<string> Skipped = FrozenSet.ToFrozenSet(
    [
        ".avif", ".heic", ".heif", ".jp2", ".j2k", ".jpx", ".jpe", ".jxl", ".apng", ".dib", ".pbm", ".pgm", ".pnm",
        ".ppm", ".tga", ".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2",
    ]);

    /// <summary>A sentence for each kind that the folder holds, in the order of their names.</summary>
    /// <param name="files">All files of the folder.</param>
    /// <param name="rows">How many of them are rows.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> files, int rows)
    {
        (string Kind, int Count)[] kinds =
        [
            .. files.CountBy(file => Path.GetExtension(file).ToLowerInvariant())
                .Where(kind => Skipped.Contains(kind.Key) || (Unreadable.Contains(kind.Key) && !FurtherFormats.Any))
                .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, kind.Value)),
        ];
        int all = rows + kinds.Sum(kind => Skipped.Contains(kind.Kind) ? kind.Count : 0);
        return [.. kinds.Select(kind => Sentence(kind.Kind, kind.Count, all))];
    }

    private static string Sentence(string kind, int count, int all)
    {
        (string be, string it, string rows) = count == 1 ? ("is", "it", "its row fails") : ("are", "them", "their rows fail");
        string effect = !Skipped.Contains(kind) ? $"can't be read, so {rows}" : count == 1 ? "is no row" : "are no rows";
        string figures = string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {all:N0}");
        return $"{figures} {(all == 1 ? "picture" : "pictures")} {be} {kind} and {effect}: convert {it} to JPEG or PNG.";
    }
}
