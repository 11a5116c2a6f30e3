using System.Buffers.Binary;

namespace SPAgent;

/// <summary>The chunks of a WebP file that tell its size and orientation.</summary>
internal readonly record struct WebPHeader(int Width, int Height, bool HasAlpha, bool Animated, int Orientation)
{
    // Behind the RIFF header and the first chunk's name and length.
    private const int FirstBody = 20;

    public static bool Accepts(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 16 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBPVP8"u8)
            && bytes[15] is (byte)' ' or (byte)'L' or (byte)'X';

    public static WebPHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FirstBody + 10) throw ImageException.CutHeader();
        ReadOnlySpan<byte> body = bytes[FirstBody..];
        WebPHeader header = bytes[15] switch
        {
            (byte)'X' => new(1 + UInt24(body[4..]), 1 + UInt24(body[7..]), (body[0] & 0x10) != 0, (body[0] & 0x02) != 0,
                FindOrientation(bytes)),
            (byte)'L' => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(body[1..])),
            _ => new(Side(body[6..]), Side(body[8..]), false, false, 1),
        };
        if (header.Width == 0 || header.Height == 0) throw ImageException.Broken("a WebP without a size");
        PixelMemory.Require(header.Width, header.Height);
        return header;
    }

    private static WebPHeader Lossless(uint bits) =>
        new(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF), (bits & (1 << 28)) != 0, false, 1);

    private static int FindOrientation(ReadOnlySpan<byte> bytes)
    {
        long position = 12;
        while (position <= bytes.Length - 8)
        {
            ReadOnlySpan<byte> chunk = bytes[(int)position..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("EXIF"u8))
                return Exif.Orientation(chunk.Slice(8, (int)Math.Min(length, (uint)chunk.Length - 8)));
            position += 8 + length + (length & 1);
        }

        return 1;
    }

    /// <summary>A number of three bytes, the lowest first.</summary>
    public static int UInt24(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);

    private static int Side(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt16LittleEndian(at) & 0x3FFF;
}
