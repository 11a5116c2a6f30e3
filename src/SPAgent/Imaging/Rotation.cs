using System.Globalization;

namespace SPAgent;

/// <summary>Geometry of a slanted rotation: the size of the result, and where in the source each of its pixels
/// lies.</summary>
/// <remarks>
/// Source position of the result's (x, y) is (A·x + B·y + C, D·x + E·y + F). The order of each operation is Pillow's: a
/// last bit that differs changes the size of the result for some angles.
/// </remarks>
internal readonly record struct Rotation(int Width, int Height, double A, double B, double C, double D,
    double E, double F)
{
    /// <summary>The angle in [0, 360], as Pillow brings it there; 360 itself stands for a tiny negative
    /// angle.</summary>
    public static double Normalize(double degrees)
    {
        double angle = degrees % 360.0;
        if (angle < 0) angle += 360.0;
        return angle == 0 ? 0 : angle;
    }

    public static Rotation Of(int width, int height, double normalized, bool expand)
    {
        // Not double.DegreesToRadians: its last bit differs for a quarter of all angles.
        double radians = -(normalized * (Math.PI / 180.0));
        double a = Round15(Math.Cos(radians)), b = Round15(Math.Sin(radians));
        double d = Round15(-Math.Sin(radians)), e = a;
        double cx = width / 2.0, cy = height / 2.0;
        double c = (a * -cx) + (b * -cy) + 0.0 + cx;
        double f = (d * -cx) + (e * -cy) + 0.0 + cy;
        if (!double.IsFinite(a)) throw new ImageException(ImageErrorKind.InvalidValue, "The angle is not a number.");
        if (!expand) return new Rotation(width, height, a, b, c, d, e, f);

        ReadOnlySpan<double> xs = [(a * 0) + (b * 0) + c, (a * width) + (b * 0) + c, (a * width) + (b * height) + c,
            (a * 0) + (b * height) + c];
        ReadOnlySpan<double> ys = [(d * 0) + (e * 0) + f, (d * width) + (e * 0) + f, (d * width) + (e * height) + f,
            (d * 0) + (e * height) + f];
        double newWidth = Extent(xs), newHeight = Extent(ys);
        if (newWidth * newHeight > RasterImage.MaxPixels) throw PixelMemory.TooLarge((long)newWidth * (long)newHeight);
        double tx = -(newWidth - width) / 2.0, ty = -(newHeight - height) / 2.0;
        return new Rotation((int)newWidth, (int)newHeight, a, b, (a * tx) + (b * ty) + c, d, e,
            (d * tx) + (e * ty) + f);
    }

    private static double Extent(ReadOnlySpan<double> values)
    {
        double min = values[0], max = values[0];
        foreach (double value in values) (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return Math.Ceiling(max) - Math.Floor(min);
    }

    /// <summary>Python's round(value, 15), which rounds the decimal expansion correctly; Math.Round(value, 15) does
    /// not.</summary>
    private static double Round15(double value) =>
        double.Parse(value.ToString("F15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
