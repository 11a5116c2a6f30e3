using System.Numerics;

namespace SPAgent;

/// <summary>A box of whole pixels. It may reach beyond the picture, and may be empty.</summary>
/// <remarks>
/// The order of the checks and the rounding, half to even, are Pillow's <c>Image.crop</c>: the sides are compared
/// before they are rounded, so [2.4, 0, 2.3, 5] is an error though both sides round to 2.
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

    /// <summary>Whether the box has pixels, all of them of a picture of this size.</summary>
    public bool IsWithin(int width, int height) =>
        Width > 0 && Height > 0 && Left >= 0 && Top >= 0 && (long)Left + Width <= width && (long)Top + Height <= height;

    /// <summary>Paints the box's picture: what the source has there, and <paramref name="fill"/> around it.</summary>
    public void Copy(PixelRows source, int width, int height, Span<byte> target, Rgb24 fill)
    {
        int left = Math.Max(Left, 0), right = (int)Math.Min((long)Left + Width, width);
        int top = Math.Max(Top, 0), bottom = (int)Math.Min((long)Top + Height, height);
        if (left >= right || top >= bottom)
        {
            fill.Fill(target[..(Width * Height * 3)]);
            return;
        }

        int row = Width * 3, above = (top - Top) * row, below = (bottom - Top) * row;
        fill.Fill(target[..above]);
        for (int y = top; y < bottom; y++)
        {
            Span<byte> line = target.Slice((y - Top) * row, row);
            fill.Fill(line[..((left - Left) * 3)]);
            source.Row(y, left, right - left).CopyTo(line[((left - Left) * 3)..]);
            fill.Fill(line[((right - Left) * 3)..]);
        }

        fill.Fill(target[below..(Width * Height * 3)]);
    }

    private static double Round(double value)
    {
        if (double.IsNaN(value)) throw Invalid("A coordinate is not a number");
        if (double.IsInfinity(value)) throw Overflow("A coordinate is infinite");
        return Math.Round(value, MidpointRounding.ToEven);
    }

    private static BigInteger Side(double from, double to) =>
        BigInteger.Max(1, new BigInteger(to) - new BigInteger(from));

    private static int Whole(double value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw Overflow($"Coordinate {value:R} does not fit 32 bits");

    private static int Length(double from, double to) => (int)((long)Whole(to) - Whole(from));

    private static ImageException Invalid(string why) => new(ImageErrorKind.InvalidValue, $"{why}.");

    private static ImageException Overflow(string why) => new(ImageErrorKind.Overflow, $"{why}.");
}
