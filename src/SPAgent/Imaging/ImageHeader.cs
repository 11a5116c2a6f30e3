namespace SPAgent;

/// <summary>What an encoded picture says about itself before any pixel is decoded.</summary>
[TypeFormatterSource]
public sealed record ImageHeader
{
    /// <summary>The format, told from the bytes; a file name is never asked.</summary>
    public required ImageFormat Format { get; init; }

    /// <summary>Width in pixels as stored, before any turn by <see cref="Orientation"/>.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels as stored, before any turn by <see cref="Orientation"/>.</summary>
    public required int Height { get; init; }

    /// <summary>EXIF orientation, 1 to 8; 1 also where the file carries none. From 2 on, viewers show the picture
    /// turned or mirrored.</summary>
    public required int Orientation { get; init; }

    /// <summary>
    /// Whether the file has an alpha channel or calls colours transparent. Whether a pixel is in fact not opaque only
    /// decoding tells: <see cref="RasterImage.OnWhite"/>.
    /// </summary>
    public bool MayBeTransparent { get; init; }

    /// <summary>The size after the turn that <see cref="Orientation"/> asks for.</summary>
    internal PixelSize Upright => Orientation >= 5 ? new(Height, Width) : new(Width, Height);

    /// <summary>Whether its pixels have red, green and blue, with alpha or without; false for grey, palettes and
    /// inks.</summary>
    internal bool IsColour { get; init; } = true;

    /// <summary>Reads the header of a JPEG, PNG or WebP file. The time taken does not depend on the number of
    /// pixels.</summary>
    /// <exception cref="ImageException">It is none of these, it is cut inside its header, or it claims more than
    /// <see cref="RasterImage.MaxPixels"/> pixels.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        switch (FormatOf(bytes))
        {
            case ImageFormat.Jpeg:
                JpegHeader jpeg = JpegHeader.Read(bytes);
                return new()
                {
                    Format = ImageFormat.Jpeg,
                    Width = jpeg.Width,
                    Height = jpeg.Height,
                    Orientation = jpeg.Orientation,
                    IsColour = jpeg.Components == 3
                };
            case ImageFormat.Png:
                PngHeader png = PngHeader.Read(bytes);
                return new()
                {
                    Format = ImageFormat.Png,
                    Width = png.Width,
                    Height = png.Height,
                    Orientation = PngTrailer.Read(bytes, png).Orientation,
                    MayBeTransparent = png.MayBeTransparent,
                    IsColour = png.Layout.IsColour,
                };
            default:
                WebPHeader webp = WebPHeader.Read(bytes);
                return new()
                {
                    Format = ImageFormat.WebP,
                    Width = webp.Width,
                    Height = webp.Height,
                    Orientation = webp.Orientation,
                    MayBeTransparent = webp.HasAlpha,
                };
        }
    }

    /// <summary>Whether the first bytes are those of a JPEG, PNG or WebP file.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> bytes) =>
        JpegHeader.Accepts(bytes) || PngHeader.Accepts(bytes) || WebPHeader.Accepts(bytes);

    /// <summary>Tells the format by the first bytes alone.</summary>
    internal static ImageFormat FormatOf(ReadOnlySpan<byte> bytes)
    {
        if (JpegHeader.Accepts(bytes)) return ImageFormat.Jpeg;
        if (PngHeader.Accepts(bytes)) return ImageFormat.Png;
        if (WebPHeader.Accepts(bytes)) return ImageFormat.WebP;
        if (bytes.IsEmpty) throw ImageException.Unidentified("it is empty");
        throw ImageException.Unidentified(ForeignFormat.NameOf(bytes) is { } name
            ? $"it is {name}, which is not read; convert it to JPEG or PNG"
            : "neither JPEG nor PNG nor WebP");
    }
}
