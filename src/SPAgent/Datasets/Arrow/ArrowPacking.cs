using System.Buffers.Binary;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace SPAgent;

/// <summary>How the buffers of a batch are packed.</summary>
internal enum ArrowCodec
{
    None, Lz4, Zstd,
}

/// <summary>Unpacks buffers: eight bytes say how long one is unpacked, -1 that it lies there as it is.</summary>
internal static class ArrowPacking
{
    /// <summary>Bytes before what is packed.</summary>
    public const int Prefix = 8;

    private const int Small = 16 << 20;
    private const int MostExpansion = 64;

    /// <summary>How long a buffer is unpacked; null where it lies there unpacked behind its prefix.</summary>
    /// <exception cref="InvalidDataException">It claims more than is read.</exception>
    public static long? Length(DataFile file, long start, long length)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        if (length < Prefix)
        {
            throw new InvalidDataException($"a packed buffer has {length} bytes. The file is damaged.");
        }

        file.Read(start, prefix);
        long unpacked = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (unpacked == -1) return null;
        // What is small may be packed as far as it goes; a large buffer that grows out of nothing is no data.
        if (unpacked >= 0 && unpacked <= DataFile.LongestValue && unpacked <= Math.Max(Small, MostExpansion * length))
        {
            return unpacked;
        }

        throw new InvalidDataException(
            $"a buffer claims {unpacked:N0} bytes, packed in {length - Prefix:N0}, which is not read.");
    }

    /// <summary>The unpacked bytes.</summary>
    /// <exception cref="InvalidDataException">They are not what they claim.</exception>
    public static byte[] Unpack(ArrowCodec codec, byte[] packed, long length)
    {
        byte[] unpacked = GC.AllocateUninitializedArray<byte>((int)length);
        try
        {
            int written = codec == ArrowCodec.Zstd ? Zstd(packed, unpacked) : Lz4(packed, unpacked);
            if (written == unpacked.Length) return unpacked;
            throw new InvalidDataException(
                $"a buffer unpacks to {written:N0} bytes instead of {length:N0}. The file is damaged.");
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            // The packages name no kind of error for what is damaged.
            throw new InvalidDataException($"a buffer can't be unpacked with {codec}: {error.Message}", error);
        }
    }

    private static int Zstd(byte[] packed, byte[] unpacked)
    {
        using var decompressor = new Decompressor();
        return decompressor.Unwrap(packed, unpacked);
    }

    private static int Lz4(byte[] packed, byte[] unpacked)
    {
        using LZ4DecoderStream stream = LZ4Stream.Decode(new MemoryStream(packed));
        return stream.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false);
    }
}
