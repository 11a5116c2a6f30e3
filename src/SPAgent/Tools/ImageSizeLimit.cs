using System.Globalization;

namespace SPAgent;

/// <summary>What keeps a chain of tool calls from growing a picture without end (nine turns by 45° make 161 megapixels
/// of 640 × 480).</summary>
internal static class ImageSizeLimit
{
    public const long DefaultPixels = 4096 * 4096;

    /// <summary>Why a picture of that size is not made; null when it may be.</summary>
    public static string? Problem(RasterImage source, double width, double height, long maxPixels)
    {
        bool fits = width * height <= Math.Max(maxPixels, (double)source.Width * source.Height)
            && Math.Max(width, height) <= JpegEncoder.MaxSide;
        return fits ? null : string.Create(CultureInfo.InvariantCulture,
            $"the result would be {width:0} x {height:0} pixels, more than the limit of {maxPixels:N0}; "
            + $"choose a smaller region first");
    }

    /// <summary>Makes the picture, or turns the imaging error into a failed result.</summary>
    public static ImageToolResult Try(Func<RasterImage> make)
    {
        try
        {
            return ImageToolResult.Ok(make());
        }
        catch (ImageException problem)
        {
            return Refuse(problem.Message);
        }
    }

    /// <summary>A failed result, in the words that the conversation sends.</summary>
    public static ImageToolResult Refuse(string problem) =>
        ImageToolResult.Failed($"Error: Tool execution failed - {problem}");
}
