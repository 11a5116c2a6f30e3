using System.Buffers.Binary;
using System.IO.Compression;

namespace SPAgent;

/// <summary>Writes 8-bit RGB PNG files, each row with the filter that leaves the smallest sum of differences.</summary>
internal static class PngEncoder
{
    public static byte[] Encode(PixelRows rows, int width, int height)
    {
        if (width == 0 || height == 0)
            throw new ImageException(ImageErrorKind.InvalidValue, "An empty image can't be written as PNG.");
        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> size = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(size, width);
        BinaryPrimitives.WriteInt32BigEndian(size[4..], height);
        (size[8], size[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, size);
        WriteChunk(file, "IDAT"u8, Deflate(rows, width, height));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Deflate(PixelRows rows, int width, int height)
    {
        MemoryStream data = new();
        using (ZLibStream deflater = new(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] best = new byte[(width * 3) + 1], tried = new byte[(width * 3) + 1], none = new byte[width * 3];
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> row = rows.Row(y, width);
                ReadOnlySpan<byte> above = y == 0 ? none : rows.Row(y - 1, width);
                long least = long.MaxValue;
                for (int filter = 0; filter <= 4; filter++)
                {
                    long sum = PngFilter.Apply(filter, row, above, 3, tried);
                    if (sum >= least) continue;
                    least = sum;
                    (best, tried) = (tried, best);
                }

                deflater.Write(best);
            }
        }

        return data.GetBuffer().AsSpan(0, (int)data.Length);
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        int start = (int)file.Length;
        file.Write(name);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(file.GetBuffer().AsSpan(start, body.Length + 4)));
        file.Write(number);
    }
}
