namespace SPAgent;

/// <summary>
/// A buffer of a record batch, read through a window that starts small and doubles while reading goes on: one row costs
/// one small read, a scan costs few. Belongs to one reader at a time.
/// </summary>
internal sealed class ArrowBuffer(DataFile file, long start, long length)
{
    private readonly Lazy<byte[]>? _unpacked;

    /// <summary>A packed buffer; it is unpacked as a whole when it is first read, and kept.</summary>
    private ArrowBuffer(DataFile file, long start, long length, long unpacked, ArrowCodec codec)
        : this(file, start, unpacked) =>
        _unpacked = new(() => ArrowPacking.Unpack(codec, file.ReadBytes(start, length), unpacked));

    /// <summary>A buffer of a batch that may be packed.</summary>
    /// <exception cref="InvalidDataException">It claims more than is read.</exception>
    public static ArrowBuffer Of(DataFile file, long start, long length, ArrowCodec codec)
    {
        if (codec == ArrowCodec.None || length == 0) return new(file, start, length);
        (long first, long packed) = (start + ArrowPacking.Prefix, length - ArrowPacking.Prefix);
        return ArrowPacking.Length(file, start, length) is { } unpacked
            ? new(file, first, packed, unpacked, codec)
            : new(file, first, packed);
    }

    private const int SmallestWindow = 256;
    private const int LargestWindow = 16_384;

    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;

    public long Length => length;

    /// <summary>The bytes from <paramref name="offset"/> on; they hold until the next call.</summary>
    /// <exception cref="InvalidDataException">They lead out of the buffer, or the file ends before.</exception>
    public ReadOnlySpan<byte> At(long offset, long count)
    {
        Check(offset, count);
        if (_unpacked is not null) return _unpacked.Value.AsSpan((int)offset, (int)count);
        long inside = offset - _windowStart;
        if (inside < 0 || inside + count > _windowLength) inside = Fill(offset, (int)count);
        return _window.AsSpan((int)inside, (int)count);
    }

    /// <exception cref="InvalidDataException">The bytes lead out of the buffer.</exception>
    public void Check(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > length - count)
        {
            throw new InvalidDataException(
                $"it leads to {count:N0} bytes at {offset:N0} of a buffer of {length:N0}. The file is damaged.");
        }

        if (count > DataFile.LongestValue)
        {
            throw new InvalidDataException(
                $"a value claims {count:N0} bytes; the limit is {DataFile.LongestValue:N0}.");
        }
    }

    /// <summary>A copy of the bytes, by any number of tasks at once.</summary>
    /// <exception cref="InvalidDataException">They lead out of the buffer, or the file ends before.</exception>
    public byte[] Copy(long offset, int count)
    {
        Check(offset, count);
        return _unpacked is null ? file.ReadBytes(start + offset, count)
            : _unpacked.Value.AsSpan((int)offset, count).ToArray();
    }

    /// <summary>The same buffer without the window that reading it left, to be kept.</summary>
    public ArrowBuffer Bare() => _unpacked is null ? new(file, start, length) : this;

    private long Fill(long offset, int count)
    {
        bool goesOn = offset >= _windowStart && offset <= _windowStart + _windowLength && _windowLength > 0;
        int size = goesOn ? Math.Min(2 * _window.Length, LargestWindow) : SmallestWindow;
        size = (int)Math.Min(Math.Max(size, count), length - offset);
        if (_window.Length < size || _window.Length > LargestWindow)
            _window = GC.AllocateUninitializedArray<byte>(size);
        _windowLength = 0;
        file.Read(start + offset, _window.AsSpan(0, size));
        (_windowStart, _windowLength) = (offset, size);
        return 0;
    }
}
