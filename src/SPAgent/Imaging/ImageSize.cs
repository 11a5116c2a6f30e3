namespace SPAgent;

/// <summary>Sizes of pictures.</summary>
internal static class ImageSize
{
    /// <summary>
    /// The size in the same proportions that has at most <paramref name="maxPixels"/> pixels, sides rounded down, each
    /// at least 1; the size itself where it is small enough.
    /// </summary>
    public static (int Width, int Height) Within(int width, int height, int maxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        if ((long)width * height <= maxPixels) return (width, height);
        double scale = Math.Sqrt(maxPixels / ((double)width * height));
        int newWidth = Math.Max(1, (int)(width * scale)), newHeight = Math.Max(1, (int)(height * scale));
        // Where a side stops at 1, the other makes up for it; a product at the very limit may have been rounded up.
        return newWidth > newHeight
            ? (Math.Min(newWidth, maxPixels / newHeight), newHeight)
            : (newWidth, Math.Min(newHeight, maxPixels / newWidth));
    }
}
