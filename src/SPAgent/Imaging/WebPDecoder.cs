namespace SPAgent;

/// <summary>Decodes WebP. Alpha is dropped, not blended, as in Pillow's convert("RGB"), or laid on white.</summary>
internal static class WebPDecoder
{
    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite) =>
        Decode(bytes, onWhite, PictureCodecs.WebP);

    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite, IPictureCodec codec)
    {
        WebPHeader header = WebPHeader.Read(bytes);
        if (header.Animated) return FirstFrame(bytes, header, onWhite, codec);
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        Span<byte> rgb = pixels.AsSpan(0, header.Width * header.Height * 3);
        bool alpha = onWhite && header.HasAlpha;
        Span<byte> decoded = alpha
            ? GC.AllocateUninitializedArray<byte>(checked(header.Width * header.Height * 4)) : rgb;
        if (!codec.TryDecodeWebP(bytes, header, alpha, decoded))
            throw ImageException.Broken("its WebP data can't be decoded");
        ImageOrigin origin = new() { Mode = header.HasAlpha ? "RGBA" : "RGB", Orientation = header.Orientation };
        if (alpha && WhiteGround.Lay(decoded, rgb)) origin = origin.LaidOnWhite();
        return new RasterImage(header.Width, header.Height, pixels, origin);
    }

    /// <summary>
    /// The first of an animation's frames, in the place that it has in the picture; what it leaves free is transparent,
    /// as in Pillow.
    /// </summary>
    private static RasterImage FirstFrame(ReadOnlySpan<byte> bytes, WebPHeader header, bool onWhite,
        IPictureCodec codec)
    {
        var frame = WebPFrames.First(bytes, header);
        RasterImage decoded = Decode(frame.File, onWhite, codec);
        ImageOrigin origin = new() { Mode = header.HasAlpha ? "RGBA" : "RGB", Orientation = header.Orientation };
        bool fills = decoded.Width == header.Width && decoded.Height == header.Height;
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        pixels.AsSpan().Fill(onWhite && header.HasAlpha ? byte.MaxValue : byte.MinValue);
        for (int y = 0; y < decoded.Height; y++)
        {
            int at = 3 * (((frame.Y + y) * header.Width) + frame.X);
            decoded.Pixels.Slice(3 * y * decoded.Width, 3 * decoded.Width).CopyTo(pixels.AsSpan(at));
        }

        if (decoded.OnWhite || (onWhite && header.HasAlpha && !fills)) origin = origin.LaidOnWhite();
        return new RasterImage(header.Width, header.Height, pixels, origin);
    }
}
