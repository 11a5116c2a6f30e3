using ZstdSharp;
using ZstdSharp.Unsafe;

namespace SPAgent;

/// <summary>Frames of Zstandard, each with the check sum of what is in it.</summary>
internal static class Zstandard
{
    /// <summary>Packs by level 3, with a check sum at the end of each frame.</summary>
    public static Compressor Packer()
    {
        Compressor packer = new(3);
        packer.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return packer;
    }

    /// <summary>A frame, unpacked.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or does not have the length that it should
    /// have.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int length)
    {
        byte[] unpacked = new byte[length];
        try
        {
            using Decompressor decompressor = new();
            int written = decompressor.Unwrap(packed, unpacked);
            if (written == length) return unpacked;
            throw new InvalidDataException($"it unpacks to {written:N0} bytes instead of {length:N0}");
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            // The package names no kind of error for what is damaged.
            throw new InvalidDataException($"it can't be unpacked: {error.Message}", error);
        }
    }

    /// <summary>The bytes of a file that is packed whole, as a stream that closes it in the end.</summary>
    public static Stream Read(Stream packed) => new DecompressionStream(packed, leaveOpen: false);
}
