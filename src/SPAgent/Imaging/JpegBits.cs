using System.Buffers.Binary;

namespace SPAgent;

/// <summary>Reads the bits of entropy-coded data up to the next marker; zeros follow, as libjpeg makes them
/// up.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> source, int position)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private ulong _bits;
    private int _count, _madeUp;

    /// <summary>Where the next bytes are taken from; at a marker, once that was met.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether more bits were taken than there are.</summary>
    public readonly bool IsShort => _count < _madeUp;

    /// <summary>Takes a code and the bits behind it, as many as the low half of its symbol says, fifteen at
    /// most.</summary>
    /// <returns>The symbol; -1 where no code begins with these bits.</returns>
    public int TakeCode(HuffmanTable table, out uint extra)
    {
        if (_count < 32) Fill();
        int found = table.Find((int)(_bits >> (_count - 16)) & 0xFFFF);
        int size = found & 15;
        _count -= (found >> 8) + size;
        extra = (uint)(_bits >> _count) & ((1u << size) - 1);
        return found == 0 ? -1 : found & 0xFF;
    }

    /// <summary>The same for a code whose symbol says something else: nothing behind it is taken.</summary>
    public int TakeCode(HuffmanTable table)
    {
        if (_count < 32) Fill();
        int found = table.Find((int)(_bits >> (_count - 16)) & 0xFFFF);
        _count -= found >> 8;
        return found == 0 ? -1 : found & 0xFF;
    }

    /// <summary>Takes 0 to 15 bits.</summary>
    public int Take(int count)
    {
        if (_count < count) Fill();
        _count -= count;
        return (int)(_bits >> _count) & ((1 << count) - 1);
    }

    /// <summary>Leaves what was read ahead and goes on at <paramref name="position"/>.</summary>
    public void Restart(int position) => (_bits, _count, _madeUp, Position) = (0, 0, 0, position);

    private void Fill()
    {
        if (_source.Length - Position >= 8)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(_source[Position..]);
            int bytes = (63 - _count) / 8;
            if ((next & 0x8080808080808080 & ~(next + 0x0101010101010101)) == 0)
            {
                _bits = (_bits << (bytes * 8)) | (next >> (64 - (bytes * 8)));
                (_count, Position) = (_count + (bytes * 8), Position + bytes);
                return;
            }
        }

        for (; _count <= 55; _count += 8)
        {
            byte next = Position < _source.Length ? _source[Position] : (byte)0xFF;
            if (next != 0xFF) Position++;
            else if (Position + 1 < _source.Length && _source[Position + 1] == 0) Position += 2;
            else (next, _madeUp) = (0, _madeUp + 8);
            _bits = (_bits << 8) | next;
        }
    }
}
