namespace SPAgent;

/// <summary>A Huffman table of a JPEG file, both ways: symbols of codes and codes of symbols.</summary>
internal sealed class HuffmanTable
{
    // Most codes are this short; longer ones are searched by length.
    private const int FastBits = 9;
    private const int MaxBits = 16;

    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly int[] _end = new int[MaxBits + 1], _first = new int[MaxBits + 1], _at = new int[MaxBits + 1];
    private readonly byte[] _symbols;

    private HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0, index = 0;
        for (int length = 1; length <= MaxBits; length++, code <<= 1)
        {
            (_first[length], _at[length]) = (code, index);
            for (int i = counts[length - 1]; i > 0; i--, code++, index++)
            {
                (Codes[symbols[index]], Lengths[symbols[index]]) = ((ushort)code, (byte)length);
                if (length > FastBits) continue;
                ushort entry = (ushort)((length << 8) | symbols[index]);
                _fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length)).Fill(entry);
            }

            _end[length] = code << (MaxBits - length);
        }
    }

    /// <summary>The code of each symbol, and how many bits it has; 0 bits for a symbol without a code.</summary>
    public ushort[] Codes { get; } = new ushort[256];

    /// <summary>Bits of the codes.</summary>
    public byte[] Lengths { get; } = new byte[256];

    /// <summary>Reads the tables of a segment into their slots: twice the number, and one more for AC.</summary>
    /// <returns>Whether they make sense.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, Span<HuffmanTable?> slots)
    {
        while (!body.IsEmpty)
        {
            int slot = ((body[0] & 15) * 2) + (body[0] >> 4);
            if (body.Length <= MaxBits || body[0] >> 4 > 1 || slot >= slots.Length) return false;
            ReadOnlySpan<byte> counts = body.Slice(1, MaxBits);
            int count = 0, room = 1 << MaxBits;
            for (int i = 0; i < MaxBits; i++)
            {
                count += counts[i];
                room -= counts[i] << (MaxBits - 1 - i);
            }

            if (room < 0 || count > 256 || body.Length < 1 + MaxBits + count) return false;
            slots[slot] = new HuffmanTable(counts, body.Slice(1 + MaxBits, count));
            body = body[(1 + MaxBits + count)..];
        }

        return true;
    }

    /// <summary>The code that the next sixteen bits begin with: its length, and below eight bits its symbol; 0 for
    /// none.</summary>
    public int Find(int bits)
    {
        int found = _fast[bits >> (MaxBits - FastBits)];
        if (found != 0) return found;
        int length = FastBits + 1;
        while (length <= MaxBits && bits >= _end[length]) length++;
        return length > MaxBits ? 0
            : (length << 8) | _symbols[_at[length] + (bits >> (MaxBits - length)) - _first[length]];
    }
}
