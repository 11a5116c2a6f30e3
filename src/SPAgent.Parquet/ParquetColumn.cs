namespace SPAgent;

/// <summary>
/// A leaf column in one row group. A row is found by the page index of the file; where there is none, or it is of no
/// use, by one walk over the headers of the pages. Either way a row costs the reading of one page.
/// </summary>
internal sealed class ParquetColumn(
    DataFile file, ParquetFooter footer, ParquetLeaf leaf, ParquetChunk chunk, long rows, ParquetCache cache)
{
    private const int MostPages = 1 << 18;
    private const int LongestIndex = 64 << 20;

    // Without a page index, the pages of a list have to be read once to know where rows begin.
    private const long LargestWalk = 512 << 20;

    private const long MostValues = 1 << 27;

    private readonly Lock _lock = new();
    private ParquetRun[]? _runs;
    private long _dictionary;
    private int _last = -1;

    public DataFile File => file;

    public ParquetFooter Footer => footer;

    public ParquetLeaf Leaf => leaf;

    public ParquetChunk Chunk => chunk;

    public long End => chunk.Start + chunk.Length;

    /// <summary>Offset of the page with the dictionary; 0 where there is none.</summary>
    public long Dictionary => _dictionary;

    /// <summary>Levels and values of a row.</summary>
    /// <param name="row">The row, counted in its group.</param>
    /// <param name="levels">Whether levels are enough.</param>
    /// <exception cref="InvalidDataException">The pages are damaged.</exception>
    public ParquetCells Read(long row, bool levels)
    {
        ParquetRun[] runs = Runs();
        int number = Find(runs, row);
        ParquetRun run = runs[number];
        long inside = row - run.FirstRow;
        if (cache.Find(this, number) is { } known) return known.Row(inside);
        bool again = Interlocked.Exchange(ref _last, number) == number;
        using ParquetPageFile pages = ParquetPageFile.Open(this, run);
        if (!levels && (again || pages.IsLight) && pages.All(ParquetCache.Largest) is { } all)
        {
            if (all.RowCount != run.Rows) throw Odd(run, all.RowCount);
            cache.Add(this, number, all);
            return all.Row(inside);
        }

        return pages.Row(inside, levels);
    }

    private static int Find(ParquetRun[] runs, long row)
    {
        int low = 0, high = runs.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (runs[middle].FirstRow <= row) low = middle;
            else high = middle - 1;
        }

        bool found = runs.Length > 0 && row >= runs[low].FirstRow && row < runs[low].FirstRow + runs[low].Rows;
        return found ? low
            : throw new InvalidDataException($"no page holds row {row:N0} of the group. The file is damaged.");
    }

    private ParquetRun[] Runs()
    {
        lock (_lock) return _runs ??= Indexed() ?? Walked();
    }

    /// <summary>What the page index says; null where there is none, or where it can't be true.</summary>
    private ParquetRun[]? Indexed()
    {
        if (chunk.Index == 0 || chunk.IndexLength > LongestIndex) return null;
        try
        {
            var reader = new ThriftReader(file.ReadBytes(chunk.Index, chunk.IndexLength));
            ParquetRun[]? runs = null;
            int id = 0;
            while (reader.Field(ref id, out ThriftType type))
            {
                if (id == 1) runs = ReadRuns(ref reader, type);
                else reader.Skip(type);
            }

            if (runs is null) return null;
            _dictionary = chunk.Dictionary > 0 ? chunk.Dictionary : runs[0].Offset > chunk.Start ? chunk.Start : 0;
            return runs;
        }
        catch (Exception error) when (error is InvalidDataException or ThriftEndException or OverflowException)
        {
            return null;
        }
    }

    private ParquetRun[]? ReadRuns(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.List);
        int count = reader.List(ThriftType.Struct);
        if (count is 0 or > MostPages) return null;
        var runs = new ParquetRun[count];
        for (int i = 0; i < count; i++)
        {
            long offset = -1, first = -1;
            int length = -1, id = 0;
            while (reader.Field(ref id, out type))
            {
                switch (id)
                {
                    case 1: offset = reader.Int64(type); break;
                    case 2: length = reader.Int32(type); break;
                    case 3: first = reader.Int64(type); break;
                    default: reader.Skip(type); break;
                }
            }

            bool ascends = i == 0 ? first == 0 : first > runs[i - 1].FirstRow && offset > runs[i - 1].Offset;
            bool inside = length > 0 && offset >= chunk.Start && offset <= End - length && first < rows;
            if (!ascends || !inside) return null;
            runs[i] = new(offset, length, first, rows - first);
            if (i > 0) runs[i - 1] = runs[i - 1] with { Rows = first - runs[i - 1].FirstRow };
        }

        return runs;
    }

    private ParquetRun[] Walked()
    {
        var runs = new List<ParquetRun>();
        long first = 0, unpacked = 0, values = 0;
        bool told = true;
        _dictionary = chunk.Dictionary;
        for (long at = chunk.Start; at < End && first < rows;)
        {
            var page = ParquetPage.Read(file, at, End);
            if (page.Kind == ParquetPageKind.Dictionary) _dictionary = at;
            if (page.IsData && page.Values > 0)
            {
                bool flat = leaf.MaxRepetition == 0;
                told &= flat || page.Rows >= 0;
                long held = flat ? page.Values : told ? page.Rows : 0;
                runs.Add(new(at, page.Length, first, held));
                first += held;
                unpacked += page.Unpacked;
                values += page.Values;
            }

            if (runs.Count > MostPages) throw new InvalidDataException($"a column has more than {MostPages:N0} pages.");
            at += page.Length;
        }

        if (!told) (runs, first) = Counted(runs, unpacked, values);
        if (first != rows)
        {
            throw new InvalidDataException($"its pages hold {first:N0} rows of {rows:N0}. The file is damaged.");
        }

        return [.. runs];
    }

    /// <summary>Where rows begin in pages that do not tell: a list may go on from one page to the next.</summary>
    private (List<ParquetRun> Runs, long Rows) Counted(List<ParquetRun> pages, long unpacked, long values)
    {
        if (unpacked > LargestWalk || values > MostValues)
        {
            const string advice = "Write the file again with a page index or smaller row groups";
            throw new InvalidDataException(
                $"a row group holds {values:N0} values, {unpacked:N0} bytes, of a list without an index. {advice}.");
        }

        var runs = new List<ParquetRun>();
        long first = 0;
        foreach (ParquetRun page in pages)
        {
            long begun;
            bool goesOn;
            using (var read = ParquetPageFile.Open(this, page)) (begun, goesOn) = read.Count();
            if (goesOn && runs.Count == 0)
            {
                throw new InvalidDataException("its first page begins within a row. The file is damaged.");
            }

            if (goesOn)
            {
                ParquetRun before = runs[^1];
                long length = page.Offset + page.Length - before.Offset;
                runs[^1] = before with { Length = length, Rows = before.Rows + begun };
            }
            else
            {
                runs.Add(page with { FirstRow = first, Rows = begun });
            }

            first += begun;
        }

        return (runs, first);
    }

    private static InvalidDataException Odd(ParquetRun run, long seen) =>
        new($"a page holds {seen:N0} rows; its place says {run.Rows:N0}. The file is damaged.");
}
