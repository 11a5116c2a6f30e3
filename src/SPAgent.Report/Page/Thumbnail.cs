using System.Globalization;

namespace SPAgent;

/// <summary>A small JPEG of a picture, as a data URI.</summary>
internal static class Thumbnail
{
    /// <summary>No thumbnail has more bytes, before base64.</summary>
    public const int MostBytes = 15 * 1024;

    private const int WidestPx = 480, HighestPx = 400, TinyWidthPx = 144, TinyHeightPx = 108;

    // What a picture weighs at each quality, about, as a part of what it weighs at the first: it saves encoding it at
    // those that can't do.
    private static readonly (int Quality, double Weight)[] Qualities =
        [(82, 1), (70, 0.72), (55, 0.56), (40, 0.45), (25, 0.33)];

    /// <summary>As an article shows it and, made from that, as the list does.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public static (PagePicture Picture, string? Tiny) Both(RasterImage image, bool tiny)
    {
        if (image.Width == 0 || image.Height == 0) return (new PagePicture(null, image.Width, image.Height), null);
        RasterImage small = Fit(image, WidestPx, HighestPx);
        return (new PagePicture(Compress(small), image.Width, image.Height),
            tiny ? Compress(Fit(small, TinyWidthPx, TinyHeightPx)) : null);
    }

    /// <summary>A picture that fits the sides; null for an empty one.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public static string? Of(RasterImage image, int widthPx, int heightPx) =>
        image.Width == 0 || image.Height == 0 ? null : Compress(Fit(image, widthPx, heightPx));

    private static RasterImage Fit(RasterImage image, int widthPx, int heightPx)
    {
        double scale = Math.Min((double)widthPx / image.Width, (double)heightPx / image.Height);
        RasterImage small = scale < 1
            ? image.Resize(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale))) : image;
        // Without the source's comment, which may be longer than the picture.
        return RasterImage.FromPixels(small.Width, small.Height, small.Pixels);
    }

    // The best quality that is small enough; where none is, the picture shrinks.
    private static string Compress(RasterImage image)
    {
        while (true)
        {
            double first = 0;
            foreach ((int quality, double weight) in Qualities)
            {
                // Weights are rough: what they rule out by little is tried all the same, and the last one always.
                if (first * weight > MostBytes * 1.25 && quality != Qualities[^1].Quality) continue;
                byte[] jpeg = image.EncodeJpeg(quality);
                if (jpeg.Length <= MostBytes)
                    return string.Create(CultureInfo.InvariantCulture,
                        $"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}");
                if (first == 0) first = jpeg.Length;
            }

            image = Fit(image, Math.Max(1, (int)(image.Width * 0.7)), Math.Max(1, (int)(image.Height * 0.7)));
        }
    }
}
