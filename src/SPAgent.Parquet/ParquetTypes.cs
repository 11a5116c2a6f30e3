namespace SPAgent;

/// <summary>What the values of a leaf stand for, named as Arrow names it.</summary>
internal static class ParquetTypes
{
    public static ArrowType Of(ParquetElement element, ParquetPhysical physical)
    {
        if (element.Length < 0 || (physical == ParquetPhysical.FixedBytes && element.Length == 0))
        {
            throw new InvalidDataException($"the column \"{element.Name}\" has values of {element.Length} bytes.");
        }

        if (element.Logical == 11) return new(ArrowLayout.Null, "null");
        return physical switch
        {
            ParquetPhysical.Boolean => new(ArrowLayout.Bool, "bool"),
            ParquetPhysical.Int32 => Whole(element, 32),
            ParquetPhysical.Int64 => Whole(element, 64),
            // Nanoseconds since 1970, as Arrow takes them.
            ParquetPhysical.Int96 => new(ArrowLayout.Signed, "timestamp[ns]", 12),
            ParquetPhysical.Float => new(ArrowLayout.Float, "float32", 4),
            ParquetPhysical.Double => new(ArrowLayout.Float, "float64", 8),
            _ => Bytes(element, physical),
        };
    }

    private static ArrowType Whole(ParquetElement element, int bits) => element switch
    {
        { Logical: 5 } or { Logical: 0, Converted: 5 } => Decimal(element),
        { Logical: 6 } or { Logical: 0, Converted: 6 } => new(ArrowLayout.Signed, "date32", 4),
        { Logical: 7 } => new(ArrowLayout.Signed, $"time{bits}[{Unit(element)}]", bits / 8),
        { Logical: 8 } => Timestamp(Unit(element), element.Flag),
        { Logical: 10 } => Integer(element.Unit, element.Flag),
        { Logical: 0, Converted: 7 } => new(ArrowLayout.Signed, "time32[ms]", 4),
        { Logical: 0, Converted: 8 } => new(ArrowLayout.Signed, "time64[us]", 8),
        { Logical: 0, Converted: 9 } => Timestamp("ms", utc: true),
        { Logical: 0, Converted: 10 } => Timestamp("us", utc: true),
        { Logical: 0, Converted: >= 11 and <= 14 } => Integer(8 << (element.Converted.Value - 11), signed: false),
        { Logical: 0, Converted: >= 15 and <= 18 } => Integer(8 << (element.Converted.Value - 15), signed: true),
        _ => Integer(bits, signed: true),
    };

    private static ArrowType Bytes(ParquetElement element, ParquetPhysical physical) => element switch
    {
        { Logical: 5 } or { Logical: 0, Converted: 5 } => Decimal(element),
        { Logical: 15, Length: 2 } when physical == ParquetPhysical.FixedBytes => new(ArrowLayout.Float, "float16", 2),
        _ when physical == ParquetPhysical.FixedBytes =>
            new(ArrowLayout.FixedBytes, "fixed_size_binary", element.Length),
        { Logical: 1 or 4 or 12 } or { Logical: 0, Converted: 0 or 4 or 19 } => new(ArrowLayout.Text, "utf8", 4),
        _ => new(ArrowLayout.Bytes, "binary", 4),
    };

    private static ArrowType Decimal(ParquetElement element) =>
        new(ArrowLayout.Decimal, $"decimal{(element.Precision > 38 ? 256 : 128)}({element.Precision}, {element.Scale})",
            Scale: element.Scale);

    private static ArrowType Integer(int bits, bool signed) => bits is 8 or 16 or 32 or 64
        ? new(signed ? ArrowLayout.Signed : ArrowLayout.Unsigned, $"{(signed ? "" : "u")}int{bits}", bits / 8)
        : throw new InvalidDataException($"the schema names a whole number of {bits} bits.");

    private static ArrowType Timestamp(string unit, bool utc) =>
        new(ArrowLayout.Signed, utc ? $"timestamp[{unit}, tz=UTC]" : $"timestamp[{unit}]", 8);

    private static string Unit(ParquetElement element) => element.Unit switch
    {
        1 => "ms",
        2 => "us",
        3 => "ns",
        _ => throw new InvalidDataException($"the column \"{element.Name}\" has an unknown unit of time."),
    };
}
