using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>Decodes WebP by libwebp, where that is installed. Alpha is dropped, not blended, as in Pillow's convert("RGB").</summary>
internal static unsafe partial class WebPDecoder
{
    static WebPDecoder() => NativeLibraries.Register();

    public static RasterImage Decode(ReadOnlySpan<byte> bytes)
    {
        WebPHeader header = WebPHeader.Read(bytes);
        if (header.Animated) throw ImageException.Unidentified("an animated WebP, which is not read; save one frame of it as PNG");
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        fixed (byte* file = bytes, target = pixels)
        {
            if (!TryDecode(file, bytes.Length, target, pixels.Length, header.Width * 3)) throw ImageException.Broken("libwebp can't decode it");
        }

        return new RasterImage(header.Width, header.Height, pixels, new ImageOrigin
        {
            Mode = header.HasAlpha ? "RGBA" : "RGB",
            Orientation = header.Orientation,
        });
    }

    private static bool TryDecode(byte* file, int length, byte* target, int targetLength, int stride)
    {
        try
        {
            return DecodeRgbInto(file, (nuint)length, target, (nuint)targetLength, stride) is not null;
        }
        catch (Exception cause) when (cause is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new ImageException(
                ImageErrorKind.MissingLibrary,
                "WebP needs libwebp, which was not found. Install it (Debian, Ubuntu: apt-get install libwebp7; conda: conda install libwebp), or save the image as PNG.",
                cause);
        }
    }

    [LibraryImport(NativeLibraries.WebP, EntryPoint = "WebPDecodeRGBInto")]
    private static partial byte* DecodeRgbInto(byte* data, nuint length, byte* target, nuint targetLength, int stride);
}
