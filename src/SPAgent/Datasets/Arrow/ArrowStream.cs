namespace SPAgent;

/// <summary>
/// One file of Arrow's IPC stream format. Opening reads the schema and the headers of its batches; rows stay on disk.
/// It never changes, so any number of tasks may read it.
/// </summary>
internal sealed class ArrowStream
{
    /// <summary>Rows and elements that may take no bytes at all, such as nulls, beyond one for each bit of the
    /// file.</summary>
    public const int FreeRows = 65_536;

    private readonly List<ArrowBatchEntry> _batches = [];
    private readonly Dictionary<long, List<ArrowDictionaryEntry>> _dictionaries = [];

    private ArrowStream(DataFile file)
    {
        File = file;
        var messages = new ArrowMessages(file);
        while (messages.MoveNext()) Add(in messages);
        if (Schema is null)
            throw new InvalidDataException("it holds no schema: the file is empty, or not an Arrow stream.");
    }

    public DataFile File { get; }

    public ArrowSchema Schema { get; private set; } = null!;

    /// <summary>Rows of all batches.</summary>
    public long RowCount { get; private set; }

    /// <summary>Batches that hold a row.</summary>
    public IReadOnlyList<ArrowBatchEntry> Batches => _batches;

    /// <exception cref="DatasetException">The file is absent, or no Arrow stream that can be read.</exception>
    public static ArrowStream Open(string path)
    {
        var file = DataFile.Open(path);
        try
        {
            return new ArrowStream(file);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(path, error.Message, error);
        }
    }

    /// <summary>Index of the batch that holds <paramref name="row"/>.</summary>
    public int BatchOf(long row)
    {
        int low = 0, high = _batches.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (_batches[middle].FirstRow <= row) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    /// <summary>The parts of a dictionary as they stand when the batch comes: the last whole one, and those added to
    /// it.</summary>
    public IReadOnlyList<ArrowBatchEntry> DictionaryAt(long id, int batch)
    {
        if (!_dictionaries.TryGetValue(id, out List<ArrowDictionaryEntry>? entries)) return [];
        int end = entries.FindLastIndex(entry => entry.Before <= batch) + 1;
        int start = end - 1;
        while (start > 0 && entries[start].IsDelta) start--;
        return start < 0 ? [] : entries[start..end].ConvertAll(entry => entry.Values);
    }

    private void Add(in ArrowMessages messages)
    {
        const byte schema = 1, dictionary = 2, records = 3;
        byte kind = messages.Message.Byte(1);
        FlatTable header = messages.Message.Table(2, "header");
        switch (kind)
        {
            case schema when Schema is null:
                Schema = ArrowSchema.Parse(header, messages.MetadataLength);
                break;
            case schema:
                throw new InvalidDataException("it holds two schemas.");
            case dictionary or records when Schema is null:
                throw new InvalidDataException("a batch comes before the schema.");
            case dictionary:
                ArrowBatchEntry values = Entry(in messages, header.Table(1, "values"), firstRow: 0);
                _dictionaries.TryAdd(header.Int64(0), []);
                _dictionaries[header.Int64(0)].Add(new(_batches.Count, header.Bool(2), values));
                break;
            case records:
                ArrowBatchEntry entry = Entry(in messages, header, RowCount);
                if (entry.Rows > 0) _batches.Add(entry);
                RowCount += entry.Rows;
                break;
            default:
                throw new InvalidDataException($"it holds a message of kind {kind}; only tables are read.");
        }
    }

    private ArrowBatchEntry Entry(in ArrowMessages messages, FlatTable records, long firstRow)
    {
        long rows = records.Int64(0);
        (long metadata, int length) = (messages.Metadata, messages.MetadataLength);
        ArrowBatchEntry entry = new(metadata, length, messages.Body, messages.BodyLength, firstRow, rows)
        {
            Codec = Codec(records),
        };
        long most = entry.Codec == ArrowCodec.None ? 8 * File.Length : (8 * entry.Room) + firstRow;
        if (rows < 0 || rows > most + FreeRows - firstRow)
        {
            throw new InvalidDataException(
                $"it claims {rows:N0} rows in a batch, more than {File.Length:N0} bytes can hold.");
        }

        return entry;
    }

    private static ArrowCodec Codec(FlatTable records)
    {
        if (!records.Has(3)) return ArrowCodec.None;
        byte codec = records.Table(3, "compression").Byte(0);
        return codec switch
        {
            0 => ArrowCodec.Lz4,
            1 => ArrowCodec.Zstd,
            _ => throw new InvalidDataException(
                $"it is compressed with codec {codec}, which is not read. Save the dataset again with save_to_disk."),
        };
    }

    /// <param name="Before">Number of record batches that came before it.</param>
    /// <param name="IsDelta">Whether it adds to the dictionary instead of replacing it.</param>
    /// <param name="Values">Where the values lie.</param>
    private sealed record ArrowDictionaryEntry(int Before, bool IsDelta, ArrowBatchEntry Values);
}
