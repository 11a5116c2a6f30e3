using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>Counts pictures, and those that can't be read, by the end of their names: rows that fail.</summary>
internal sealed class ForeignPictures
{
    private const int LongestEnd = 5;

    /// <summary>Kinds that a reader of further formats takes.</summary>
    private static readonly FrozenSet<string> Further = FrozenSet.ToFrozenSet(
        [".bmp", ".dib", ".gif", ".pbm", ".pgm", ".pnm", ".ppm", ".tga", ".tif", ".tiff"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Kinds = FrozenSet.ToFrozenSet(
    [
        .. Further, ".avif", ".heic", ".heif", ".j2c", ".j2k", ".jp2", ".jpc", ".jpf", ".jpx", ".jxl",
        ".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Ends =
        Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>A sentence for each kind that can't be read, in the order of their names.</summary>
    public IReadOnlyList<string> Sentences =>
    [
        .. _counts.Where(kind => !(FurtherFormats.Any && Further.Contains(kind.Key)))
            .Select(kind => Sentence(kind.Key, kind.Value)),
    ];

    /// <summary>Whether a name ends as pictures do that are no JPEG, PNG or WebP.</summary>
    public static bool Is(string name) => Kinds.Contains(Path.GetExtension(name));

    public static ForeignPictures Of(IEnumerable<string> names)
    {
        ForeignPictures pictures = new();
        foreach (string name in names) pictures.Add(name);
        return pictures;
    }

    /// <summary>Takes in a name.</summary>
    public void Add(ReadOnlySpan<char> name)
    {
        _all++;
        if (!Ends.TryGetValue(Path.GetExtension(name), out string? kind)) return;
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
    }

    /// <summary>Takes in a name as UTF-8. Only its end is looked at.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> end = name[Math.Max(0, name.Length - LongestEnd)..];
        Span<char> letters = stackalloc char[LongestEnd];
        Add(letters[..Encoding.Latin1.GetChars(end, letters)]);
    }

    public void Add(ForeignPictures others)
    {
        _all += others._all;
        foreach ((string kind, int count) in others._counts) _counts[kind] = _counts.GetValueOrDefault(kind) + count;
    }

    private string Sentence(string kind, int count)
    {
        (string be, string it) = count == 1 ? ("is", "it") : ("are", "them");
        string figures = string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {_all:N0}");
        string all = $"{figures} {(_all == 1 ? "picture" : "pictures")}";
        return $"{all} {be} {kind}: convert {it} to JPEG, docs/formats.md shows how.";
    }
}
