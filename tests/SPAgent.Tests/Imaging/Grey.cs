namespace SPAgent.Tests;

/// <summary>Small grey pictures, written as numbers.</summary>
internal static class Grey
{
    public static RasterImage Picture(int width, int height, params byte[] values) =>
        RasterImage.FromPixels(width, height, [.. values.SelectMany(value => (byte[])[value, value, value])]);

    public static byte[] Values(RasterImage image) => [.. image.Pixels.ToArray().Where((_, index) => index % 3 == 0)];
}
