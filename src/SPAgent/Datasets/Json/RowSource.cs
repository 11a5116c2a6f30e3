using System.Text.Json;

namespace SPAgent;

/// <summary>
/// A file of rows as JSON objects: lines of JSON, one JSON list, separated values, Parquet. Opening checks every row
/// and keeps where each begins, 12 bytes a row; a row is parsed when it is asked for, so a file of a million rows stays
/// on disk.
/// </summary>
internal abstract class RowSource(DataFile file)
{
    /// <summary>A row is never longer.</summary>
    protected const int LongestRow = 100 << 20;

    private readonly List<long> _starts = [];
    private readonly List<int> _lengths = [];
    private Counted? _counted;

    public string Path => file.Path;

    /// <summary>Rows; blank lines are none.</summary>
    public virtual int Count => _starts.Count;

    /// <summary>The keys, in the order in which they come up, and what their values have in common.</summary>
    public abstract IReadOnlyList<RowKey> Keys { get; }

    protected DataFile Data => file;

    /// <summary>Opens a file by the end of its name and by its first letter.</summary>
    /// <exception cref="DatasetException">A row is damaged; the message names its line.</exception>
    public static RowSource Open(DataFile file) => System.IO.Path.GetExtension(file.Path).ToUpperInvariant() switch
    {
        ".CSV" => SeparatedRows.Open(file, ','),
        ".TSV" => SeparatedRows.Open(file, '\t'),
        ".PARQUET" => new TableRows(file),
        _ when Packing(file) is { } kind => throw new DatasetException(file.Path, kind),
        ".TXT" when !JsonList.Begins(file) && SeparatedRows.Separator(file, ',') is not null =>
            SeparatedRows.Open(file, ','),
        _ when JsonList.Opens(file) => new JsonList(file),
        _ => new JsonLines(file),
    };

    /// <summary>The object of a row. The caller disposes it.</summary>
    /// <exception cref="DatasetException">The file changed since it was opened, or an inner object names a key
    /// twice.</exception>
    public JsonDocument Read(int index)
    {
        try
        {
            byte[] row = RowAt(index);
            JsonFile.Check(row);
            return JsonDocument.Parse(row, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw Bad(LineOf(index), error);
        }
    }

    /// <summary>Number of the line on which a row begins, from 1. Reads the file up to there, from the row that was
    /// last asked for where that lies before it: for messages.</summary>
    public virtual long LineOf(int index) => LineAt(_starts[index]);

    /// <summary>A row as a JSON object.</summary>
    /// <exception cref="InvalidDataException">The file changed since it was opened.</exception>
    protected virtual byte[] RowAt(int index) => Json(file.ReadBytes(_starts[index], _lengths[index]));

    /// <summary>The JSON object that the bytes of a row stand for.</summary>
    protected virtual byte[] Json(byte[] row) => PythonNumbers.Replaced(row) ?? row;

    protected long LineAt(long position)
    {
        // Rows most often fail one behind the other, each with its line.
        (long at, long line) = _counted is { } last && last.At <= position ? last : new(0, 1);
        byte[] buffer = new byte[65_536];
        while (at < position)
        {
            int read = file.ReadUpTo(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, position - at)));
            if (read == 0) break;
            line += buffer.AsSpan(0, read).Count((byte)'\n');
            at += read;
        }

        _counted = new(at, line);
        return line;
    }

    protected DatasetException Bad(long line, Exception error)
    {
        // The reader counts lines as well, from 0 and within this one, behind the sentences that tell something.
        string seen = error.Message.Split([" LineNumber:", " Path:"], 2, default)[0];
        if (error is JsonException json) seen = $"it is not valid JSON at byte {json.BytePositionInLine + 1}: {seen}";
        return new(Path, $"line {line}: {seen}", error) { Line = line };
    }

    protected DatasetException BadAt(long position, string seen) =>
        Bad(LineAt(position), new InvalidDataException(seen));

    /// <summary>Keeps where a row lies.</summary>
    protected void Add(long start, int length)
    {
        if (Count == Array.MaxLength) throw new DatasetException(Path, $"it has more than {Array.MaxLength:N0} rows.");
        _starts.Add(start);
        _lengths.Add(length);
    }

    /// <summary>All bytes from a position on, a block at a time, each with where it lies.</summary>
    protected void Scan(long from, Func<byte, long, bool> take)
    {
        byte[] buffer = new byte[1 << 16];
        for (long at = from; ;)
        {
            int read = file.ReadUpTo(at, buffer);
            if (read == 0) return;
            for (int i = 0; i < read; i++)
            {
                if (!take(buffer[i], at + i)) return;
            }

            at += read;
        }
    }

    // What a file is that holds no text as it lies there; null for text.
    private static string? Packing(DataFile file)
    {
        Span<byte> first = stackalloc byte[4];
        file.ReadUpTo(0, first);
        return first switch
        {
            [0x1F, 0x8B, ..] => "it is packed (gzip). Unpack it, and open what comes out: gunzip.",
            [0x28, 0xB5, 0x2F, 0xFD] => "it is packed (Zstandard). Unpack it, and open what comes out: unzstd.",
            [0xFD, (byte)'7', (byte)'z', (byte)'X'] => "it is packed (xz). Unpack it, and open what comes out: unxz.",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] =>
                "it is UTF-16. Save it as UTF-8: iconv -f UTF-16 -t UTF-8.",
            _ when System.IO.Path.GetExtension(file.Path).Equals(".tar", StringComparison.OrdinalIgnoreCase) =>
                "it is a tar. Unpack it, and open its folder: tar -xf.",
            _ => null,
        };
    }

    /// <summary>Where the text begins: behind a byte order mark, if there is one.</summary>
    protected static long BehindMark(DataFile file)
    {
        Span<byte> first = stackalloc byte[3];
        return file.ReadUpTo(0, first) == 3 && first.SequenceEqual("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>The number of the line that a position lies on. An object, so that tasks see both or neither.</summary>
    private sealed record Counted(long At, long Line);
}
