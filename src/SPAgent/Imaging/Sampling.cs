using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SPAgent;

/// <summary>Fills a rotated picture with the nearest pixels of its source.</summary>
/// <remarks>
/// Pillow steps in 16.16 fixed point where all positions are within 15 bits, and in doubles beyond. Both accumulate,
/// and the errors of that are part of the answer. Fixed-point sums are exact, so the part of a row that lies inside the
/// source is solved instead of tested pixel by pixel, and the order of the work is free: small tiles, whose source
/// stays in the cache.
/// </remarks>
internal static unsafe class Sampling
{
    private const double FixedLimit = 32768.0;

    // Rows and columns of a tile. Measured: two to three times faster than whole rows where the source is crossed at a
    // slant.
    private const int Band = 4, Strip = 256;

    // A slanted row of the result runs through lines of memory that no processor guesses: ask for them this many pixels
    // early.
    private const int Ahead = 128;

    public static void Rotate(in Rotation rotation, PixelRows source, int width, int height, byte[] target, Rgb24 fill)
    {
        if (width == 0 || height == 0)
        {
            fill.Fill(target);
            return;
        }

        fixed (byte* buffer = source.Buffer, to = target)
        {
            Source from = new(buffer + source.Start, source.Stride, width, height);
            if (FitsFixed(rotation)) Fixed(rotation, from, to, fill);
            else Float(rotation, from, to, fill);
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

    private static void Fixed(in Rotation r, Source from, byte* to, Rgb24 fill)
    {
        FixedStep across = new(Fix(r.A), Fix(r.D)), down = new(Fix(r.B), Fix(r.E));
        FixedStep row = new(Fix(r.C + (r.A * 0.5) + (r.B * 0.5)), Fix(r.F + (r.D * 0.5) + (r.E * 0.5)));
        nint stride = (nint)r.Width * 3;
        Span<FixedPointSpan> runs = stackalloc FixedPointSpan[Band];
        for (int top = 0; top < r.Height; top += Band)
        {
            Span<FixedPointSpan> band = runs[..Math.Min(Band, r.Height - top)];
            foreach (ref FixedPointSpan run in band)
            {
                run = FixedPointSpan.Inside(row, across, from.Width, from.Height, r.Width);
                row = row.Plus(down);
            }

            for (int end = Strip; end < r.Width + Strip; end += Strip)
            {
                for (int i = 0; i < band.Length; i++)
                    Copy(ref band[i], Math.Min(end, band[i].End), across, from, to + (i * stride));
            }

            foreach (ref FixedPointSpan run in band)
            {
                fill.Fill(new Span<byte>(to, run.First * 3));
                fill.Fill(new Span<byte>(to + ((nint)run.End * 3), (r.Width - run.End) * 3));
                to += stride;
            }
        }
    }

    /// <summary>Copies the pixels of a row from where the run stands up to <paramref name="end"/>, as far as there are
    /// any.</summary>
    private static void Copy(ref FixedPointSpan run, int end, FixedStep across, Source from, byte* row)
    {
        int left = end - run.Next;
        if (left <= 0) return;
        int x = run.At.X, y = run.At.Y, farX = unchecked(across.X * Ahead), farY = unchecked(across.Y * Ahead);
        byte* place = row + ((nint)run.Next * 3), pixel;

        // A word of four bytes a pixel, of which the next pixel overwrites the last; so the last pixel goes by bytes.
        for (; left > 1; left--, place += 3)
        {
            if (Sse.IsSupported && (left & 3) == 0)
                Sse.Prefetch0(from.Pixel(unchecked(x + farX) >> 16, unchecked(y + farY) >> 16));
            Unsafe.WriteUnaligned(place, Unsafe.ReadUnaligned<uint>(from.Pixel(x >> 16, y >> 16)));
            x = unchecked(x + across.X);
            y = unchecked(y + across.Y);
        }

        pixel = from.Pixel(x >> 16, y >> 16);
        (place[0], place[1], place[2]) = (pixel[0], pixel[1], pixel[2]);
        run.Next = end;
        run.At = new FixedStep(x, y).Plus(across);
    }

    private static void Float(in Rotation r, Source from, byte* to, Rgb24 fill)
    {
        double xRow = r.C + (r.B * 0.5) + (r.A * 0.5), yRow = r.F + (r.E * 0.5) + (r.D * 0.5);
        for (int row = 0; row < r.Height; row++, xRow += r.B, yRow += r.E)
        {
            double x = xRow, y = yRow;
            for (int column = 0; column < r.Width; column++, to += 3, x += r.A, y += r.D)
            {
                int sourceX = x < 0 ? -1 : (int)x, sourceY = y < 0 ? -1 : (int)y;
                if ((uint)sourceX < (uint)from.Width && (uint)sourceY < (uint)from.Height)
                {
                    byte* pixel = from.Pixel(sourceX, sourceY);
                    (to[0], to[1], to[2]) = (pixel[0], pixel[1], pixel[2]);
                }
                else
                {
                    (to[0], to[1], to[2]) = (fill.R, fill.G, fill.B);
                }
            }
        }
    }

    private readonly struct Source(byte* pixels, nint stride, int width, int height)
    {
        public readonly int Width = width, Height = height;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public byte* Pixel(int x, int y) => pixels + (y * stride) + ((nint)x * 3);
    }
}
