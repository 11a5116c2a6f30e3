using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>Encodes the bytes that Pillow's <c>save("JPEG", quality=…)</c> writes: baseline, 4:2:0, accurate DCT.</summary>
internal static unsafe partial class JpegEncoder
{
    private const int MaxSide = 65500;

    // Start of image (2 bytes) and the JFIF segment (18).
    private const int CommentOffset = 20;

    // What Pillow's own output buffer holds beside the headers.
    private const int MaxComment = 65511;

    static JpegEncoder()
    {
        // TurboJPEG takes its orders from these as well. Pillow does not, so neither do we.
        foreach (string name in (string[])["TJ_PROGRESSIVE", "TJ_OPTIMIZE", "TJ_ARITHMETIC", "TJ_RESTART"])
        {
            if (Environment.GetEnvironmentVariable(name) is null) continue;
            if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable(name, null);
            else _ = UnsetEnvironmentVariable(name);
        }
    }

    public static byte[] Encode(PixelRows rows, int width, int height, int quality, byte[]? comment)
    {
        if (width == 0 || height == 0) throw new ImageException(ImageErrorKind.InvalidValue, "An empty image can't be written as JPEG.");
        if (width > MaxSide || height > MaxSide)
        {
            throw new ImageException(ImageErrorKind.Broken, $"JPEG holds sides of up to {MaxSide} pixels; this picture has {width} × {height}.");
        }

        if (comment?.Length > MaxComment)
        {
            throw new ImageException(ImageErrorKind.Broken, $"The comment of the source, {comment.Length} bytes, is over the {MaxComment} that fit.");
        }

        fixed (byte* buffer = rows.Buffer)
        {
            nint pixels = (nint)(buffer + rows.Start);
            return TurboJpeg.Using(() => Encode((byte*)pixels, width, rows.Stride, height, quality, comment));
        }
    }

    private static byte[] Encode(byte* source, int width, int stride, int height, int quality, byte[]? comment)
    {
        nint handle = TurboJpeg.InitCompress();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked((int)TurboJpeg.MaxLength(width, height, TurboJpeg.Sampling420).Value));
        try
        {
            fixed (byte* start = buffer)
            {
                byte* jpeg = start;
                CULong length = default;
                int flags = TurboJpeg.AccurateDct | TurboJpeg.NoRealloc;
                int result = TurboJpeg.Compress(
                    handle, source, width, stride, height, TurboJpeg.Rgb, &jpeg, &length, TurboJpeg.Sampling420, quality, flags);
                if (result != 0) throw new ImageException(ImageErrorKind.Broken, $"The JPEG encoder failed: {TurboJpeg.Error(handle)}.");
                return WithComment(buffer.AsSpan(0, (int)length.Value), comment);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _ = TurboJpeg.Destroy(handle);
        }
    }

    private static byte[] WithComment(ReadOnlySpan<byte> jpeg, byte[]? comment)
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

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironmentVariable(string name);
}
