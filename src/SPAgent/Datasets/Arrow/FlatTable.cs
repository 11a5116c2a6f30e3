using System.Buffers.Binary;
using System.Text;

namespace SPAgent;

/// <summary>
/// A table of a flatbuffer, read where it lies. Offsets come from the file, so each is checked against the bytes at hand;
/// one that leads outside is an <see cref="InvalidDataException"/>.
/// </summary>
internal readonly ref struct FlatTable
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly long _table;
    private readonly long _slots;
    private readonly int _slotsEnd;

    private FlatTable(ReadOnlySpan<byte> bytes, long table)
    {
        _bytes = bytes;
        _table = table;
        // The offset to the list of slots is signed: writers share that list between tables, before or behind them.
        _slots = table - BinaryPrimitives.ReadInt32LittleEndian(Slice(bytes, table, 4));
        _slotsEnd = BinaryPrimitives.ReadUInt16LittleEndian(Slice(bytes, _slots, 2));
        _ = Slice(bytes, _slots, _slotsEnd);
    }

    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, 0, 4)));

    public bool Bool(int slot) => Byte(slot) != 0;

    public byte Byte(int slot) => Find(slot) is var at && at < 0 ? (byte)0 : Slice(_bytes, at, 1)[0];

    public short Int16(int slot, short missing = 0) =>
        Find(slot) is var at && at < 0 ? missing : BinaryPrimitives.ReadInt16LittleEndian(Slice(_bytes, at, 2));

    public int Int32(int slot, int missing = 0) =>
        Find(slot) is var at && at < 0 ? missing : BinaryPrimitives.ReadInt32LittleEndian(Slice(_bytes, at, 4));

    public long Int64(int slot) => Find(slot) is var at && at < 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(Slice(_bytes, at, 8));

    public bool Has(int slot) => Find(slot) >= 0;

    /// <summary>The table of a slot, also of a union.</summary>
    public FlatTable Table(int slot, string name) =>
        Find(slot) is var at && at < 0 ? throw new InvalidDataException($"the metadata lacks its {name}.") : new FlatTable(_bytes, Follow(_bytes, at));

    /// <summary>The text of a slot; empty where it is absent.</summary>
    public string Text(int slot)
    {
        long at = Find(slot);
        if (at < 0) return "";
        long target = Follow(_bytes, at);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(Slice(_bytes, target, 4));
        try
        {
            return Utf8.GetString(Slice(_bytes, target + 4, length));
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a name in the metadata is not valid UTF-8.");
        }
    }

    /// <summary>The vector of a slot; empty where it is absent.</summary>
    public FlatVector Vector(int slot, int elementSize)
    {
        long at = Find(slot);
        if (at < 0) return default;
        long target = Follow(_bytes, at);
        long count = BinaryPrimitives.ReadUInt32LittleEndian(Slice(_bytes, target, 4));
        _ = Slice(_bytes, target + 4, count * elementSize);
        return new FlatVector(_bytes, (int)target + 4, (int)count, elementSize);
    }

    private long Find(int slot)
    {
        int entry = 4 + (2 * slot);
        if (entry + 2 > _slotsEnd) return -1;
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Slice(_bytes, _slots + entry, 2));
        return offset == 0 ? -1 : _table + offset;
    }

    private static long Follow(ReadOnlySpan<byte> bytes, long at) => at + BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, at, 4));

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, long at, long length) =>
        at < 0 || length < 0 || at > bytes.Length - length
            ? throw new InvalidDataException($"an offset in the metadata leads outside of it ({at:N0} of {bytes.Length:N0} bytes).")
            : bytes.Slice((int)at, (int)length);

    /// <summary>A vector whose extent was checked.</summary>
    internal readonly ref struct FlatVector(ReadOnlySpan<byte> bytes, int start, int count, int elementSize)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Count => count;

        public FlatTable Table(int index) => new(_bytes, Follow(_bytes, At(index)));

        /// <summary>The <paramref name="part"/>th number of a struct of 64-bit numbers.</summary>
        public long Int64(int index, int part = 0) => BinaryPrimitives.ReadInt64LittleEndian(Slice(_bytes, At(index) + (8 * part), 8));

        private long At(int index) => start + ((long)index * elementSize);
    }
}
