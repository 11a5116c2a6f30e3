using System.Numerics;

namespace SPAgent;

/// <summary>A box of whole pixels. It may reach beyond the picture, and may be empty.</summary>
/// <remarks>
/// The order of the checks and the rounding, half to even, are Pillow's <c>Image.crop</c>: the sides are compared before they
/// are rounded, so [2.4, 0, 2.3, 5] is an error though both sides round to 2.
/// </remarks>
internal readonly record struct CropBox(int Left, int Top, int Width, int Height)
{
    public static CropBox Of(double left, double top, double right, double bottom)
    {
        if (right < left) throw Invalid("Coordinate 'right' is less than 'left'");
        if (bottom < top) throw Invalid("Coordinate 'lower' is less than 'upper'");
        (left, top, right, bottom) = (Round(left), Round(top), Round(right), Round(bottom));

        // A side of 0 counts as 1, as in Pillow from 10.0 on: an empty box may still be absurdly long.
        BigInteger pixels = Side(left, right) * Side(top, bottom);
        if (pixels > RasterImage.MaxPixels) throw PixelMemory.TooLarge(pixels);
        return new CropBox(Whole(left), Whole(top), Length(left, right), Length(top, bottom));
    }

    /// <summary>Fills the box's picture: <paramref name="fill"/>, and over it what the source has there.</summary>
    public void Copy(ReadOnlySpan<byte> source, int width, int height, Span<byte> target, Rgb24 fill)
    {
        int left = Math.Max(Left, 0), right = (int)Math.Min((long)Left + Width, width);
        int top = Math.Max(Top, 0), bottom = (int)Math.Min((long)Top + Height, height);
        bool inside = left == Left && right == (long)Left + Width && top == Top && bottom == (long)Top + Height;
        if (!inside) fill.Fill(target[..(Width * Height * 3)]);
        if (left >= right) return;
        for (int y = top; y < bottom; y++)
        {
            source.Slice(((y * width) + left) * 3, (right - left) * 3).CopyTo(target[((((y - Top) * Width) + left - Left) * 3)..]);
        }
    }

    private static double Round(double value)
    {
        if (double.IsNaN(value)) throw Invalid("A coordinate is not a number");
        if (double.IsInfinity(value)) throw Overflow("A coordinate is infinite");
        return Math.Round(value, MidpointRounding.ToEven);
    }

    private static BigInteger Side(double from, double to) => BigInteger.Max(1, new BigInteger(to) - new BigInteger(from));

    private static int Whole(double value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw Overflow($"Coordinate {value:R} does not fit 32 bits");

    private static int Length(double from, double to) => (int)((long)Whole(to) - Whole(from));

    private static ImageException Invalid(string why) => new(ImageErrorKind.InvalidValue, $"{why}.");

    private static ImageException Overflow(string why) => new(ImageErrorKind.Overflow, $"{why}.");
}
