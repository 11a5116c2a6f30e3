namespace SPAgent;

/// <summary>Files of one schema, one behind the other, as one table.</summary>
internal sealed class ArrowTable
{
    private readonly ArrowStream[] _shards;
    private readonly long[] _firstRows;

    private ArrowTable(ArrowStream[] shards, IReadOnlyList<ArrowField> fields)
    {
        (_shards, Fields) = (shards, fields);
        _firstRows = new long[shards.Length];
        for (int i = 0; i < shards.Length; i++)
        {
            _firstRows[i] = RowCount;
            RowCount += shards[i].RowCount;
        }
    }

    /// <summary>The columns, as the caller laid them out.</summary>
    public IReadOnlyList<ArrowField> Fields { get; }

    public long RowCount { get; }

    /// <summary>Opens the files; <paramref name="layOut"/> may mark columns of the common schema.</summary>
    /// <exception cref="DatasetException">A file is absent, can't be read, or has other columns than the
    /// first.</exception>
    public static ArrowTable Open(IEnumerable<string> paths, Func<ArrowSchema, IReadOnlyList<ArrowField>> layOut)
    {
        ArrowStream[] shards = paths.Select(ArrowStream.Open).ToArray();
        if (shards.Length == 0) return new ArrowTable([], []);
        List<string> columns = Signature(shards[0]);
        foreach (ArrowStream? shard in shards.Skip(1))
        {
            List<string> others = Signature(shard);
            if (others.SequenceEqual(columns)) continue;
            throw new DatasetException(
                shard.File.Path,
                $"its columns ({string.Join(", ", others)}) differ from those "
                + $"of {Path.GetFileName(shards[0].File.Path)} " +
                $"({string.Join(", ", columns)}). Save the dataset again.");
        }

        try
        {
            return new ArrowTable(shards, layOut(shards[0].Schema));
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(shards[0].File.Path, error.Message, error);
        }
    }

    /// <summary>A reader of rows; it keeps the batch that it read last. One task at a time.</summary>
    public Cursor Read() => new(this);

    private static List<string> Signature(ArrowStream shard) =>
        [.. shard.Schema.Fields.Select(field => $"{field.Name}: {field.TypeName}")];

    private int ShardOf(long row)
    {
        // Several shards without rows share a first row: the last of them holds it.
        int found = Array.BinarySearch(_firstRows, row);
        if (found < 0) return ~found - 1;
        while (found + 1 < _firstRows.Length && _firstRows[found + 1] == row) found++;
        return found;
    }

    internal sealed class Cursor(ArrowTable table)
    {
        private ArrowStream? _shard;
        private int _batch;
        private long _first;
        private long _end;

        /// <summary>Columns of the batch that holds the row.</summary>
        public ArrowArray[] Columns { get; private set; } = [];

        /// <summary>Index of the row in <see cref="Columns"/>.</summary>
        public long Index { get; private set; }

        /// <summary>Bytes that the values of that batch may take, at most.</summary>
        public long BatchBytes => _shard!.Batches[_batch].Room;

        /// <summary>The file that holds the row; empty before the first.</summary>
        public string Path => _shard?.File.Path ?? "";

        /// <summary>Goes to a row of the table.</summary>
        /// <exception cref="InvalidDataException">Its batch can't be read.</exception>
        public void MoveTo(long row)
        {
            if (row < _first || row >= _end) Load(row);
            Index = row - _first;
        }

        private void Load(long row)
        {
            (_first, _end) = (0, 0);
            int number = table.ShardOf(row);
            _shard = table._shards[number];
            _batch = _shard.BatchOf(row - table._firstRows[number]);
            Columns = ArrowBatchReader.Load(_shard, table.Fields, _batch);
            _first = table._firstRows[number] + _shard.Batches[_batch].FirstRow;
            _end = _first + _shard.Batches[_batch].Rows;
        }
    }
}
