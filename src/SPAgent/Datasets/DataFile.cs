using Microsoft.Win32.SafeHandles;

namespace SPAgent.Internal;

/// <summary>
/// A file that any number of tasks read at once, each at its own offset, without a lock. Whoever reads it once disposes
/// it; a dataset need not, since the handle closes when the last reader is collected. Not a memory map: a file that
/// shrinks under a map ends the process.
/// </summary>
public sealed class DataFile : IDisposable
{
    /// <summary>One value is never longer: a claim beyond it is refused before anything is allocated.</summary>
    public const int LongestValue = 512 << 20;

    private readonly SafeFileHandle? _handle;
    private readonly byte[] _bytes = [];

    private DataFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>A file that is in memory already; its path is for messages.</summary>
    public DataFile(string path, byte[] bytes) => (Path, _bytes, Length) = (path, bytes, bytes.Length);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Bytes at the time of opening.</summary>
    public long Length { get; }

    /// <param name="path">The file.</param>
    /// <param name="shown">What messages call it, where that is another path: a link leads to it.</param>
    /// <exception cref="DatasetException">There is no such file, or it can't be read.</exception>
    public static DataFile Open(string path, string? shown = null)
    {
        try
        {
            return new DataFile(shown ?? path, File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string seen = File.Exists(path) ? $"it can't be read: {error.Message}"
                : "the dataset names it, but there is no such file.";
            throw new DatasetException(path, seen, error);
        }
    }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        int read = ReadUpTo(offset, destination);
        if (read == destination.Length) return;
        throw new InvalidDataException(
            $"the file ends at byte {offset + read:N0}, {destination.Length - read:N0} too early.");
    }

    /// <summary>Reads up to the length of <paramref name="destination"/>; fewer only at the end of the file.</summary>
    public int ReadUpTo(long offset, Span<byte> destination)
    {
        int total = 0;
        if (_handle is null)
        {
            ReadOnlySpan<byte> rest = _bytes.AsSpan((int)Math.Clamp(offset, 0, _bytes.Length));
            total = Math.Min(rest.Length, destination.Length);
            rest[..total].CopyTo(destination);
            return total;
        }

        while (total < destination.Length)
        {
            int read = RandomAccess.Read(_handle, destination[total..], offset + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    /// <summary>A new array of <paramref name="length"/> bytes from <paramref name="offset"/> on.</summary>
    public byte[] ReadBytes(long offset, long length)
    {
        if (length > LongestValue)
        {
            throw new InvalidDataException($"a value claims {length:N0} bytes; the limit is {LongestValue:N0}.");
        }

        if (length == 0) return [];
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _handle?.Dispose();
}
