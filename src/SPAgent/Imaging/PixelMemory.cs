using System.Numerics;

namespace SPAgent;

/// <summary>Arrays for pixels: bounded, not cleared, and with room for the last pixel to be moved as a word of four bytes.</summary>
internal static class PixelMemory
{
    private const int Slack = 1;

    /// <summary>Width × height × 3 bytes and the slack.</summary>
    /// <exception cref="ImageException">There are more than <see cref="RasterImage.MaxPixels"/> pixels.</exception>
    public static byte[] Allocate(int width, int height)
    {
        Require(width, height);
        return GC.AllocateUninitializedArray<byte>((width * height * 3) + Slack);
    }

    public static void Require(long width, long height)
    {
        BigInteger pixels = (BigInteger)width * height;
        if (pixels > RasterImage.MaxPixels) throw TooLarge(pixels);
    }

    public static ImageException TooLarge(BigInteger pixels) => new(
        ImageErrorKind.TooLarge,
        $"{pixels} pixels are more than the limit of {RasterImage.MaxPixels}; the picture may be a decompression bomb.");
}
