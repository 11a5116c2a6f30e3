namespace SPAgent;

/// <summary>A hash that pictures of the same thing share: the signs of the lowest frequencies about their
/// median.</summary>
internal static class PerceptualHash
{
    private const int Side = 32, Low = 8;

    private static readonly double[] Cosines = [.. from k in Enumerable.Range(0, Low)
        from n in Enumerable.Range(0, Side) select Math.Cos(Math.PI * k * ((2 * n) + 1) / (2.0 * Side))];

    /// <summary>64 bits, row by row of the frequencies, the first the highest bit.</summary>
    public static ulong Of(RasterImage image)
    {
        byte[] small = PillowResample.Resize(GreyPixels.Of(image.Pixels), image.Width, image.Height, 1, Side, Side,
            ResampleFilter.Lanczos);
        double[] frequencies = Transform(small);
        double[] sorted = [.. frequencies.Order()];
        double median = (sorted[(Low * Low / 2) - 1] + sorted[Low * Low / 2]) / 2;
        ulong hash = 0;
        foreach (double frequency in frequencies) hash = (hash << 1) | (frequency > median ? 1UL : 0);
        return hash;
    }

    // The two-dimensional cosine transform (DCT-II), as far as the lowest frequencies.
    private static double[] Transform(byte[] pixels)
    {
        double[] down = new double[Low * Side], both = new double[Low * Low];
        for (int k = 0; k < Low; k++)
        {
            for (int x = 0; x < Side; x++)
            {
                double sum = 0;
                for (int y = 0; y < Side; y++) sum += pixels[(y * Side) + x] * Cosines[(k * Side) + y];
                down[(k * Side) + x] = 2 * sum;
            }
        }

        for (int k = 0; k < Low; k++)
        {
            for (int l = 0; l < Low; l++)
            {
                double sum = 0;
                for (int x = 0; x < Side; x++) sum += down[(k * Side) + x] * Cosines[(l * Side) + x];
                both[(k * Low) + l] = 2 * sum;
            }
        }

        return both;
    }
}
