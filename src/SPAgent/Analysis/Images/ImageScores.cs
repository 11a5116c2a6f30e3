namespace SPAgent;

/// <summary>
/// How a picture looks, from 0 (bad) to 1: the scores and thresholds of CleanVision, computed on the pixels as stored,
/// before any turn by EXIF.
/// </summary>
[TypeFormatterSource]
public sealed record ImageScores
{
    private const int SmallSide = 64;

    /// <summary>Brightness that 99 of 100 pixels stay below; under 0.32 the picture is dark.</summary>
    public required double Dark { get; init; }

    /// <summary>1 minus the brightness that 95 of 100 pixels exceed; under 0.05 the picture is washed out.</summary>
    public required double Light { get; init; }

    /// <summary>The shorter side over the longer; under 0.35 the shape is odd.</summary>
    public required double OddAspectRatio { get; init; }

    /// <summary>A tenth of the Shannon bits of the bands' histograms, at most 1; under 0.3 there is little to
    /// see.</summary>
    public required double LowInformation { get; init; }

    /// <summary>Edges and spread of the grey picture of 64 pixels; under 0.29 it is blurred.</summary>
    public required double Blurry { get; init; }

    /// <summary>Scores a picture.</summary>
    /// <exception cref="ImageException">It is empty.</exception>
    public static ImageScores Of(RasterImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width == 0 || image.Height == 0)
            throw new ImageException(ImageErrorKind.InvalidValue, "An empty picture has no scores.");
        Brightness brightness = new(image.Pixels);
        return new ImageScores
        {
            Dark = brightness.Percentile(99),
            Light = 1 - brightness.Percentile(5),
            OddAspectRatio = Math.Min((double)image.Width / image.Height, (double)image.Height / image.Width),
            LowInformation = Math.Min(1, 0.1 * brightness.Entropy(bands: image.Mode is "L" or "1" or "LA" ? 1 : 3)),
            Blurry = Sharpness(image),
        };
    }

    /// <summary>The scores under their thresholds, by the names of the checks.</summary>
    public IReadOnlyList<(string Check, double Score, double Threshold)> Flaws()
    {
        (string Check, double Score, double Threshold)[] all =
        [
            ("dark", Dark, 0.32), ("light", Light, 0.05), ("odd_aspect_ratio", OddAspectRatio, 0.35),
            ("low_information", LowInformation, 0.3), ("blurry", Blurry, 0.29),
        ];
        return [.. all.Where(one => one.Score < one.Threshold)];
    }

    private static double Sharpness(RasterImage image)
    {
        double ratio = Math.Max(image.Width, image.Height) / (double)SmallSide;
        (int width, int height) = ratio > 1
            ? (Math.Max(1, (int)Math.Floor(image.Width / ratio)), Math.Max(1, (int)Math.Floor(image.Height / ratio)))
            : (image.Width, image.Height);
        ReadOnlySpan<byte> small = ratio > 1
            ? PillowResample.Resize(image.Pixels, image.Width, image.Height, 3, width, height, ResampleFilter.Bicubic)
            : image.Pixels;
        byte[] grey = GreyPixels.Of(small);
        int[] histogram = new int[256];
        foreach (byte pixel in grey) histogram[pixel]++;
        double edges = 1 - Math.Exp(-0.01 * Deviation(GreyPixels.Edges(grey, width, height)));
        double spread = 1 - Math.Exp(-0.01 * Deviation(histogram));
        return Math.Min(1, edges + (spread <= 0.18 ? 0 : spread));
    }

    private static double Deviation(ReadOnlySpan<int> values)
    {
        double sum = 0, squares = 0;
        foreach (int value in values) sum += value;
        double mean = sum / values.Length;
        foreach (int value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / values.Length);
    }
}
