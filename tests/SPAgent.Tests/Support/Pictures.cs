namespace SPAgent.Tests;

/// <summary>Small pictures that can be told apart.</summary>
internal static class Pictures
{
    /// <summary>A gradient whose colours depend on <paramref name="seed"/>.</summary>
    public static RasterImage Gradient(int width, int height, int seed = 0)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                rgb[at++] = (byte)(x * 255 / width);
                rgb[at++] = (byte)(y * 255 / height);
                rgb[at++] = (byte)(seed * 37 + (x ^ y));
            }
        }

        return RasterImage.FromPixels(width, height, rgb);
    }
}
