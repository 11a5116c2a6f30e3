using System.Buffers.Binary;
using System.Text;

namespace SPAgent;

/// <summary>Reads single values out of the buffers of a batch.</summary>
internal static class ArrowValue
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>A value as <see cref="DatasetRow.Values"/> holds it.</summary>
    /// <exception cref="InvalidDataException">Its bytes are not those of such a value.</exception>
    public static object? Read(ArrowArray array, long index, ArrowScope scope)
    {
        if (array.IsNull(index)) return null;
        if (array.Dictionary is not null) return Lookup(array, array.Dictionary, index, scope);
        ArrowType type = array.Field.Type;
        return type.Layout switch
        {
            ArrowLayout.Bytes or ArrowLayout.BytesView when array.Field.IsImage =>
                scope.Image(Bytes(array, index), null),
            ArrowLayout.Null => null,
            ArrowLayout.Bool => ((array.Fixed!.At(index >> 3, 1)[0] >> (int)(index & 7)) & 1) == 1,
            ArrowLayout.Signed => Signed(array.Fixed!, type.Width, index),
            ArrowLayout.Unsigned when type.Width == 8 => Unsigned(array.Fixed!, 8, index),
            ArrowLayout.Unsigned => (long)Unsigned(array.Fixed!, type.Width, index),
            ArrowLayout.Float => Float(array.Fixed!.At(index * type.Width, type.Width)),
            ArrowLayout.Decimal => new DatasetDecimal(new(array.Fixed!.At(index * type.Width, type.Width)), type.Scale),
            ArrowLayout.Text or ArrowLayout.TextView => Text(Bytes(array, index), scope),
            ArrowLayout.List => List(array, Offsets(array, index), scope),
            ArrowLayout.FixedList => List(array, (index * type.Width, type.Width), scope),
            ArrowLayout.Struct when array.Field.IsImage => Image(array, index, scope),
            ArrowLayout.Struct => Struct(array, index, scope),
            _ => Copy(Bytes(array, index), scope),
        };
    }

    private static long Signed(ArrowBuffer buffer, int width, long index)
    {
        ReadOnlySpan<byte> bytes = buffer.At(index * width, width);
        return width switch
        {
            1 => (sbyte)bytes[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
    }

    private static ulong Unsigned(ArrowBuffer buffer, int width, long index)
    {
        ulong bits = (ulong)Signed(buffer, width, index);
        return width == 8 ? bits : bits & ((1UL << (8 * width)) - 1);
    }

    private static double Float(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        2 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        4 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    /// <summary>Start and number of what the offsets of a value span.</summary>
    private static (long Start, long Count) Offsets(ArrowArray array, long index)
    {
        int width = array.Field.Type.Width;
        ReadOnlySpan<byte> pair = array.Fixed!.At(index * width, 2 * width);
        (long start, long end) = width == 4
            ? (BinaryPrimitives.ReadInt32LittleEndian(pair), BinaryPrimitives.ReadInt32LittleEndian(pair[4..]))
            : (BinaryPrimitives.ReadInt64LittleEndian(pair), BinaryPrimitives.ReadInt64LittleEndian(pair[8..]));
        if (start < 0 || end < start)
            throw new InvalidDataException($"its offsets {start:N0}, {end:N0} run backwards. The file is damaged.");
        return (start, end - start);
    }

    private static ArrowBytes Bytes(ArrowArray array, long index)
    {
        ArrowType type = array.Field.Type;
        if (type.Layout == ArrowLayout.FixedBytes) return At(array.Fixed!, index * type.Width, type.Width);
        if (type.Layout is ArrowLayout.Bytes or ArrowLayout.Text)
        {
            (long start, long count) = Offsets(array, index);
            return At(array.Data[0], start, count);
        }

        ReadOnlySpan<byte> view = array.Fixed!.At(index * 16, 16);
        int length = BinaryPrimitives.ReadInt32LittleEndian(view);
        if (length <= 12) return At(array.Fixed, (index * 16) + 4, length);
        uint buffer = BinaryPrimitives.ReadUInt32LittleEndian(view[8..]);
        if (buffer >= array.Data.Count)
            throw new InvalidDataException($"a view leads to buffer {buffer} of {array.Data.Count}.");
        return At(array.Data[(int)buffer], BinaryPrimitives.ReadInt32LittleEndian(view[12..]), length);
    }

    private static ArrowBytes At(ArrowBuffer buffer, long offset, long length)
    {
        buffer.Check(offset, length);
        return new(buffer, offset, (int)length);
    }

    private static byte[] Copy(ArrowBytes bytes, ArrowScope scope)
    {
        scope.SpendBytes(bytes.Length);
        return bytes.Buffer.Copy(bytes.Offset, bytes.Length);
    }

    private static string Text(ArrowBytes bytes, ArrowScope scope)
    {
        scope.SpendBytes(bytes.Length);
        try
        {
            return Utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("its text is not valid UTF-8.");
        }
    }

    private static List<object?> List(ArrowArray array, (long Start, long Count) span, ArrowScope scope)
    {
        ArrowArray child = array.Children[0];
        if (span.Start > child.Length - span.Count)
        {
            throw new InvalidDataException(
                $"a list leads to element {span.Start + span.Count:N0} of {child.Length:N0}.");
        }

        scope.SpendElements(span.Count);
        var list = new List<object?>((int)span.Count);
        for (long i = 0; i < span.Count; i++) list.Add(Read(child, span.Start + i, scope));
        return list;
    }

    private static object Struct(ArrowArray array, long index, ArrowScope scope)
    {
        IReadOnlyList<ArrowArray> children = array.Children;
        // An object can't hold a name twice: such a struct is a list of pairs of name and value.
        if (array.Field.HasTwins)
        {
            return children.Select(object? (child) => new List<object?> { child.Field.Name, Read(child, index, scope) })
                .ToList();
        }

        var fields = new OrderedDictionary<string, object?>(children.Count, StringComparer.Ordinal);
        foreach (ArrowArray child in children) fields.Add(child.Field.Name, Read(child, index, scope));
        return fields;
    }

    private static DatasetImage Image(ArrowArray array, long index, ArrowScope scope)
    {
        ArrowBytes? bytes = null;
        string? path = null;
        foreach (ArrowArray child in array.Children)
        {
            if (child.Field.Type.Layout == ArrowLayout.Null || child.IsNull(index)) continue;
            if (child.Field.Name == "bytes") bytes = Bytes(child, index);
            else path = Text(Bytes(child, index), scope);
        }

        return scope.Image(bytes, path);
    }

    private static object? Lookup(ArrowArray array, ArrowDictionary dictionary, long index, ArrowScope scope)
    {
        ArrowType type = array.Field.Index;
        // An unsigned index beyond 63 bits turns negative, and is refused as such.
        (ArrowArray part, long at) = dictionary.Find(type.Layout == ArrowLayout.Signed
            ? Signed(array.Fixed!, type.Width, index)
            : (long)Unsigned(array.Fixed!, type.Width, index));
        return Read(part, at, scope);
    }
}
