using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>The bytes of an image file, in rented memory.</summary>
internal readonly struct ImageBytes : IDisposable
{
    // A larger file is no image that a model takes; it is kept by name alone.
    private const long MaxBytes = 512L << 20;

    private readonly byte[] _rented;
    private readonly int _length;

    private ImageBytes(byte[] rented, int length) => (_rented, _length) = (rented, length);

    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, _length);

    /// <summary>A file with bytes in it. Null for a path that is none, such as a URL, for a folder, and for pipes and devices, which have no length.</summary>
    public static FileInfo? Find(string path) =>
        path.Length > 0 && !path.Contains('\0') && new FileInfo(path) is { Exists: true, Length: > 0 and <= MaxBytes } file ? file : null;

    /// <summary>Reads as many bytes as the file had when it was found; null when that is not possible.</summary>
    public static ImageBytes? TryRead(FileInfo found) => TryRead(found.FullName, (int)found.Length);

    /// <summary>A copy of bytes that the caller holds.</summary>
    public static ImageBytes Copy(ReadOnlySpan<byte> content)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(content.Length);
        content.CopyTo(rented);
        return new ImageBytes(rented, content.Length);
    }

    /// <summary>Lower-case hexadecimal SHA-256 of the bytes.</summary>
    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(Span));

    /// <summary>Whether a file holds exactly these bytes.</summary>
    public bool IsIn(string path)
    {
        // One byte more shows a longer file.
        using ImageBytes? other = TryRead(path, _length + 1);
        return other is { } same && same.Span.SequenceEqual(Span);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    private static ImageBytes? TryRead(string path, int length)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (Read(path, rented.AsSpan(0, length)) is >= 0 and int read) return new ImageBytes(rented, read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As good as absent: the image is kept by name alone.
        }

        ArrayPool<byte>.Shared.Return(rented);
        return null;
    }

    private static int Read(string path, Span<byte> buffer)
    {
        if (NativeFiles.Available) return NativeFiles.Read(path, buffer);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], total) is > 0 and int read) total += read;
        return total;
    }
}
