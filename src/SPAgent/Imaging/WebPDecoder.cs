using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>
/// Decodes WebP by libwebp, where that is installed. Alpha is dropped, not blended, as in Pillow's convert("RGB"), or
/// laid on white.
/// </summary>
internal static unsafe partial class WebPDecoder
{
    static WebPDecoder() => NativeLibraries.Register();

    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite)
    {
        WebPHeader header = WebPHeader.Read(bytes);
        if (header.Animated) throw ImageException.Unidentified("an animated WebP, which is not read; save one frame of it as PNG");
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        bool alpha = onWhite && header.HasAlpha;
        byte[] decoded = alpha ? GC.AllocateUninitializedArray<byte>(checked(header.Width * header.Height * 4)) : pixels;
        fixed (byte* file = bytes, target = decoded)
        {
            bool done = TryDecode(file, bytes.Length, target, decoded.Length, header.Width, alpha);
            if (!done) throw ImageException.Broken("libwebp can't decode it");
        }

        ImageOrigin origin = new() { Mode = header.HasAlpha ? "RGBA" : "RGB", Orientation = header.Orientation };
        if (alpha && LayOnWhite(decoded, pixels)) origin = origin.LaidOnWhite();
        return new RasterImage(header.Width, header.Height, pixels, origin);
    }

    /// <summary>Whether any pixel was not opaque.</summary>
    private static bool LayOnWhite(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        bool any = false;
        for (int i = 0, j = 0; i < rgba.Length; i += 4, j += 3)
        {
            rgba.Slice(i, 3).CopyTo(rgb[j..]);
            if (rgba[i + 3] == 255) continue;
            WhiteGround.Under(rgb.Slice(j, 3), rgba[i + 3]);
            any = true;
        }

        return any;
    }

    private static bool TryDecode(byte* file, int length, byte* target, int targetLength, int width, bool alpha)
    {
        try
        {
            return alpha
                ? DecodeRgbaInto(file, (nuint)length, target, (nuint)targetLength, width * 4) is not null
                : DecodeRgbInto(file, (nuint)length, target, (nuint)targetLength, width * 3) is not null;
        }
        catch (Exception cause) when (cause is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new ImageException(
                ImageErrorKind.MissingLibrary,
                "WebP needs libwebp, which was not found. Install it (Debian, Ubuntu: apt-get install libwebp7; conda: conda install libwebp), or save the image as PNG.",
                cause);
        }
    }

    [LibraryImport(NativeLibraries.WebP, EntryPoint = "WebPDecodeRGBAInto")]
    private static partial byte* DecodeRgbaInto(byte* data, nuint length, byte* target, nuint targetLength, int stride);

    [LibraryImport(NativeLibraries.WebP, EntryPoint = "WebPDecodeRGBInto")]
    private static partial byte* DecodeRgbInto(byte* data, nuint length, byte* target, nuint targetLength, int stride);
}
