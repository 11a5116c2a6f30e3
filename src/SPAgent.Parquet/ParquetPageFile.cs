using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.IO;
using Buffer = ParquetSharp.IO.Buffer;

namespace SPAgent;

/// <summary>
/// A run of pages as a Parquet file of its own, in memory: the pages as they lie in the file, and a footer for them
/// alone. The library reads whole row groups only; this way it reads a page, whatever its packing and encoding.
/// </summary>
internal sealed unsafe class ParquetPageFile : IDisposable
{
    private const int LargestPage = 16 << 20;
    private const int LargestSinglePage = 512 << 20;
    private const int MostValues = 1 << 27;

    // Pictures don't shrink: a large page that claims to unpack to many times itself is no page of pictures.
    private const int MostExpansion = 20;
    private const int Batch = 1024;
    private const int LightValue = 256;
    private const int LightPage = 1 << 20;

    // Reading is bound by the processor; more at once only take memory.
    private static readonly SemaphoreSlim Gate = new(Math.Max(2, Environment.ProcessorCount));

    private readonly ParquetLeaf _leaf;
    private readonly List<IDisposable> _open = [];
    private readonly PageBuffer _bytes;
    private readonly ColumnReader _column;
    private readonly long _values;
    private readonly long _unpacked;

    private ParquetPageFile(ParquetColumn column, ParquetRun run)
    {
        _leaf = column.Leaf;
        bool dictionary = false;
        for (long at = run.Offset; at < run.Offset + run.Length;)
        {
            var page = ParquetPage.Read(column.File, at, run.Offset + run.Length);
            if (page.IsData)
            {
                Check(page);
                _values += page.Values;
                _unpacked += page.Unpacked;
                dictionary |= page.NeedsDictionary;
            }

            at += page.Length;
        }

        if (_values > MostValues)
        {
            throw new InvalidDataException($"a page claims {_values:N0} values; {MostValues:N0} are read.");
        }

        long dictionaryLength = 0;
        if (dictionary)
        {
            if (column.Dictionary == 0)
            {
                throw new InvalidDataException("a page needs a dictionary; there is none. The file is damaged.");
            }

            var page = ParquetPage.Read(column.File, column.Dictionary, column.End);
            if (page.Kind != ParquetPageKind.Dictionary)
            {
                throw new InvalidDataException("its dictionary is none. The file is damaged.");
            }

            Check(page);
            dictionaryLength = page.Length;
        }

        byte[] footer = Footer(column, run.Length, dictionaryLength);
        long length = 4 + dictionaryLength + run.Length + footer.Length + 8;
        if (length > int.MaxValue) throw new InvalidDataException($"a row takes {length:N0} bytes, which is not read.");
        _bytes = PageBuffer.Rent((int)length);
        try
        {
            Span<byte> whole = _bytes.Span;
            "PAR1"u8.CopyTo(whole);
            Span<byte> pages = whole[4..];
            column.File.Read(column.Dictionary, pages[..(int)dictionaryLength]);
            pages = pages[(int)dictionaryLength..];
            column.File.Read(run.Offset, pages[..(int)run.Length]);
            Span<byte> end = pages[(int)run.Length..];
            footer.CopyTo(end);
            MemoryMarshal.Write(end[footer.Length..], footer.Length);
            "PAR1"u8.CopyTo(end[(footer.Length + 4)..]);
            Buffer buffer = Opened(new Buffer(_bytes.Address, length));
            BufferReader stream = Opened(new BufferReader(buffer));
            using var properties = ReaderProperties.GetDefaultReaderProperties();
            properties.EnablePageChecksumVerification();
            ParquetFileReader file = Opened(new ParquetFileReader(stream, properties));
            RowGroupReader group = Opened(file.RowGroup(0));
            _column = Opened(group.Column(0));
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Whether values are so small that the whole page is worth keeping at once.</summary>
    public bool IsLight => _unpacked <= LightPage && _unpacked <= LightValue * _values;

    /// <exception cref="InvalidDataException">The pages are damaged.</exception>
    public static ParquetPageFile Open(ParquetColumn column, ParquetRun run)
    {
        Gate.Wait();
        try
        {
            return Guard(() => new ParquetPageFile(column, run));
        }
        catch
        {
            Gate.Release();
            throw;
        }
    }

    public void Dispose()
    {
        Release();
        Gate.Release();
    }

    /// <summary>The entries of a row, counted from the first of these pages.</summary>
    /// <param name="row">The row.</param>
    /// <param name="levels">Whether levels are enough.</param>
    public ParquetCells Row(long row, bool levels) => Guard(() => Typed(new RowTaker(row, levels)));

    /// <summary>All entries; null where they would take more than <paramref name="most"/> bytes.</summary>
    public ParquetCellPage? All(long most) =>
        _values > most / 16 ? null : Guard(() => Typed(new PageTaker(most)));

    /// <summary>How many rows begin here, and whether the first entry belongs to a row before.</summary>
    public (long Begun, bool GoesOn) Count() => Guard(() => Typed(new RowCounter()));

    private TResult Typed<TResult>(Taker<TResult> taker)
    {
        int batch = taker is RowTaker && _leaf.MaxRepetition == 0 ? 1 : Batch;
        ArrowType type = ParquetTypes.Of(_leaf.Element, _leaf.Element.Physical!.Value);
        int length = _leaf.Element.Length;
        return _column switch
        {
            ColumnReader<bool> reader => taker.Take(new ParquetScan<bool>(reader, _leaf, batch, value => value)),
            ColumnReader<int> reader =>
                taker.Take(new ParquetScan<int>(reader, _leaf, batch, value => ParquetValue.Of(value, type))),
            ColumnReader<long> reader =>
                taker.Take(new ParquetScan<long>(reader, _leaf, batch, value => ParquetValue.Of(value, type))),
            ColumnReader<Int96> reader =>
                taker.Take(new ParquetScan<Int96>(reader, _leaf, batch, value => ParquetValue.Of(value))),
            ColumnReader<float> reader =>
                taker.Take(new ParquetScan<float>(reader, _leaf, batch, value => (double)value)),
            ColumnReader<double> reader => taker.Take(new ParquetScan<double>(reader, _leaf, batch, value => value)),
            ColumnReader<ByteArray> reader => taker.Take(new ParquetScan<ByteArray>(reader, _leaf, batch, value =>
                ParquetValue.Of(new ReadOnlySpan<byte>((void*)value.Pointer, value.Length), type))
            { Length = value => value.Length }),
            ColumnReader<FixedLenByteArray> reader => taker.Take(new ParquetScan<FixedLenByteArray>(
                reader, _leaf, batch,
                value => ParquetValue.Of(new ReadOnlySpan<byte>((void*)value.Pointer, length), type))
            { Length = _ => length }),
            _ => throw new InvalidDataException($"values of the kind {_column.GetType().Name} are not read."),
        };
    }

    private static void Check(ParquetPage page)
    {
        if (page.Unpacked <= LargestPage) return;
        if (page.Unpacked > LargestSinglePage || page.Unpacked > MostExpansion * (long)page.Packed)
        {
            throw new InvalidDataException(
                $"a page claims {page.Unpacked:N0} bytes, packed in {page.Packed:N0}, which is not read.");
        }
    }

    private byte[] Footer(ParquetColumn column, long length, long dictionaryLength)
    {
        var writer = new ThriftWriter();
        writer.Int32(1, 2).List(2, ThriftType.Struct, _leaf.Path.Length + 1);
        writer.Begin().Text(4, "schema").Int32(5, 1).End();
        foreach (ParquetElement element in _leaf.Path)
        {
            writer.Begin();
            if (element.Physical is { } stored) writer.Int32(1, (int)stored);
            if (element.Length > 0) writer.Int32(2, element.Length);
            writer.Int32(3, element.Repetition).Text(4, element.Name);
            if (element.Physical is null) writer.Int32(5, 1);
            writer.End();
        }

        long all = dictionaryLength + length;
        writer.Int64(3, _values).List(4, ThriftType.Struct, 1).Begin();
        writer.List(1, ThriftType.Struct, 1).Begin().Int64(2, 4).Begin(3);
        writer.Int32(1, (int)_leaf.Element.Physical!.Value).List(2, ThriftType.Int32, 1).Element(0);
        writer.List(3, ThriftType.Binary, _leaf.Path.Length);
        foreach (ParquetElement element in _leaf.Path) writer.Element(element.Name);
        writer.Int32(4, column.Chunk.Codec).Int64(5, _values).Int64(6, all).Int64(7, all)
            .Int64(9, 4 + dictionaryLength);
        if (dictionaryLength > 0) writer.Int64(11, 4);
        writer.End().End().Int64(2, all).Int64(3, _values).End();
        if (column.Footer.Writer is { } by) writer.Text(6, by);
        return writer.End().ToArray();
    }

    private T Opened<T>(T opened)
        where T : IDisposable
    {
        _open.Add(opened);
        return opened;
    }

    private void Release()
    {
        for (int i = _open.Count - 1; i >= 0; i--) _open[i].Dispose();
        _open.Clear();
        _bytes.Return();
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is ParquetException or OverflowException or ThriftEndException)
        {
            string line = error.Message.Split('\n', 2)[0].Trim();
            throw new InvalidDataException($"a page can't be read: {line.TrimEnd('.')}. The file is damaged.", error);
        }
    }

    private abstract class Taker<TResult>
    {
        public abstract TResult Take<T>(ParquetScan<T> scan)
            where T : unmanaged;
    }

    private sealed class RowTaker(long row, bool levels) : Taker<ParquetCells>
    {
        public override ParquetCells Take<T>(ParquetScan<T> scan) => scan.Row(row, levels);
    }

    private sealed class PageTaker(long most) : Taker<ParquetCellPage?>
    {
        public override ParquetCellPage? Take<T>(ParquetScan<T> scan) => scan.All(most);
    }

    private sealed class RowCounter : Taker<(long Begun, bool GoesOn)>
    {
        public override (long Begun, bool GoesOn) Take<T>(ParquetScan<T> scan) => scan.Count();
    }
}
