namespace SPAgent;

/// <summary>Decodes WebP. Alpha is dropped, not blended, as in Pillow's convert("RGB"), or laid on white.</summary>
internal static class WebPDecoder
{
    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite) => Decode(bytes, onWhite, PictureCodecs.WebP);

    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite, IPictureCodec codec)
    {
        WebPHeader header = WebPHeader.Read(bytes);
        if (header.Animated) throw ImageException.Unidentified("an animated WebP, which is not read; save one frame of it as PNG");
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        Span<byte> rgb = pixels.AsSpan(0, header.Width * header.Height * 3);
        bool alpha = onWhite && header.HasAlpha;
        Span<byte> decoded = alpha ? GC.AllocateUninitializedArray<byte>(checked(header.Width * header.Height * 4)) : rgb;
        if (!codec.TryDecodeWebP(bytes, header, alpha, decoded)) throw ImageException.Broken("its WebP data can't be decoded");
        ImageOrigin origin = new() { Mode = header.HasAlpha ? "RGBA" : "RGB", Orientation = header.Orientation };
        if (alpha && LayOnWhite(decoded, rgb)) origin = origin.LaidOnWhite();
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
}
