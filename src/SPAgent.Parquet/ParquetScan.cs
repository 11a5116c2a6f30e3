using ParquetSharp;

namespace SPAgent;

/// <summary>Goes through the entries of a column, once.</summary>
/// <param name="reader">The column.</param>
/// <param name="leaf">What it is in the schema.</param>
/// <param name="batch">How many entries are read at once.</param>
/// <param name="convert">Makes of what is stored what a row holds.</param>
internal sealed class ParquetScan<T>(ColumnReader<T> reader, ParquetLeaf leaf, int batch, Func<T, object?> convert)
    where T : unmanaged
{
    private const int MostElements = 1 << 21;
    private const long MostBytes = 1 << 27;

    private readonly short[]? _definitions = leaf.MaxDefinition > 0 ? new short[batch] : null;
    private readonly short[]? _repetitions = leaf.MaxRepetition > 0 ? new short[batch] : null;
    private readonly T[] _values = new T[batch];

    /// <summary>Bytes that a value has of its own.</summary>
    public Func<T, int> Length { get; init; } = _ => 0;

    public ParquetCells Row(long row, bool levels)
    {
        // Outside of lists an entry is a row.
        if (_repetitions is null && row > 0 && reader.Skip(row) != row) throw Ends();
        long at = _repetitions is null ? row - 1 : -1, bytes = 0;
        var definitions = new List<short>(1);
        var repetitions = new List<short>(1);
        var values = new List<object?>(1);
        while (at <= row && Next() is > 0 and int count)
        {
            for (int i = 0, value = 0; i < count; i++)
            {
                short definition = _definitions?[i] ?? 0, repetition = _repetitions?[i] ?? 0;
                bool there = definition == leaf.MaxDefinition;
                if (repetition == 0) at++;
                if (at > row) break;
                if (at == row)
                {
                    definitions.Add(definition);
                    repetitions.Add(repetition);
                    bytes += there && !levels ? Length(_values[value]) : 0;
                    if (definitions.Count > MostElements || (bytes > MostBytes && definitions.Count > 1))
                    {
                        throw new InvalidDataException(
                            "a row unfolds to more than 134,217,728 bytes or 2,097,152 elements.");
                    }

                    if (!levels) values.Add(there ? convert(_values[value]) : null);
                }

                if (there) value++;
            }

            if (at == row && _repetitions is null) break;
        }

        if (definitions.Count == 0) throw Ends();
        return new(
            _repetitions is null ? null : [.. repetitions],
            _definitions is null ? null : [.. definitions],
            levels ? null : [.. values],
            0,
            definitions.Count,
            Shared: false);
    }

    public ParquetCellPage? All(long most)
    {
        var definitions = new List<short>();
        var repetitions = new List<short>();
        var values = new List<object?>();
        long bytes = 0;
        while (Next() is > 0 and int count)
        {
            if (_definitions is not null) definitions.AddRange(_definitions.AsSpan(0, count));
            if (_repetitions is not null) repetitions.AddRange(_repetitions.AsSpan(0, count));
            for (int i = 0, value = 0; i < count; i++)
            {
                bool there = (_definitions?[i] ?? 0) == leaf.MaxDefinition;
                bytes += 48 + (there ? Length(_values[value]) : 0);
                if (bytes > most) return null;
                values.Add(there ? convert(_values[value++]) : null);
            }
        }

        return new(
            _repetitions is null ? null : [.. repetitions],
            _definitions is null ? null : [.. definitions],
            [.. values],
            bytes);
    }

    public (long Begun, bool GoesOn) Count()
    {
        long begun = 0;
        bool? goesOn = null;
        while (Next() is > 0 and int count)
        {
            goesOn ??= _repetitions![0] != 0;
            for (int i = 0; i < count; i++) begun += _repetitions![i] == 0 ? 1 : 0;
        }

        return (begun, goesOn ?? false);
    }

    /// <summary>Reads on; gives the number of entries, 0 at the end.</summary>
    private int Next()
    {
        int count = (int)reader.ReadBatch(batch, _definitions, _repetitions, _values, out long valuesRead);
        int full = _definitions is null ? count : _definitions.AsSpan(0, count).Count(leaf.MaxDefinition);
        return valuesRead == full ? count : throw Ends();
    }

    private static InvalidDataException Ends() => new("a page holds fewer values than it claims. The file is damaged.");
}
