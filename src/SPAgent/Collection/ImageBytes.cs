using System.Buffers;

namespace SPAgent;

/// <summary>The bytes of an image file, in rented memory.</summary>
internal readonly struct ImageBytes : IDisposable
{
    // A larger file is no image that a model takes; it is kept by name alone.
    public const long MaxBytes = 512L << 20;

    private readonly byte[] _rented;
    private readonly int _length;

    private ImageBytes(byte[] rented, int length)
    {
        (_rented, _length) = (rented, length);
        Name = ContentName.Of(Span);
    }

    /// <summary>The picture's name by content.</summary>
    public string Name { get; }

    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, _length);

    /// <summary>A file with bytes in it. Null for a path that is none, such as a URL, for a folder, and for pipes and
    /// devices, which have no length.</summary>
    public static FileInfo? Find(string path) =>
        path.Length > 0 && !path.Contains('\0')
            && new FileInfo(path) is { Exists: true, Length: > 0 and <= MaxBytes } file ? file : null;

    /// <summary>Reads as many bytes as the file had when it was found; null when that is not possible.</summary>
    public static ImageBytes? TryRead(FileInfo found)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)found.Length);
        if (TryRead(found.FullName, rented.AsSpan(0, (int)found.Length)) is >= 0 and int read)
            return new ImageBytes(rented, read);
        ArrayPool<byte>.Shared.Return(rented);
        return null;
    }

    /// <summary>A copy of bytes that the caller holds.</summary>
    public static ImageBytes Copy(ReadOnlySpan<byte> content)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(content.Length);
        content.CopyTo(rented);
        return new ImageBytes(rented, content.Length);
    }

    /// <summary>Whether a file holds exactly these bytes.</summary>
    public bool IsIn(string path)
    {
        // One byte more shows a longer file.
        byte[] rented = ArrayPool<byte>.Shared.Rent(_length + 1);
        try
        {
            int read = TryRead(path, rented.AsSpan(0, _length + 1));
            return rented.AsSpan(0, Math.Max(read, 0)).SequenceEqual(Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    // The number of bytes read, or -1: a file that can't be read is as good as absent.
    private static int TryRead(string path, Span<byte> buffer)
    {
        try
        {
            using ReadableFile file = ReadableFile.Open(path);
            return file.Fill(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}
