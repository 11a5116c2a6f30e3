namespace SPAgent;

/// <summary>Kinds of pages, as the format numbers them.</summary>
internal enum ParquetPageKind
{
    Data, Index, Dictionary, DataV2,
}

/// <summary>The header of a page.</summary>
internal readonly record struct ParquetPage
{
    private const int ShortHeader = 256;
    private const int LongestHeader = 16 << 20;

    public ParquetPageKind Kind { get; private init; }

    /// <summary>Bytes of the header itself.</summary>
    public int HeaderLength { get; private init; }

    /// <summary>Bytes behind the header.</summary>
    public int Packed { get; private init; }

    /// <summary>Bytes after unpacking, as claimed.</summary>
    public int Unpacked { get; private init; }

    /// <summary>Values with the nulls among them.</summary>
    public int Values { get; private init; }

    /// <summary>Rows, where the header tells; else -1.</summary>
    public int Rows { get; private init; }

    /// <summary>How values are written, as the format numbers it.</summary>
    public int Encoding { get; private init; }

    public bool IsData => Kind is ParquetPageKind.Data or ParquetPageKind.DataV2;

    /// <summary>Whether values are places in the dictionary.</summary>
    public bool NeedsDictionary => Encoding is 2 or 8;

    public long Length => (long)HeaderLength + Packed;

    /// <param name="file">The file.</param>
    /// <param name="offset">Where the header begins.</param>
    /// <param name="end">Where the pages of the column end.</param>
    /// <exception cref="InvalidDataException">It is no header, or the page is longer than what is there.</exception>
    public static ParquetPage Read(DataFile file, long offset, long end)
    {
        for (int size = ShortHeader; ; size *= 16)
        {
            int length = (int)Math.Min(size, end - offset);
            try
            {
                return Parse(file.ReadBytes(offset, length), end - offset);
            }
            catch (ThriftEndException) when (length == size && size < LongestHeader)
            {
                // Statistics made it longer than most.
            }
            catch (Exception error) when (error is ThriftEndException or OverflowException)
            {
                throw new InvalidDataException($"the header of the page at byte {offset:N0} is damaged.", error);
            }
        }
    }

    private static ParquetPage Parse(ReadOnlySpan<byte> bytes, long left)
    {
        var reader = new ThriftReader(bytes);
        int kind = -1, unpacked = -1, packed = -1, values = -1, encoding = -1, rows = -1, id = 0;
        while (reader.Field(ref id, out ThriftType type))
        {
            switch (id)
            {
                case 1: kind = reader.Int32(type); break;
                case 2: unpacked = reader.Int32(type); break;
                case 3: packed = reader.Int32(type); break;
                case 5 or 7 or 8:
                    bool second = id == 8;
                    ThriftReader.Expect(type, ThriftType.Struct);
                    int part = 0;
                    while (reader.Field(ref part, out type))
                    {
                        if (part == 1) values = reader.Int32(type);
                        else if (part == (second ? 4 : 2)) encoding = reader.Int32(type);
                        else if (second && part == 3) rows = reader.Int32(type);
                        else reader.Skip(type);
                    }

                    break;
                default: reader.Skip(type); break;
            }
        }

        bool fits = packed >= 0 && unpacked >= 0 && packed <= left - reader.Position;
        if (kind is < 0 or > 3 || !fits || (kind != (int)ParquetPageKind.Index && values < 0))
        {
            throw new InvalidDataException($"a page claims {packed:N0} bytes of {left:N0}. The file is damaged.");
        }

        return new()
        {
            Kind = (ParquetPageKind)kind,
            HeaderLength = reader.Position,
            Packed = packed,
            Unpacked = unpacked,
            Values = values,
            Rows = rows,
            Encoding = encoding,
        };
    }
}
