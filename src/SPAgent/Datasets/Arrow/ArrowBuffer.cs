namespace SPAgent;

/// <summary>
/// A buffer of a record batch, read through a window that starts small and doubles while reading goes on: one row costs
/// one small read, a scan costs few. Belongs to one reader at a time.
/// </summary>
internal sealed class ArrowBuffer(DataFile file, long start, long length)
{
    private const int SmallestWindow = 256;
    private const int LargestWindow = 16_384;

    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;

    public DataFile File => file;

    /// <summary>Offset in the file.</summary>
    public long Start => start;

    public long Length => length;

    /// <summary>The bytes from <paramref name="offset"/> on; they hold until the next call.</summary>
    /// <exception cref="InvalidDataException">They lead out of the buffer, or the file ends before.</exception>
    public ReadOnlySpan<byte> At(long offset, long count)
    {
        Check(offset, count);
        long inside = offset - _windowStart;
        if (inside < 0 || inside + count > _windowLength) inside = Fill(offset, (int)count);
        return _window.AsSpan((int)inside, (int)count);
    }

    /// <exception cref="InvalidDataException">The bytes lead out of the buffer.</exception>
    public void Check(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > length - count)
        {
            throw new InvalidDataException($"it leads to {count:N0} bytes at {offset:N0} of a buffer of {length:N0}. The file is damaged.");
        }

        if (count > DataFile.LongestValue)
        {
            throw new InvalidDataException($"a value claims {count:N0} bytes; the limit is {DataFile.LongestValue:N0}.");
        }
    }

    private long Fill(long offset, int count)
    {
        bool goesOn = offset >= _windowStart && offset <= _windowStart + _windowLength && _windowLength > 0;
        int size = goesOn ? Math.Min(2 * _window.Length, LargestWindow) : SmallestWindow;
        size = (int)Math.Min(Math.Max(size, count), length - offset);
        if (_window.Length < size || _window.Length > LargestWindow) _window = GC.AllocateUninitializedArray<byte>(size);
        _windowLength = 0;
        file.Read(start + offset, _window.AsSpan(0, size));
        (_windowStart, _windowLength) = (offset, size);
        return 0;
    }
}
