using System.Buffers;
using System.Runtime.CompilerServices;
using SkiaSharp;

namespace SPAgent;

/// <summary>SkiaSharp, whose package brings libjpeg-turbo and libwebp along: needs nothing of the system.</summary>
/// <remarks>Methods that mention a type of SkiaSharp are not inlined, so that its absence is met inside of
/// <see cref="Using{T}"/>.</remarks>
internal sealed unsafe class SkiaCodec : IPictureCodec
{
    // Rows at a time: whole MCUs, and few enough to stay in the processor's cache.
    private const int RowsAtOnce = 16;

    public string? DecodeJpeg(ReadOnlySpan<byte> bytes, JpegHeader header, Span<byte> rgb)
    {
        JpegScans.Require(bytes, header.ScanStart);
        fixed (byte* file = bytes, target = rgb)
        {
            (nint start, nint to, int length) = ((nint)file, (nint)target, bytes.Length);
            bool whole = Using("JPEG", () => DecodeRows(start, length, (byte*)to, header.Width, header.Height));
            if (!whole) throw ImageException.Truncated();
        }

        return JpegDamage.Find(bytes);
    }

    public byte[] EncodeJpeg(byte* pixels, int width, int height, int stride, int quality, byte[]? comment)
    {
        byte[] rgba = ArrayPool<byte>.Shared.Rent(checked(width * height * 4));
        try
        {
            for (int y = 0; y < height; y++)
            {
                FourBytePixels.FromRgb(new ReadOnlySpan<byte>(pixels + ((nint)y * stride), width * 3),
                    rgba.AsSpan(y * width * 4, width * 4));
            }

            return Using("JPEG", () => Encode(rgba, width, height, quality, comment));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    public bool TryDecodeWebP(ReadOnlySpan<byte> bytes, WebPHeader header, bool alpha, Span<byte> pixels)
    {
        fixed (byte* file = bytes, target = pixels)
        {
            (nint start, nint to, int length) = ((nint)file, (nint)target, bytes.Length);
            if (alpha) return Using("WebP", () => DecodeWhole(start, length, to, header.Width, header.Height));
            byte[] rgba = ArrayPool<byte>.Shared.Rent(checked(header.Width * header.Height * 4));
            try
            {
                fixed (byte* decoded = rgba)
                {
                    nint room = (nint)decoded;
                    if (!Using("WebP", () => DecodeWhole(start, length, room, header.Width, header.Height)))
                        return false;
                }

                FourBytePixels.ToRgb(rgba.AsSpan(0, header.Width * header.Height * 4), pixels);
                return true;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rgba);
            }
        }
    }

    /// <summary>Calls <paramref name="work"/>; a library that is not there becomes an error that says how to get
    /// one.</summary>
    private static T Using<T>(string format, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception cause) when (IsMissing(cause)
            || (cause is TypeInitializationException { InnerException: { } inner } && IsMissing(inner)))
        {
            bool jpeg = format == "JPEG";
            (string library, string package, string variable) = jpeg
                ? ("libturbojpeg", "libturbojpeg0; conda: conda install libjpeg-turbo",
                    NativeLibraries.TurboJpegVariable)
                : ("libwebp", "libwebp7; conda: conda install libwebp", NativeLibraries.WebPVariable);
            throw new ImageException(
                ImageErrorKind.MissingLibrary,
                $"{format} needs {library} or SkiaSharp's native library, and neither can be loaded on this "
                + $"machine ({RuntimeIdentifier}). "
                + $"Install {library} (Debian, Ubuntu: apt-get install {package}), or set {variable} to its path.",
                cause);
        }
    }

    private static string RuntimeIdentifier => System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;

    private static bool IsMissing(Exception cause) =>
        cause is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or FileNotFoundException;

    /// <summary>False where the data end before the last row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool DecodeRows(nint file, int length, byte* target, int width, int height)
    {
        using SKCodec codec = Open(file, length, width, height);
        SKImageInfo layout = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        SKCodecResult started = codec.StartScanlineDecode(layout);
        if (started != SKCodecResult.Success) throw ImageException.Broken($"the JPEG decoder ends with {started}");
        byte[] rows = ArrayPool<byte>.Shared.Rent(checked(width * 4 * RowsAtOnce));
        try
        {
            fixed (byte* decoded = rows)
            {
                for (int y = 0; y < height; y += RowsAtOnce)
                {
                    int wanted = Math.Min(RowsAtOnce, height - y);
                    if (codec.GetScanlines((nint)decoded, wanted, width * 4) < wanted) return false;
                    FourBytePixels.ToRgb(rows.AsSpan(0, width * 4 * wanted),
                        new Span<byte>(target + ((nint)y * width * 3), width * 3 * wanted));
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool DecodeWhole(nint file, int length, nint target, int width, int height)
    {
        using SKCodec codec = Open(file, length, width, height);
        SKImageInfo layout = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        return codec.GetPixels(layout, target) == SKCodecResult.Success;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SKCodec Open(nint file, int length, int width, int height)
    {
        using SKData data = SKData.Create(file, length);
        SKCodec codec = SKCodec.Create(data)
            ?? throw ImageException.Broken("the decoder does not know what to make of it");
        if (codec.Info.Width == width && codec.Info.Height == height) return codec;
        codec.Dispose();
        throw ImageException.Broken("its headers disagree about its size");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Encode(byte[] rgba, int width, int height, int quality, byte[]? comment)
    {
        fixed (byte* pixels = rgba)
        {
            using SKPixmap picture =
                new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), (nint)pixels);
            using SKData jpeg = picture.Encode(new SKJpegEncoderOptions(quality))
                ?? throw new ImageException(ImageErrorKind.Broken, "The JPEG encoder failed.");
            return StandardHuffman.Rewrite(jpeg.AsSpan(), width, height, comment);
        }
    }
}
