namespace SPAgent;

/// <summary>All entries of a run of pages.</summary>
internal sealed class ParquetCellPage
{
    private readonly short[]? _repetitions;
    private readonly short[]? _definitions;
    private readonly object?[] _values;
    private readonly int[]? _starts;

    /// <param name="repetitions">Repetition levels; null where the column lies in no list.</param>
    /// <param name="definitions">Definition levels; null where every value is there.</param>
    /// <param name="values">A value for each entry.</param>
    /// <param name="bytes">About what they take in memory.</param>
    public ParquetCellPage(short[]? repetitions, short[]? definitions, object?[] values, long bytes)
    {
        (_repetitions, _definitions, _values, Bytes) = (repetitions, definitions, values, bytes);
        if (repetitions is null) return;
        var starts = new List<int>();
        for (int i = 0; i < repetitions.Length; i++)
        {
            if (repetitions[i] == 0) starts.Add(i);
        }

        _starts = [.. starts];
    }

    public long Bytes { get; }

    public int RowCount => _starts?.Length ?? _values.Length;

    /// <summary>The entries of a row, counted from the first of these.</summary>
    public ParquetCells Row(long row)
    {
        int at = (int)row;
        if (_starts is null) return new(null, _definitions, _values, at, at + 1, Shared: true);
        int end = at + 1 < _starts.Length ? _starts[at + 1] : _values.Length;
        return new(_repetitions, _definitions, _values, _starts[at], end, Shared: true);
    }
}
