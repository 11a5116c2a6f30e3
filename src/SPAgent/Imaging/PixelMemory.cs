using System.Numerics;

namespace SPAgent;

/// <summary>Arrays for pixels: bounded, not cleared, and with room for the last pixel to be moved as a word of four
/// bytes.</summary>
internal static class PixelMemory
{
    private const int Slack = 1;

    // As many as conversations decode at a time; larger ones are rare, and cost more to hold than to make.
    private const int MostSpare = 8, LargestSpare = 4 << 20;

    private static readonly Lock s_lock = new();
    private static readonly List<byte[]> s_spare = [];

    /// <summary>Width × height × 3 bytes and the slack.</summary>
    /// <exception cref="ImageException">There are more than <see cref="RasterImage.MaxPixels"/> pixels.</exception>
    public static byte[] Allocate(int width, int height)
    {
        Require(width, height);
        int length = (width * height * 3) + Slack;
        lock (s_lock)
        {
            int at = s_spare.FindIndex(spare => spare.Length == length);
            if (at >= 0)
            {
                byte[] spare = s_spare[at];
                s_spare.RemoveAt(at);
                return spare;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>
    /// Takes back an array that nothing refers to any more, for the next picture of the same size: the collector is
    /// slow to notice that arrays of this size are garbage, and hundreds pile up meanwhile.
    /// </summary>
    public static void Recycle(byte[] pixels)
    {
        if (pixels.Length > LargestSpare) return;
        lock (s_lock)
        {
            if (s_spare.Count == MostSpare) s_spare.RemoveAt(0);
            s_spare.Add(pixels);
        }
    }

    public static void Require(long width, long height)
    {
        BigInteger pixels = (BigInteger)width * height;
        if (pixels > RasterImage.MaxPixels) throw TooLarge(pixels);
    }

    public static ImageException TooLarge(BigInteger pixels) => new(
        ImageErrorKind.TooLarge,
        $"{pixels} pixels are more than the limit of {RasterImage.MaxPixels}; the picture "
            + "may be a decompression bomb.");
}
