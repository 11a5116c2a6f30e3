using System.Buffers.Binary;
using System.Text;

namespace SPAgent;

/// <summary>
/// A table of a flatbuffer, read where it lies. Offsets come from the file, so each is checked against the bytes at
/// hand; one that leads outside is an <see cref="InvalidDataException"/>. An absent slot has its default.
/// </summary>
internal readonly ref struct FlatTable
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly long _table;
    private readonly long _slots;
    private readonly int _slotsLength;

    private FlatTable(ReadOnlySpan<byte> bytes, long table)
    {
        _bytes = bytes;
        _table = table;
        // The way to the list of slots is signed: writers share that list between tables, before or behind them.
        _slots = table - BinaryPrimitives.ReadInt32LittleEndian(Slice(bytes, table, 4));
        _slotsLength = BinaryPrimitives.ReadUInt16LittleEndian(Slice(bytes, _slots, 2));
    }

    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, Follow(bytes, 0));

    public bool Has(int slot) => Find(slot) >= 0;

    public bool Bool(int slot) => Byte(slot) != 0;

    public byte Byte(int slot) => Has(slot) ? Inline(slot, 1)[0] : (byte)0;

    public short Int16(int slot, short missing = 0) =>
        Has(slot) ? BinaryPrimitives.ReadInt16LittleEndian(Inline(slot, 2)) : missing;

    public int Int32(int slot, int missing = 0) =>
        Has(slot) ? BinaryPrimitives.ReadInt32LittleEndian(Inline(slot, 4)) : missing;

    public long Int64(int slot) => Has(slot) ? BinaryPrimitives.ReadInt64LittleEndian(Inline(slot, 8)) : 0;

    /// <summary>The table of a slot, also of a union.</summary>
    public FlatTable Table(int slot, string name)
    {
        if (!Has(slot)) throw new InvalidDataException($"its metadata lacks the {name}.");
        return new FlatTable(_bytes, Follow(_bytes, Find(slot)));
    }

    /// <summary>The text of a slot; empty where it is absent.</summary>
    public string Text(int slot)
    {
        if (!Has(slot)) return "";
        long text = Follow(_bytes, Find(slot));
        try
        {
            return Utf8.GetString(
                Slice(_bytes, text + 4, BinaryPrimitives.ReadUInt32LittleEndian(Slice(_bytes, text, 4))));
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a name in its metadata is not valid UTF-8.");
        }
    }

    /// <summary>The vector of a slot; empty where it is absent.</summary>
    public FlatVector Vector(int slot, int elementSize)
    {
        if (!Has(slot)) return default;
        long vector = Follow(_bytes, Find(slot));
        long count = BinaryPrimitives.ReadUInt32LittleEndian(Slice(_bytes, vector, 4));
        _ = Slice(_bytes, vector + 4, count * elementSize);
        return new FlatVector(_bytes, (int)vector + 4, (int)count, elementSize);
    }

    private ReadOnlySpan<byte> Inline(int slot, int size) => Slice(_bytes, Find(slot), size);

    /// <summary>Where the value of a slot lies; negative where it is absent.</summary>
    private long Find(int slot)
    {
        int entry = 4 + (2 * slot);
        if (entry + 2 > _slotsLength) return -1;
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Slice(_bytes, _slots + entry, 2));
        return offset == 0 ? -1 : _table + offset;
    }

    private static long Follow(ReadOnlySpan<byte> bytes, long at) =>
        at + BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, at, 4));

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, long at, long length) =>
        at >= 0 && length >= 0 && at <= bytes.Length - length
            ? bytes.Slice((int)at, (int)length)
            : throw new InvalidDataException(
                $"its metadata of {bytes.Length:N0} bytes leads to byte {at:N0}. The file is damaged.");

    /// <summary>A vector whose extent was checked.</summary>
    internal readonly ref struct FlatVector(ReadOnlySpan<byte> bytes, int start, int count, int elementSize)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Count => count;

        public FlatTable Table(int index) => new(_bytes, Follow(_bytes, At(index)));

        /// <summary>The <paramref name="part"/>th number of a struct of 64-bit numbers.</summary>
        public long Int64(int index, int part = 0) =>
            BinaryPrimitives.ReadInt64LittleEndian(Slice(_bytes, At(index) + (8 * part), 8));

        private long At(int index) => start + ((long)index * elementSize);
    }
}
