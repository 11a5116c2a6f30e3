using System.Text;

namespace SPAgent;

/// <summary>Thrift's compact protocol, as far as the footer of a page's own small file needs it.</summary>
internal sealed class ThriftWriter
{
    private readonly List<byte> _bytes = new(512);
    private readonly Stack<int> _last = new([0]);

    public byte[] ToArray() => [.. _bytes];

    public ThriftWriter Int32(int id, int value) => Number(id, ThriftType.Int32, value);

    public ThriftWriter Int64(int id, long value) => Number(id, ThriftType.Int64, value);

    public ThriftWriter Text(int id, string text)
    {
        Field(id, ThriftType.Binary);
        return Element(text);
    }

    /// <summary>Begins a list; its elements follow.</summary>
    public ThriftWriter List(int id, ThriftType element, int count)
    {
        Field(id, ThriftType.List);
        _bytes.Add((byte)((Math.Min(count, 15) << 4) | (int)element));
        if (count >= 15) Unsigned((ulong)count);
        return this;
    }

    public ThriftWriter Element(int value)
    {
        Signed(value);
        return this;
    }

    public ThriftWriter Element(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Unsigned((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public ThriftWriter Begin(int id)
    {
        Field(id, ThriftType.Struct);
        return Begin();
    }

    /// <summary>Begins a struct that is an element of a list.</summary>
    public ThriftWriter Begin()
    {
        _last.Push(0);
        return this;
    }

    public ThriftWriter End()
    {
        _bytes.Add(0);
        _last.Pop();
        return this;
    }

    private ThriftWriter Number(int id, ThriftType type, long value)
    {
        Field(id, type);
        Signed(value);
        return this;
    }

    private void Field(int id, ThriftType type)
    {
        // Fields are written in the order of their numbers, fewer than 16 apart.
        _bytes.Add((byte)(((id - _last.Pop()) << 4) | (int)type));
        _last.Push(id);
    }

    private void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    private void Unsigned(ulong value)
    {
        for (; value >= 128; value >>= 7) _bytes.Add((byte)(value | 128));
        _bytes.Add((byte)value);
    }
}
