using System.Buffers;
using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>The libraries of the system: libturbojpeg and libwebp. The faster of the two codecs.</summary>
/// <remarks>
/// Pillow feeds libjpeg piecemeal and calls a file truncated when the library asks for more; TurboJPEG makes up the end
/// and warns. What Pillow would have said is worked out from the warning.
/// </remarks>
internal sealed unsafe partial class InstalledCodec : IPictureCodec
{
    private const int DecodeFlags = TurboJpeg.AccurateDct | TurboJpeg.LimitScans;

    private static readonly string[] s_warnings =
    [
        "Corrupt JPEG data", "Premature end of JPEG file", "Inconsistent progression", "Unknown Adobe color",
        "Warning: unknown JFIF",
        "Invalid SOS parameters for sequential",
    ];

    static InstalledCodec()
    {
        NativeLibraries.Register();

        // TurboJPEG takes its orders from these as well. Pillow does not, so neither do we.
        foreach (string name in (string[])["TJ_PROGRESSIVE", "TJ_OPTIMIZE", "TJ_ARITHMETIC", "TJ_RESTART"])
        {
            if (Environment.GetEnvironmentVariable(name) is null) continue;
            if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable(name, null);
            else _ = UnsetEnvironmentVariable(name);
        }
    }

    public string? DecodeJpeg(ReadOnlySpan<byte> bytes, JpegHeader header, Span<byte> rgb)
    {
        bool cmyk = header.Components == 4;
        Span<byte> decoded = cmyk
            ? GC.AllocateUninitializedArray<byte>(checked(header.Width * header.Height * 4)) : rgb;
        string? warning;
        fixed (byte* jpeg = bytes, target = decoded)
        {
            Frame frame = new((nint)jpeg, bytes.Length, (nint)target, header.Width, header.Height, cmyk ? 4 : 3);
            warning = frame.Decode(DecodeFlags);
            if (warning is not null && IsTruncated(warning, bytes, header.ScanStart, frame))
                throw ImageException.Truncated();
        }

        if (cmyk) Cmyk.ToRgb(decoded, rgb);
        return warning is not null && IsDamage(warning) ? warning : null;
    }

    public byte[] EncodeJpeg(byte* pixels, int width, int height, int stride, int quality, byte[]? comment)
    {
        nint handle = TurboJpeg.InitCompress();
        byte[] buffer =
            ArrayPool<byte>.Shared.Rent(checked((int)TurboJpeg.MaxLength(width, height, TurboJpeg.Sampling420).Value));
        try
        {
            fixed (byte* start = buffer)
            {
                byte* jpeg = start;
                CULong length = default;
                int flags = TurboJpeg.AccurateDct | TurboJpeg.NoRealloc;
                int result = TurboJpeg.Compress(
                    handle, pixels, width, stride, height, TurboJpeg.Rgb, &jpeg, &length, TurboJpeg.Sampling420,
                    quality, flags);
                if (result != 0)
                    throw new ImageException(ImageErrorKind.Broken,
                        $"The JPEG encoder failed: {TurboJpeg.Error(handle)}.");
                return JpegEncoder.WithComment(buffer.AsSpan(0, (int)length.Value), comment);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _ = TurboJpeg.Destroy(handle);
        }
    }

    public bool TryDecodeWebP(ReadOnlySpan<byte> bytes, WebPHeader header, bool alpha, Span<byte> pixels)
    {
        fixed (byte* file = bytes, target = pixels)
        {
            (nuint length, nuint room) = ((nuint)bytes.Length, (nuint)pixels.Length);
            return alpha
                ? DecodeRgbaInto(file, length, target, room, header.Width * 4) is not null
                : DecodeRgbInto(file, length, target, room, header.Width * 3) is not null;
        }
    }

    /// <summary>
    /// Whether a warning means that pixels were made up: not where it is about tables of the file, or bytes behind its
    /// pixels.
    /// </summary>
    private static bool IsDamage(string warning) =>
        !warning.StartsWith("Unknown Adobe", StringComparison.Ordinal)
        && !warning.StartsWith("Warning: unknown JFIF", StringComparison.Ordinal)
        && !warning.EndsWith("extraneous bytes before marker 0xd9", StringComparison.Ordinal);

    private static bool IsTruncated(string warning, ReadOnlySpan<byte> bytes, int scanStart, Frame frame)
    {
        if (!warning.StartsWith("Premature end of JPEG file", StringComparison.Ordinal))
            return !JpegScans.AreComplete(bytes, scanStart);

        // The decoder stops at the made-up end: has it written the last row by then? The first mark may be the row's
        // own colour.
        byte[] last = frame.LastRow.ToArray();
        bool truncated = frame.StopsBeforeLastRow(0x55, DecodeFlags) && frame.StopsBeforeLastRow(0xAA, DecodeFlags);
        last.CopyTo(frame.LastRow);
        return truncated;
    }

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironmentVariable(string name);

    [LibraryImport(NativeLibraries.WebP, EntryPoint = "WebPDecodeRGBAInto")]
    private static partial byte* DecodeRgbaInto(byte* data, nuint length, byte* target, nuint targetLength, int stride);

    [LibraryImport(NativeLibraries.WebP, EntryPoint = "WebPDecodeRGBInto")]
    private static partial byte* DecodeRgbInto(byte* data, nuint length, byte* target, nuint targetLength, int stride);

    /// <summary>One decode: where from, where to.</summary>
    private readonly record struct Frame(nint Jpeg, int Length, nint Target, int Width, int Height, int Channels)
    {
        public Span<byte> LastRow => new((byte*)Target + ((nint)Width * Channels * (Height - 1)), Width * Channels);

        /// <summary>Null when all went well, or the text of a warning.</summary>
        public string? Decode(int flags)
        {
            // A new decoder each time: a used one keeps tables, and a damaged file would decode with those of another
            // picture.
            nint handle = TurboJpeg.InitDecompress();
            try
            {
                int format = Channels == 4 ? TurboJpeg.Cmyk : TurboJpeg.Rgb;
                CULong length = new((uint)Length);
                if (TurboJpeg.Decompress(handle, (byte*)Jpeg, length, (byte*)Target, Width, Width * Channels, Height,
                    format, flags) == 0) return null;
                string text = TurboJpeg.Error(handle);
                return Array.Exists(s_warnings, known => text.StartsWith(known, StringComparison.Ordinal)) ? text
                    : throw ImageException.Broken(text);
            }
            finally
            {
                _ = TurboJpeg.Destroy(handle);
            }
        }

        public bool StopsBeforeLastRow(byte mark, int flags)
        {
            LastRow.Fill(mark);
            _ = Decode(flags | TurboJpeg.StopOnWarning);
            return !LastRow.ContainsAnyExcept(mark);
        }
    }
}
