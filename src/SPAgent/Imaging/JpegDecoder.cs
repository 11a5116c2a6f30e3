using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>Decodes JPEG to the pixels that Pillow's convert("RGB") gives, and fails where Pillow fails.</summary>
/// <remarks>
/// Pillow feeds libjpeg piecemeal and calls a file truncated when the library asks for more; TurboJPEG makes up the end and warns.
/// What Pillow would have said is worked out from the warning.
/// </remarks>
internal static unsafe class JpegDecoder
{
    // A progressive file of more than 500 scans is an attack on the reader's time.
    private const int Flags = TurboJpeg.AccurateDct | TurboJpeg.LimitScans;

    private static readonly string[] s_warnings =
    [
        "Corrupt JPEG data", "Premature end of JPEG file", "Inconsistent progression", "Unknown Adobe color", "Warning: unknown JFIF",
        "Invalid SOS parameters for sequential",
    ];

    public static RasterImage Decode(ReadOnlySpan<byte> bytes)
    {
        JpegHeader header = JpegHeader.Read(bytes);
        bool cmyk = header.Components == 4;
        int width = header.Width, height = header.Height;
        byte[] pixels = PixelMemory.Allocate(width, height);
        byte[] decoded = cmyk ? GC.AllocateUninitializedArray<byte>(checked(width * height * 4)) : pixels;
        string? warning;
        fixed (byte* jpeg = bytes, target = decoded)
        {
            Frame frame = new((nint)jpeg, bytes.Length, (nint)target, width, height, cmyk ? 4 : 3);
            warning = TurboJpeg.Using(() => frame.Decode(Flags));
            if (warning is not null && IsTruncated(warning, bytes, header.ScanStart, frame)) throw ImageException.Truncated();
        }

        if (cmyk) Cmyk.ToRgb(decoded, pixels);
        return new RasterImage(width, height, pixels, new ImageOrigin
        {
            Mode = cmyk ? "CMYK" : header.Components == 1 ? "L" : "RGB",
            Fill = cmyk ? new Rgb24(255, 255, 255) : default,
            Comment = header.Comment,
            Orientation = header.Orientation,
            Damage = warning is not null && IsDamage(warning) ? warning : null,
        });
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
        if (!warning.StartsWith("Premature end of JPEG file", StringComparison.Ordinal)) return !JpegScans.AreComplete(bytes, scanStart);

        // The decoder stops at the made-up end: has it written the last row by then? The first mark may be the row's own colour.
        byte[] last = frame.LastRow.ToArray();
        bool truncated = frame.StopsBeforeLastRow(0x55, Flags) && frame.StopsBeforeLastRow(0xAA, Flags);
        last.CopyTo(frame.LastRow);
        return truncated;
    }

    /// <summary>One decode: where from, where to.</summary>
    private readonly record struct Frame(nint Jpeg, int Length, nint Target, int Width, int Height, int Channels)
    {
        public Span<byte> LastRow => new((byte*)Target + ((nint)Width * Channels * (Height - 1)), Width * Channels);

        /// <summary>Null when all went well, or the text of a warning.</summary>
        public string? Decode(int flags)
        {
            // A new decoder each time: a used one keeps tables, and a damaged file would decode with those of another picture.
            nint handle = TurboJpeg.InitDecompress();
            try
            {
                int format = Channels == 4 ? TurboJpeg.Cmyk : TurboJpeg.Rgb;
                CULong length = new((uint)Length);
                if (TurboJpeg.Decompress(handle, (byte*)Jpeg, length, (byte*)Target, Width, Width * Channels, Height, format, flags) == 0) return null;
                string text = TurboJpeg.Error(handle);
                return Array.Exists(s_warnings, known => text.StartsWith(known, StringComparison.Ordinal)) ? text : throw ImageException.Broken(text);
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
