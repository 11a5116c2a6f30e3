namespace SPAgent;

/// <summary>Pictures beside each other. A list of pictures that ends a cell is shown so too; this adds what stands
/// below each.</summary>
[TypeFormatterSource]
public sealed class ImageGrid
{
    private const int MostPictures = 100;

    private readonly RasterImage[] _images;
    private readonly string[] _captions;
    private readonly int _widthPx;
    private readonly bool _more;

    /// <summary>Lays out at most 100 pictures.</summary>
    /// <param name="images">The pictures; the first 101 are taken at once.</param>
    /// <param name="captions">A line for each, shown as text; null for their sizes.</param>
    /// <param name="widthPx">Width of a column in CSS pixels, from 32 to 960; null for one that suits their
    /// number.</param>
    public ImageGrid(IEnumerable<RasterImage> images, IEnumerable<string>? captions = null, int? widthPx = null)
    {
        RasterImage[] taken = [.. images.Take(MostPictures + 1)];
        (_more, _images) = (taken.Length > MostPictures, taken[..Math.Min(taken.Length, MostPictures)]);
        _captions = [.. captions?.Take(MostPictures) ?? _images.Select(image => $"{image.Width} × {image.Height}")];
        _widthPx = widthPx ?? _images.Length switch { <= 2 => 400, <= 6 => 280, <= 12 => 200, _ => 140 };
        ArgumentOutOfRangeException.ThrowIfLessThan(_widthPx, 32, nameof(widthPx));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_widthPx, 960, nameof(widthPx));
    }

    /// <summary>The pictures as HTML that brings its style along.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public string ToHtml() => CellStyle.Frame(Html.Of(
        $"{PageParts.Shots([.. _images.Select((image, i) => Picture(image, Html.Text(i < _captions.Length ? _captions[i] : ""), _widthPx))])}{PageParts.More(_more)}"));

    /// <summary>How many pictures, of which sizes.</summary>
    public override string ToString() =>
        $"{TerminalText.Count(_images.Length, "picture")}{(_more ? " and more" : "")}: {string.Join(", ", _images.Take(12).Select(image => $"{image.Width}x{image.Height}"))}{(_images.Length > 12 ? ", …" : "")}";

    /// <summary>One picture, scaled to its column, over its caption.</summary>
    internal static Html Picture(RasterImage image, Html caption, int widthPx)
    {
        // Twice the pixels for sharp screens, where that is little.
        int pixels = widthPx <= 200 ? widthPx * 2 : Math.Max(widthPx, 480);
        string? uri = Thumbnail.Of(image, pixels, pixels);
        int width = Math.Min(widthPx, Math.Max(1, image.Width));
        Html drawn = uri is null ? Html.Of($"<p class=\"soft\">(empty)</p>")
            : Html.Of(
                $"<img alt=\"picture of {image.Width} by {image.Height} pixels\" width=\"{width}\" src=\"{uri}\">");
        return Html.Of($"<figure class=\"shot picture\">{drawn}<figcaption>{caption}</figcaption></figure>");
    }
}
