namespace SPAgent;

/// <summary>How a leaf's values are stored.</summary>
internal enum ParquetPhysical
{
    Boolean, Int32, Int64, Int96, Float, Double, Bytes, FixedBytes,
}

/// <summary>An entry of the flat schema of a footer.</summary>
internal sealed record ParquetElement
{
    public required string Name { get; init; }

    /// <summary>Null for a group.</summary>
    public ParquetPhysical? Physical { get; init; }

    /// <summary>Bytes of a value of <see cref="ParquetPhysical.FixedBytes"/>.</summary>
    public int Length { get; init; }

    /// <summary>0 required, 1 optional, 2 repeated.</summary>
    public int Repetition { get; init; }

    public int Children { get; init; }

    /// <summary>The older annotation, as the format numbers it; null where there is none.</summary>
    public int? Converted { get; init; }

    public int Scale { get; init; }

    public int Precision { get; init; }

    /// <summary>The newer annotation, as the format numbers it; 0 where there is none.</summary>
    public int Logical { get; init; }

    /// <summary>Time unit of the newer annotation: 1 ms, 2 us, 3 ns; bits of a whole number.</summary>
    public int Unit { get; init; }

    /// <summary>Whether a time is in UTC, or a whole number has a sign.</summary>
    public bool Flag { get; init; }

    public static ParquetElement Read(ref ThriftReader reader)
    {
        var element = new ParquetElement { Name = "" };
        int id = 0;
        while (reader.Field(ref id, out ThriftType type))
        {
            switch (id)
            {
                case 1: element = element with { Physical = Known(reader.Int32(type)) }; break;
                case 2: element = element with { Length = reader.Int32(type) }; break;
                case 3: element = element with { Repetition = reader.Int32(type) }; break;
                case 4: element = element with { Name = reader.Text(type) }; break;
                case 5: element = element with { Children = reader.Int32(type) }; break;
                case 6: element = element with { Converted = reader.Int32(type) }; break;
                case 7: element = element with { Scale = reader.Int32(type) }; break;
                case 8: element = element with { Precision = reader.Int32(type) }; break;
                case 10: element = ReadLogical(ref reader, type, element); break;
                default: reader.Skip(type); break;
            }
        }

        return element;
    }

    private static ParquetElement ReadLogical(ref ThriftReader reader, ThriftType type, ParquetElement element)
    {
        ThriftReader.Expect(type, ThriftType.Struct);
        int kind = 0;
        while (reader.Field(ref kind, out type))
        {
            ThriftReader.Expect(type, ThriftType.Struct);
            element = element with { Logical = kind };
            int id = 0;
            while (reader.Field(ref id, out type))
            {
                element = (kind, id) switch
                {
                    (5, 1) => element with { Scale = reader.Int32(type) },
                    (5, 2) => element with { Precision = reader.Int32(type) },
                    (7 or 8, 1) or (10, 2) => element with { Flag = ThriftReader.Truth(type) },
                    (7 or 8, 2) => element with { Unit = ReadUnit(ref reader, type) },
                    (10, 1) => element with { Unit = reader.Int32(type) },
                    _ => Skipped(ref reader, type, element),
                };
            }
        }

        return element;
    }

    private static int ReadUnit(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Expect(type, ThriftType.Struct);
        int unit = 0, last = 0;
        while (reader.Field(ref unit, out type))
        {
            last = unit;
            reader.Skip(type);
        }

        return last;
    }

    private static ParquetElement Skipped(ref ThriftReader reader, ThriftType type, ParquetElement element)
    {
        reader.Skip(type);
        return element;
    }

    private static ParquetPhysical Known(int type) => type is >= 0 and <= (int)ParquetPhysical.FixedBytes
        ? (ParquetPhysical)type
        : throw new InvalidDataException($"the schema names an unknown storage type: {type}.");
}
