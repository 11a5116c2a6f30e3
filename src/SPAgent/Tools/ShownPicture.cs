namespace SPAgent;

/// <summary>A picture in full, and as a model was shown it: smaller where there is a limit.</summary>
/// <param name="full">All its pixels.</param>
/// <param name="maxPixels">The limit; null for none.</param>
internal sealed class ShownPicture(RasterImage full, int? maxPixels)
{
    private readonly Lazy<RasterImage> _shown = new(() => maxPixels is { } most ? full.Within(most) : full);

    public RasterImage Full => full;

    /// <summary>The size that the model was shown.</summary>
    public PixelSize Size { get; } = SizeOf(full, maxPixels);

    /// <summary>Whether the model was shown less than there is.</summary>
    public bool IsSmaller => Size != SizeOf(full, null);

    /// <summary>What the model was shown.</summary>
    public RasterImage Shown => _shown.Value;

    private static PixelSize SizeOf(RasterImage image, int? maxPixels)
    {
        (int width, int height) = ImageSize.Within(image.Width, image.Height, maxPixels ?? int.MaxValue);
        return new(width, height);
    }
}
