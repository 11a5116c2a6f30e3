using System.Text;

namespace SPAgent;

/// <summary>Kinds of values in Thrift's compact protocol.</summary>
internal enum ThriftType
{
    Stop, True, False, Byte, Int16, Int32, Int64, Double, Binary, List, Set, Map, Struct,
}

/// <summary>
/// Thrift's compact protocol, read where it lies: a caller takes the fields that it knows and skips the others. What
/// leads out of the bytes, or is nested without end, is an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int Deepest = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _depth;

    /// <summary>Bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Goes to the next field of a struct; false at its end.</summary>
    /// <param name="id">Number of the field before, 0 at first; then that of this one.</param>
    /// <param name="type">What its value is; for a truth, the value itself.</param>
    public bool Field(ref int id, out ThriftType type)
    {
        byte head = Byte();
        type = Known(head & 15);
        if (type == ThriftType.Stop) return false;
        id = head >> 4 == 0 ? checked((int)Int64()) : id + (head >> 4);
        return true;
    }

    /// <summary>Number and type of the elements of a list.</summary>
    public int List(out ThriftType element)
    {
        byte head = Byte();
        element = Known(head & 15);
        ulong count = head >> 4 == 15 ? Unsigned() : (ulong)(head >> 4);
        // Each element takes a byte at least.
        if (count > (ulong)(_bytes.Length - Position)) throw Damaged($"a list claims {count:N0} elements");
        return (int)count;
    }

    public int List(ThriftType expected)
    {
        int count = List(out ThriftType element);
        if (count > 0 && element != expected) throw Damaged($"a list holds {element} where {expected} is expected");
        return count;
    }

    public int Int32(ThriftType type)
    {
        long number = Int64(type);
        return number is >= int.MinValue and <= int.MaxValue ? (int)number
            : throw Damaged($"the number {number} is too large");
    }

    public long Int64(ThriftType type) => type switch
    {
        ThriftType.Byte => (sbyte)Byte(),
        ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64 => Int64(),
        _ => throw Damaged($"{type} stands where a number is expected"),
    };

    public string Text(ThriftType type)
    {
        if (type != ThriftType.Binary) throw Damaged($"{type} stands where a text is expected");
        return Encoding.UTF8.GetString(Binary());
    }

    public static bool Truth(ThriftType type) => type switch
    {
        ThriftType.True => true,
        ThriftType.False => false,
        _ => throw Damaged($"{type} stands where a truth is expected"),
    };

    public static void Expect(ThriftType type, ThriftType expected)
    {
        if (type != expected) throw Damaged($"{type} stands where {expected} is expected");
    }

    /// <summary>Leaves out a value.</summary>
    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False: break;
            case ThriftType.Byte: Take(1); break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64: Unsigned(); break;
            case ThriftType.Double: Take(8); break;
            case ThriftType.Binary: Binary(); break;
            case ThriftType.List or ThriftType.Set: SkipList(); break;
            case ThriftType.Struct: SkipStruct(); break;
            default: throw Damaged($"{type} is not expected");
        }
    }

    private void SkipList()
    {
        int count = List(out ThriftType element);
        Deeper();
        for (int i = 0; i < count; i++)
        {
            if (element is ThriftType.True or ThriftType.False) Take(1);
            else Skip(element);
        }

        _depth--;
    }

    private void SkipStruct()
    {
        Deeper();
        int id = 0;
        while (Field(ref id, out ThriftType type)) Skip(type);
        _depth--;
    }

    private void Deeper()
    {
        if (++_depth > Deepest) throw Damaged($"it is nested deeper than {Deepest} levels");
    }

    private ReadOnlySpan<byte> Binary()
    {
        ulong length = Unsigned();
        if (length > int.MaxValue) throw Damaged($"a text claims {length:N0} bytes");
        return Take((int)length);
    }

    private long Int64()
    {
        ulong bits = Unsigned();
        return (long)(bits >> 1) ^ -(long)(bits & 1);
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }

        throw Damaged("a number has no end");
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position) throw new ThriftEndException();
        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    private static ThriftType Known(int type) =>
        type <= (int)ThriftType.Struct ? (ThriftType)type : throw Damaged($"type {type} is unknown");

    private static InvalidDataException Damaged(string seen) =>
        new($"its metadata can't be read: {seen}. The file is damaged.");
}
