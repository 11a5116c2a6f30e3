namespace SPAgent;

/// <summary>Decodes JPEG to the pixels that Pillow's convert("RGB") gives, and fails where Pillow fails.</summary>
internal static class JpegDecoder
{
    public static RasterImage Decode(ReadOnlySpan<byte> bytes) => Decode(bytes, PictureCodecs.Jpeg);

    public static RasterImage Decode(ReadOnlySpan<byte> bytes, IPictureCodec codec)
    {
        JpegHeader header = JpegHeader.Read(bytes);
        bool cmyk = header.Components == 4;
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        string? damage = codec.DecodeJpeg(bytes, header, pixels.AsSpan(0, header.Width * header.Height * 3));
        return new RasterImage(header.Width, header.Height, pixels, new ImageOrigin
        {
            Mode = cmyk ? "CMYK" : header.Components == 1 ? "L" : "RGB",
            Fill = cmyk ? new Rgb24(255, 255, 255) : default,
            Comment = header.Comment,
            Orientation = header.Orientation,
            Damage = damage,
        });
    }
}
