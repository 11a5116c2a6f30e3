using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>Fills a rotated picture with the nearest pixels of its source.</summary>
/// <remarks>
/// Pillow steps in 16.16 fixed point where all positions are within 15 bits, and in doubles beyond. Both accumulate, and the
/// errors of that are part of the answer. Fixed-point sums are exact, so the part of a row that lies inside the source is solved
/// instead of tested pixel by pixel.
/// </remarks>
internal static unsafe class Sampling
{
    private const double FixedLimit = 32768.0;

    public static void Rotate(in Rotation rotation, byte[] source, int width, int height, byte[] target, Rgb24 fill)
    {
        if (width == 0 || height == 0)
        {
            fill.Fill(target);
            return;
        }

        fixed (byte* from = source, to = target)
        {
            if (FitsFixed(rotation)) Fixed(rotation, from, width, height, to, fill);
            else Float(rotation, from, width, height, to, fill);
        }
    }

    private static bool FitsFixed(in Rotation r) =>
        FitsFixed(r, 0, 0) && FitsFixed(r, r.Width, r.Height) && FitsFixed(r, 0, r.Height) && FitsFixed(r, r.Width, 0);

    private static bool FitsFixed(in Rotation r, double x, double y) =>
        Math.Abs((x * r.A) + (y * r.B) + r.C) < FixedLimit && Math.Abs((x * r.D) + (y * r.E) + r.F) < FixedLimit;

    private static int Fix(double value)
    {
        double scaled = (value * 65536.0) + 0.5;
        return scaled < 0 ? (int)Math.Floor(scaled) : (int)scaled;
    }

    private static void Fixed(in Rotation r, byte* from, int width, int height, byte* to, Rgb24 fill)
    {
        int xStep = Fix(r.A), xDown = Fix(r.B), yStep = Fix(r.D), yDown = Fix(r.E);
        int xRow = Fix(r.C + (r.A * 0.5) + (r.B * 0.5)), yRow = Fix(r.F + (r.D * 0.5) + (r.E * 0.5));
        nint stride = (nint)width * 3;
        for (int row = 0; row < r.Height; row++, to += (nint)r.Width * 3)
        {
            (int first, int end) = Inside(xRow, xStep, width, yRow, yStep, height, r.Width);
            fill.Fill(new Span<byte>(to, first * 3));
            int x = unchecked(xRow + (first * xStep)), y = unchecked(yRow + (first * yStep));
            byte* place = to + ((nint)first * 3);
            for (int left = end - first; left > 0; left--, place += 3)
            {
                byte* pixel = from + ((y >> 16) * stride) + ((nint)(x >> 16) * 3);
                Unsafe.WriteUnaligned(place, Unsafe.ReadUnaligned<uint>(pixel));
                x = unchecked(x + xStep);
                y = unchecked(y + yStep);
            }

            fill.Fill(new Span<byte>(place, (r.Width - end) * 3));
            xRow = unchecked(xRow + xDown);
            yRow = unchecked(yRow + yDown);
        }
    }

    /// <summary>The part of a row whose positions lie inside the source; positions on a line, so it is one piece.</summary>
    private static (int First, int End) Inside(int x, int xStep, int width, int y, int yStep, int height, int count)
    {
        (long first, long end) = (0, count);
        Clip(x, xStep, (long)width << 16, ref first, ref end);
        Clip(y, yStep, (long)height << 16, ref first, ref end);
        return first < end ? ((int)first, (int)end) : (0, 0);
    }

    /// <summary>Narrows [first, end) to the n with 0 ≤ start + n·step &lt; limit.</summary>
    private static void Clip(long start, long step, long limit, ref long first, ref long end)
    {
        if (step < 0) (start, step) = (limit - 1 - start, -step);
        if (step == 0)
        {
            if (start < 0 || start >= limit) end = first;
            return;
        }

        first = Math.Max(first, start < 0 ? (-start + step - 1) / step : 0);
        end = Math.Min(end, start < limit ? (limit - start + step - 1) / step : 0);
    }

    private static void Float(in Rotation r, byte* from, int width, int height, byte* to, Rgb24 fill)
    {
        nint stride = (nint)width * 3;
        double xRow = r.C + (r.B * 0.5) + (r.A * 0.5), yRow = r.F + (r.E * 0.5) + (r.D * 0.5);
        for (int row = 0; row < r.Height; row++, xRow += r.B, yRow += r.E)
        {
            double x = xRow, y = yRow;
            for (int column = 0; column < r.Width; column++, to += 3, x += r.A, y += r.D)
            {
                int sourceX = x < 0 ? -1 : (int)x, sourceY = y < 0 ? -1 : (int)y;
                if ((uint)sourceX < (uint)width && (uint)sourceY < (uint)height)
                {
                    byte* pixel = from + (sourceY * stride) + ((nint)sourceX * 3);
                    (to[0], to[1], to[2]) = (pixel[0], pixel[1], pixel[2]);
                }
                else
                {
                    (to[0], to[1], to[2]) = (fill.R, fill.G, fill.B);
                }
            }
        }
    }
}
