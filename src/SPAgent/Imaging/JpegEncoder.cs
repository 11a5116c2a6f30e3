using System.Buffers.Binary;

namespace SPAgent;

/// <summary>Encodes the bytes that Pillow's <c>save("JPEG", quality=…)</c> writes: baseline, 4:2:0, accurate
/// DCT.</summary>
internal static unsafe class JpegEncoder
{
    /// <summary>The longest side that a JPEG file can hold.</summary>
    public const int MaxSide = 65500;

    // Start of image (2 bytes) and the JFIF segment (18).
    private const int CommentOffset = 20;

    // What Pillow's own output buffer holds beside the headers.
    private const int MaxComment = 65511;

    public static byte[] Encode(PixelRows rows, int width, int height, int quality, byte[]? comment) =>
        Encode(rows, width, height, quality, comment, PictureCodecs.Jpeg);

    public static byte[] Encode(PixelRows rows, int width, int height, int quality, byte[]? comment,
        IPictureCodec codec)
    {
        if (width == 0 || height == 0)
            throw new ImageException(ImageErrorKind.InvalidValue, "An empty image can't be written as JPEG.");
        if (width > MaxSide || height > MaxSide)
        {
            throw new ImageException(ImageErrorKind.Broken,
                $"JPEG holds sides of up to {MaxSide} pixels; this picture has {width} × {height}.");
        }

        // Pillow fails on a longer one; a picture is worth more than its comment.
        if (comment?.Length > MaxComment) comment = null;
        fixed (byte* buffer = rows.Buffer)
        {
            return codec.EncodeJpeg(buffer + rows.Start, width, height, rows.Stride, quality, comment);
        }
    }

    /// <summary>A file of a codec with the comment in its place; a copy in any case.</summary>
    public static byte[] WithComment(ReadOnlySpan<byte> jpeg, byte[]? comment)
    {
        if (comment is null or []) return jpeg.ToArray();
        byte[] file = GC.AllocateUninitializedArray<byte>(jpeg.Length + 4 + comment.Length);
        Span<byte> segment = file.AsSpan(CommentOffset);
        jpeg[..CommentOffset].CopyTo(file);
        (segment[0], segment[1]) = (0xFF, 0xFE);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)(comment.Length + 2));
        comment.CopyTo(segment[4..]);
        jpeg[CommentOffset..].CopyTo(segment[(4 + comment.Length)..]);
        return file;
    }
}
