using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SPAgent;

/// <summary>Where the pages of a leaf column lie within a row group.</summary>
/// <param name="Codec">How pages are packed, as the format numbers it.</param>
/// <param name="Start">Offset of the first page.</param>
/// <param name="Length">Bytes of all pages with their headers.</param>
/// <param name="Dictionary">Offset of the page with the dictionary; 0 where none is told.</param>
/// <param name="Index">Offset of the page index; 0 where there is none.</param>
/// <param name="IndexLength">Bytes of the page index.</param>
internal readonly record struct ParquetChunk(int Codec, long Start, long Length, long Dictionary, long Index,
    int IndexLength);

/// <summary>A run of rows that is stored column by column.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Chunks">Where each leaf column lies, in the order of the schema.</param>
internal sealed record ParquetGroup(long Rows, ParquetChunk[] Chunks);

/// <summary>The footer of a Parquet file: its schema, and where everything lies.</summary>
internal sealed class ParquetFooter
{
    private const int LongestFooter = 32 << 20;
    private const int MostChunks = 1 << 20;
    private const int MostGroups = 1 << 18;
    private const int MostElements = 1 << 16;

    private readonly List<ParquetElement> _elements = [];
    private readonly List<ParquetGroup> _groups = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly long _end;
    private int _chunks;

    private ParquetFooter(ReadOnlySpan<byte> footer, long end)
    {
        _end = end;
        Hash = SHA256.HashData(footer);
        var reader = new ThriftReader(footer);
        int id = 0;
        while (reader.Field(ref id, out ThriftType type))
        {
            switch (id)
            {
                case 2: ReadSchema(ref reader, type); break;
                case 3: Rows = reader.Int64(type); break;
                case 4: ReadGroups(ref reader, type); break;
                case 5: ReadMetadata(ref reader, type); break;
                case 6: Writer = reader.Text(type); break;
                case 8:
                    throw new InvalidDataException("it is encrypted, which is not read. Store it without encryption.");
                default: reader.Skip(type); break;
            }
        }

        long rows = _groups.Sum(group => group.Rows);
        if (rows != Rows)
        {
            throw new InvalidDataException($"it claims {Rows:N0} rows; its groups hold {rows:N0}. It is damaged.");
        }
    }

    /// <summary>The schema, depth first; the first element is the root.</summary>
    public IReadOnlyList<ParquetElement> Elements => _elements;

    public IReadOnlyList<ParquetGroup> Groups => _groups;

    /// <summary>Key → text; Hugging Face keeps its features under <c>huggingface</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public long Rows { get; }

    /// <summary>The program that wrote the file; readers mind the known faults of some.</summary>
    public string? Writer { get; }

    /// <summary>SHA-256 of the footer.</summary>
    public byte[] Hash { get; }

    /// <exception cref="InvalidDataException">It is no Parquet file, or its footer is damaged.</exception>
    public static ParquetFooter Read(DataFile file)
    {
        Span<byte> ends = stackalloc byte[12];
        if (file.Length < ends.Length)
        {
            throw new InvalidDataException($"it is no Parquet file: it has {file.Length} bytes.");
        }

        file.Read(0, ends[..4]);
        file.Read(file.Length - 8, ends[4..]);
        if (ends[8..].SequenceEqual("PARE"u8) || ends[..4].SequenceEqual("PARE"u8))
        {
            throw new InvalidDataException("it is encrypted, which is not read. Store it without encryption.");
        }

        if (!ends[8..].SequenceEqual("PAR1"u8))
        {
            string seen = ends[..4].SequenceEqual("PAR1"u8) ? "its end is cut off" : "it is no Parquet file";
            throw new InvalidDataException($"{seen}: it does not end with PAR1. Download it again.");
        }

        if (!ends[..4].SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("its beginning is cut off: it does not start with PAR1. Download it again.");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(ends[4..]);
        long end = file.Length - 8 - length;
        if (length <= 0 || end < 4 || length > LongestFooter)
        {
            throw new InvalidDataException(
                $"its footer claims {length:N0} bytes in a file of {file.Length:N0}. It is damaged.");
        }

        try
        {
            return new(file.ReadBytes(end, length), end);
        }
        catch (Exception error) when (error is ThriftEndException or OverflowException)
        {
            throw new InvalidDataException("its footer is damaged: it can't be read to its end.", error);
        }
    }

    private void ReadSchema(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.List);
        int count = reader.List(ThriftType.Struct);
        if (count > MostElements)
        {
            throw new InvalidDataException($"it claims {count:N0} columns; {MostElements:N0} are read.");
        }

        for (int i = 0; i < count; i++) _elements.Add(ParquetElement.Read(ref reader));
    }

