namespace SPAgent.Tests;

/// <summary>Bytes of a flatbuffer as they grow.</summary>
internal sealed class FlatOutput
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public void Append(byte[] bytes) => _bytes.AddRange(bytes);

    public void Align(int size)
    {
        while (_bytes.Count % size != 0) _bytes.Add(0);
    }

    /// <summary>Writes a vector; gives where it begins.</summary>
    public int Vector(int count, int alignment, byte[] elements)
    {
        Align(4);
        while ((Length + 4) % alignment != 0) Append(new byte[4]);
        Append(BitConverter.GetBytes(count));
        Append(elements);
        return Length - elements.Length - 4;
    }

    public void Put(int at, ushort value)
    {
        _bytes[at] = (byte)value;
        _bytes[at + 1] = (byte)(value >> 8);
    }

    /// <summary>Writes a target, and at <paramref name="at"/> the way to it.</summary>
    public void Follow(int at, Func<FlatOutput, int> target)
    {
        byte[] offset = BitConverter.GetBytes(target(this) - at);
        for (int i = 0; i < 4; i++) _bytes[at + i] = offset[i];
    }
}
