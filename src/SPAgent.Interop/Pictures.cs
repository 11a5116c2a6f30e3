using SixLabors.ImageSharp;
using Pixel24 = SixLabors.ImageSharp.PixelFormats.Rgb24;

namespace SPAgent;

/// <summary>
/// Pictures as images of ImageSharp, for its effects, and its images as pictures. The pixels are the same there and
/// back.
/// </summary>
public static class Pictures
{
    /// <summary>The picture as an image of ImageSharp, which is the caller's to dispose.</summary>
    /// <exception cref="ImageException">The picture is empty, which no image there can be.</exception>
    public static Image<Pixel24> ToImageSharp(this RasterImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width == 0 || image.Height == 0)
        {
            throw new ImageException(ImageErrorKind.InvalidValue, "An empty picture can't be an image of ImageSharp.");
        }

        return Image.LoadPixelData<Pixel24>(image.Pixels, image.Width, image.Height);
    }

    /// <summary>
    /// The image as a picture: of several frames the first, 8 bits a channel. Transparency is dropped and leaves the
    /// colour below it, as Pillow converts to RGB; the image stays as it is.
    /// </summary>
    /// <exception cref="ImageException">It has more than <see cref="RasterImage.MaxPixels"/> pixels.</exception>
    public static RasterImage ToRasterImage(this Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        RasterImage.RequireSize(image.Width, image.Height);
        if (image is Image<Pixel24> plain) return Read(plain);
        using Image<Pixel24> converted = image.CloneAs<Pixel24>();
        return Read(converted);
    }

    private static RasterImage Read(Image<Pixel24> image)
    {
        byte[] rgb = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(rgb);
        return RasterImage.FromPixels(image.Width, image.Height, rgb);
    }
}
