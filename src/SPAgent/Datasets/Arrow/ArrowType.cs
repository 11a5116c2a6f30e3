namespace SPAgent.Internal;

#pragma warning disable CS1591, CA1720 // The names are Arrow's.
/// <summary>How values of a type lie in buffers.</summary>
public enum ArrowLayout
{
    Null, Bool, Signed, Unsigned, Float, Decimal, FixedBytes, Bytes, Text, BytesView, TextView, List, FixedList, Struct,
}
#pragma warning restore CS1591

/// <summary>A logical type, reduced to what reading needs: dates, times and durations are whole numbers in the column's
/// unit.</summary>
/// <param name="Layout">How values lie in buffers.</param>
/// <param name="Name">The name that people read, such as <c>timestamp[us, tz=UTC]</c>; without children.</param>
/// <param name="Width">Bytes of a value; of an offset for Bytes, Text and List; elements of a FixedList.</param>
/// <param name="Scale">Digits behind the point of a Decimal.</param>
public readonly record struct ArrowType(ArrowLayout Layout, string Name, int Width = 0, int Scale = 0)
{
    /// <summary>The type of an index into a dictionary that names none.</summary>
    public static ArrowType Int32 { get; } = new(ArrowLayout.Signed, "int32", 4);

    /// <summary>Decodes the type union of a field: its tag and its table.</summary>
    /// <exception cref="InvalidDataException">The type is refused by name, or unknown.</exception>
    internal static ArrowType Parse(byte tag, FlatTable type) => tag switch
    {
        1 => new(ArrowLayout.Null, "null"),
        2 => Integer(type),
        3 => type.Int16(0) switch
        {
            0 => new(ArrowLayout.Float, "float16", 2),
            1 => new(ArrowLayout.Float, "float32", 4),
            2 => new(ArrowLayout.Float, "float64", 8),
            var precision => throw Odd("floating-point precision", precision),
        },
        4 => new(ArrowLayout.Bytes, "binary", 4),
        5 => new(ArrowLayout.Text, "utf8", 4),
        6 => new(ArrowLayout.Bool, "bool"),
        7 => Decimal(type),
        8 => type.Int16(0, missing: 1) == 0 ? new(ArrowLayout.Signed, "date32", 4)
            : new(ArrowLayout.Signed, "date64", 8),
        9 => Time(type),
        10 => Timestamp(Unit(type.Int16(0)), zone: type.Text(1)),
        12 => new(ArrowLayout.List, "list", 4),
        13 => new(ArrowLayout.Struct, "struct"),
        15 => Fixed(ArrowLayout.FixedBytes, "fixed_size_binary", type.Int32(0)),
        16 => Fixed(ArrowLayout.FixedList, "fixed_size_list", type.Int32(0)),
        17 => new(ArrowLayout.List, "map", 4),
        18 => new(ArrowLayout.Signed, $"duration[{Unit(type.Int16(0, missing: 1))}]", 8),
        19 => new(ArrowLayout.Bytes, "large_binary", 8),
        20 => new(ArrowLayout.Text, "large_utf8", 8),
        21 => new(ArrowLayout.List, "large_list", 8),
        23 => new(ArrowLayout.BytesView, "binary_view", 16),
        24 => new(ArrowLayout.TextView, "utf8_view", 16),
        11 => throw Refused("interval"),
        14 => throw Refused("union"),
        22 => throw Refused("run_end_encoded"),
        25 or 26 => throw Refused("list_view"),
        _ => throw Odd("type", tag),
    };

    /// <summary>A whole number: the type itself, or the index into a dictionary.</summary>
    internal static ArrowType Integer(FlatTable type)
    {
        int bits = type.Int32(0);
        if (bits is not (8 or 16 or 32 or 64)) throw Odd("integer width", bits);
        bool signed = type.Bool(1);
        return new(signed ? ArrowLayout.Signed : ArrowLayout.Unsigned, signed ? $"int{bits}" : $"uint{bits}", bits / 8);
    }

    private static ArrowType Decimal(FlatTable type)
    {
        int bits = type.Int32(2, missing: 128);
        if (bits is not (32 or 64 or 128 or 256)) throw Odd("decimal width", bits);
        return new(ArrowLayout.Decimal, $"decimal{bits}({type.Int32(0)}, {type.Int32(1)})", bits / 8, type.Int32(1));
    }

    private static ArrowType Time(FlatTable type)
    {
        int bits = type.Int32(1, missing: 32);
        if (bits is not (32 or 64)) throw Odd("time width", bits);
        return new(ArrowLayout.Signed, $"time{bits}[{Unit(type.Int16(0, missing: 1))}]", bits / 8);
    }

    private static ArrowType Timestamp(string unit, string zone) =>
        new(ArrowLayout.Signed, zone.Length > 0 ? $"timestamp[{unit}, tz={zone}]" : $"timestamp[{unit}]", 8);

    private static ArrowType Fixed(ArrowLayout layout, string name, int size) =>
        size < 0 ? throw Odd("size of " + name, size) : new(layout, name, size);

    private static string Unit(short unit) => unit switch
    {
        0 => "s",
        1 => "ms",
        2 => "us",
        3 => "ns",
        _ => throw Odd("time unit", unit),
    };

    private static InvalidDataException Refused(string name) =>
        new($"the type {name} is not read. Cast the column before saving.");

    private static InvalidDataException Odd(string what, int value) =>
        new($"the schema names an unknown {what}: {value}.");
}
