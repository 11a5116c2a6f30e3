using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>A whole file in rented memory, valid until it is disposed.</summary>
internal readonly struct RentedFile : IDisposable
{
    private const int Usual = 64 * 1024;

    private readonly byte[] _rented;
    private readonly int _length;

    private RentedFile(byte[] rented, int length) => (_rented, _length) = (rented, length);

    public ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    /// <exception cref="InvalidDataException">It has more than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="IOException">It is not there, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static RentedFile Read(string path, int limit)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Usual);
        try
        {
            // Half the system calls that .NET makes; it has its turn when this fails, and tells why.
            int read = NativeFiles.Available ? NativeFiles.Read(path, rented) : -1;
            if (read >= 0 && read < rented.Length) return new RentedFile(rented, read);
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            if (length > limit) throw new InvalidDataException($"it has {length:N0} bytes, at most {limit:N0} are read");
            if (length > rented.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent((int)length);
                ArrayPool<byte>.Shared.Return(rented);
                rented = larger;
            }

            read = 0;
            while (read < length && RandomAccess.Read(file, rented.AsSpan(read, (int)length - read), read) is > 0 and int more) read += more;
            return new RentedFile(rented, read);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
