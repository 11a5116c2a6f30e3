using System.Buffers.Binary;

namespace SPAgent;

/// <summary>The first frame of an animated WebP, as a WebP of its own.</summary>
/// <param name="File">A file that decoders read, with no other frame in it.</param>
/// <param name="X">Columns of the picture to its left.</param>
/// <param name="Y">Rows of the picture above it.</param>
internal readonly record struct WebPFrames(byte[] File, int X, int Y)
{
    private const int ChunkHead = 8, FrameHead = 16;

    /// <exception cref="ImageException">There is no frame, it is cut, or it lies outside of the picture.</exception>
    public static WebPFrames First(ReadOnlySpan<byte> bytes, WebPHeader picture)
    {
        for (ReadOnlySpan<byte> rest = bytes[12..]; rest.Length >= ChunkHead;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - ChunkHead) break;
            ReadOnlySpan<byte> body = rest.Slice(ChunkHead, (int)length);
            if (rest.StartsWith("ANMF"u8)) return Frame(body, picture);
            rest = rest[Math.Min(ChunkHead + (int)length + (int)(length & 1), rest.Length)..];
        }

        throw ImageException.Broken("an animated WebP without a whole frame");
    }

    private static WebPFrames Frame(ReadOnlySpan<byte> frame, WebPHeader picture)
    {
        if (frame.Length < FrameHead) throw ImageException.Broken("a frame of the animated WebP is cut");
        (int x, int y) = (2 * WebPHeader.UInt24(frame), 2 * WebPHeader.UInt24(frame[3..]));
        (int width, int height) = (1 + WebPHeader.UInt24(frame[6..]), 1 + WebPHeader.UInt24(frame[9..]));
        if (x + width > picture.Width || y + height > picture.Height)
        {
            throw ImageException.Broken("the first frame of the animated WebP lies outside of its picture");
        }

        // The extended header tells decoders that alpha follows, and how large the frame is.
        ReadOnlySpan<byte> chunks = frame[FrameHead..];
        byte[] file = new byte[12 + ChunkHead + 10 + chunks.Length];
        Span<byte> to = file;
        "RIFF"u8.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], file.Length - ChunkHead);
        "WEBPVP8X"u8.CopyTo(to[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], 10);
        to[20] = (byte)(picture.HasAlpha ? 0x10 : 0);
        frame.Slice(6, 6).CopyTo(to[24..]);
        chunks.CopyTo(to[30..]);
        return new(file, x, y);
    }
}