    private void ReadMetadata(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.List);
        int count = reader.List(ThriftType.Struct);
        for (int i = 0; i < count; i++)
        {
            string key = "", value = "";
            int id = 0;
            while (reader.Field(ref id, out type))
            {
                if (id == 1) key = reader.Text(type);
                else if (id == 2) value = reader.Text(type);
                else reader.Skip(type);
            }

            _metadata[key] = value;
        }
    }

    private void ReadGroups(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.List);
        int count = reader.List(ThriftType.Struct);
        if (count > MostGroups)
        {
            throw new InvalidDataException($"it claims {count:N0} row groups; {MostGroups:N0} are read.");
        }

        for (int i = 0; i < count; i++)
        {
            ParquetChunk[] chunks = [];
            long rows = -1;
            int id = 0;
            while (reader.Field(ref id, out type))
            {
                if (id == 1) chunks = ReadChunks(ref reader, type);
                else if (id == 3) rows = reader.Int64(type);
                else reader.Skip(type);
            }

            if (rows < 0) throw new InvalidDataException($"row group {i} claims {rows} rows. The file is damaged.");
            _groups.Add(new(rows, chunks));
        }
    }

    private ParquetChunk[] ReadChunks(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.List);
        int count = reader.List(ThriftType.Struct);
        _chunks += count;
        if (_chunks > MostChunks)
        {
            throw new InvalidDataException($"it claims more than {MostChunks:N0} parts of columns.");
        }

        var chunks = new ParquetChunk[count];
        for (int i = 0; i < count; i++) chunks[i] = ReadChunk(ref reader);
        return chunks;
    }

    private ParquetChunk ReadChunk(ref ThriftReader reader)
    {
        ParquetChunk? chunk = null;
        long index = 0;
        int indexLength = 0, id = 0;
        while (reader.Field(ref id, out ThriftType type))
        {
            switch (id)
            {
                case 1:
                    throw new InvalidDataException(
                        $"its pages lie in another file, \"{reader.Text(type)}\", which is not read.");
                case 3: chunk = ReadPlace(ref reader, type); break;
                case 4: index = reader.Int64(type); break;
                case 5: indexLength = reader.Int32(type); break;
                case 8 or 9: throw new InvalidDataException("a column of it is encrypted, which is not read.");
                default: reader.Skip(type); break;
            }
        }

        if (chunk is null) throw new InvalidDataException("a column does not say where it lies. The file is damaged.");
        // Where the index is no index, pages are found without it.
        bool indexed = index >= 4 && indexLength > 0 && index <= _end - indexLength;
        return indexed ? chunk.Value with { Index = index, IndexLength = indexLength } : chunk.Value;
    }

    private ParquetChunk ReadPlace(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.Struct);
        int codec = 0, id = 0;
        long length = -1, data = -1, dictionary = 0;
        while (reader.Field(ref id, out type))
        {
            switch (id)
            {
                case 4: codec = reader.Int32(type); break;
                case 7: length = reader.Int64(type); break;
                case 9: data = reader.Int64(type); break;
                case 11: dictionary = reader.Int64(type); break;
                default: reader.Skip(type); break;
            }
        }

        long start = dictionary >= 4 ? Math.Min(dictionary, data) : data;
        if (length < 0 || (length > 0 && (start < 4 || start > _end - length)))
        {
            throw new InvalidDataException(
                $"a column claims {length:N0} bytes at {start:N0} of {_end:N0}. The file is damaged.");
        }

        return new(codec, start, length, dictionary >= 4 ? dictionary : 0, 0, 0);
    }
}
