using System.Collections.Concurrent;

namespace SPAgent;

/// <summary>One Parquet file: its footer, and its columns as they are asked for.</summary>
internal sealed class ParquetFile
{
    private readonly ConcurrentDictionary<(int Group, int Leaf), ParquetColumn> _columns = [];
    private readonly ParquetCache _cache;
    private readonly long[] _firstRows;

    private ParquetFile(DataFile file, ParquetFooter footer, HuggingFaceFeatures? features, ParquetCache cache)
    {
        (File, Footer, _cache) = (file, footer, cache);
        Schema = ParquetSchema.Of(footer.Elements);
        Features = features ?? HuggingFaceFeatures.Embedded(footer.Metadata);
        Fields = Features.Mark([.. Schema.Columns.Select(column => column.Field)]);
        _firstRows = new long[footer.Groups.Count];
        long first = 0;
        for (int i = 0; i < _firstRows.Length; i++)
        {
            ParquetGroup group = footer.Groups[i];
            if (group.Chunks.Length != Schema.Leaves.Count)
            {
                string seen = $"row group {i} has {group.Chunks.Length} columns; the schema has {Schema.Leaves.Count}";
                throw new InvalidDataException($"{seen}. The file is damaged.");
            }

            _firstRows[i] = first;
            first += group.Rows;
        }
    }

    public DataFile File { get; }

    public ParquetFooter Footer { get; }

    public ParquetSchema Schema { get; }

    public HuggingFaceFeatures Features { get; }

    /// <summary>The columns, pictures marked.</summary>
    public IReadOnlyList<ArrowField> Fields { get; }

    /// <exception cref="DatasetException">It can't be read.</exception>
    public static ParquetFile Open(DataFile file, HuggingFaceFeatures? features, ParquetCache cache)
    {
        try
        {
            return new(file, ParquetFooter.Read(file), features, cache);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(file.Path, error.Message, error);
        }
    }

    /// <summary>The entries of a leaf in a row of the file.</summary>
    /// <param name="leaf">Number of the leaf.</param>
    /// <param name="row">The row, counted in the file.</param>
    /// <param name="levels">Whether levels are enough.</param>
    public ParquetCells Read(int leaf, long row, bool levels)
    {
        int found = Array.BinarySearch(_firstRows, row);
        int group = found >= 0 ? found : ~found - 1;
        // Of groups without rows that begin at the same one, the last holds it.
        while (group + 1 < _firstRows.Length && _firstRows[group + 1] == row) group++;
        ParquetColumn column = _columns.GetOrAdd((group, leaf), Column);
        return column.Read(row - _firstRows[group], levels);
    }

    private ParquetColumn Column((int Group, int Leaf) key)
    {
        ParquetGroup group = Footer.Groups[key.Group];
        return new(File, Footer, Schema.Leaves[key.Leaf], group.Chunks[key.Leaf], group.Rows, _cache);
    }
}
