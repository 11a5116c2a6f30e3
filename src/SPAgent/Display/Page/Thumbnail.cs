using System.Globalization;

namespace SPAgent;

/// <summary>A small JPEG of a picture, as a data URI.</summary>
internal static class Thumbnail
{
    /// <summary>No thumbnail has more bytes, before base64.</summary>
    public const int MostBytes = 15 * 1024;

    private const int WidestPx = 480, HighestPx = 400, TinyWidthPx = 144, TinyHeightPx = 108;

    private static readonly int[] Qualities = [82, 70, 55, 40, 25];

    /// <summary>As an article shows it.</summary>
    public static PagePicture Picture(RasterImage image) => new(Of(image, WidestPx, HighestPx), image.Width, image.Height);

    /// <summary>As the list shows it.</summary>
    public static string? Tiny(RasterImage image) => Of(image, TinyWidthPx, TinyHeightPx);

    /// <summary>Scales to fit the sides and compresses until it is small enough; null for an empty picture.</summary>
    /// <exception cref="ImageException">libturbojpeg is not installed.</exception>
    public static string? Of(RasterImage image, int widthPx, int heightPx)
    {
        if (image.Width == 0 || image.Height == 0) return null;
        double scale = Math.Min(1, Math.Min((double)widthPx / image.Width, (double)heightPx / image.Height));
        while (true)
        {
            int width = Math.Max(1, (int)(image.Width * scale)), height = Math.Max(1, (int)(image.Height * scale));
            RasterImage small = scale < 1 ? image.Resize(width, height) : image;
            // Without the source's comment, which may be longer than the picture.
            small = RasterImage.FromPixels(width, height, small.Pixels);
            foreach (int quality in Qualities)
            {
                byte[] jpeg = small.EncodeJpeg(quality);
                if (jpeg.Length <= MostBytes) return string.Create(CultureInfo.InvariantCulture, $"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}");
            }

            scale *= 0.7;
        }
    }
}
