using System.Buffers;

namespace SPAgent.Internal;

/// <summary>A whole file in rented memory, valid until it is disposed; or bytes that were at hand.</summary>
public readonly struct RentedFile : IDisposable
{
    private const int Usual = 64 * 1024;

    private readonly byte[]? _rented;

    private RentedFile(ReadOnlyMemory<byte> bytes, byte[]? rented) => (Bytes, _rented) = (bytes, rented);

    /// <summary>What is in it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Wraps bytes that are not pooled.</summary>
    public static RentedFile Of(byte[] bytes) => new(bytes, null);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It has more than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="IOException">It is not there, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static RentedFile Read(string path, int limit)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Usual);
        try
        {
            using ReadableFile file = ReadableFile.Open(path);
            int read = file.Fill(rented);
            // Only a file that fills the usual memory is asked how long it is.
            if (read == rented.Length)
            {
                long length = file.Length;
                if (length > limit)
                    throw new InvalidDataException($"it has {length:N0} bytes, at most {limit:N0} are read");
                if (length > read)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent((int)length);
                    rented.AsSpan(0, read).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(rented);
                    rented = larger;
                    read += file.Fill(rented.AsSpan(read, (int)length - read), read);
                }
            }

            return new RentedFile(rented.AsMemory(0, read), rented);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
