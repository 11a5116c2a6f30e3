using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SPAgent;

/// <summary>Moves whole pixels: half and quarter turns, mirrors.</summary>
/// <remarks>
/// All eight are one walk over the source: where it begins, and how far apart in it lie two neighbours of a row and of
/// a column of the result. A pixel is moved as a word of four bytes; the next pixel overwrites the fourth.
/// </remarks>
internal static class Turning
{
    // Small enough for the lines that a block of columns touches to stay in the first-level cache.
    private const int Block = 32;

    public static bool SwapsSides(ExifTurn turn) => turn >= ExifTurn.Transpose;

    /// <summary>Writes the turned picture, width and height being those of the source, into
    /// <paramref name="target"/>.</summary>
    public static unsafe void Apply(ExifTurn turn, PixelRows source, int width, int height, byte[] target)
    {
        if (width == 0 || height == 0) return;
        nint row = source.Stride, right = ((nint)width * 3) - 3, bottom = (height - 1) * row;
        (nint origin, nint across, nint down) = turn switch
        {
            ExifTurn.MirrorLeftRight => (right, (nint)(-3), row),
            ExifTurn.Half => (bottom + right, (nint)(-3), -row),
            ExifTurn.MirrorTopBottom => (bottom, (nint)3, -row),
            ExifTurn.Transpose => ((nint)0, row, (nint)3),
            ExifTurn.QuarterClockwise => (bottom, -row, (nint)3),
            ExifTurn.Transverse => (bottom + right, -row, (nint)(-3)),
            ExifTurn.QuarterCounterClockwise => (right, row, (nint)(-3)),
            _ => ((nint)0, (nint)3, row),
        };
        fixed (byte* buffer = source.Buffer, to = target)
        {
            byte* from = buffer + source.Start + origin;
            if (SwapsSides(turn)) Columns(from, across, down, to, height, width);
            else Rows(from, across, down, to, width, height);
        }
    }

    private static unsafe void Rows(byte* from, nint across, nint down, byte* to, int width, int height)
    {
        for (int y = 0; y < height; y++, from += down, to += (nint)width * 3)
        {
            if (across > 0) Unsafe.CopyBlockUnaligned(to, from, (uint)width * 3);
            else Mirror(from, to, width);
        }
    }

    /// <summary>Writes the pixel at <paramref name="last"/> and those before it, in falling order.</summary>
    private static unsafe void Mirror(byte* last, byte* to, int width)
    {
        // Five pixels at a time: the vector that ends with the pixel at last. Its first byte belongs to an earlier
        // pixel.
        Vector128<byte> order = Vector128.Create((byte)13, 14, 15, 10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3, 0);
        int x = 0;
        for (; x + 6 <= width; x += 5, last -= 15, to += 15)
        {
            Vector128.Store(Vector128.Shuffle(Vector128.Load(last - 13), order), to);
        }

        for (; x < width; x++, last -= 3, to += 3) (to[0], to[1], to[2]) = (last[0], last[1], last[2]);
    }

    private static unsafe void Columns(byte* from, nint across, nint down, byte* to, int width, int height)
    {
        nint row = (nint)width * 3;
        for (int top = 0; top < height; top += Block)
        {
            int bottom = Math.Min(top + Block, height);
            for (int left = 0; left < width; left += Block)
            {
                int right = Math.Min(left + Block, width);
                for (int y = top; y < bottom; y++)
                {
                    byte* pixel = from + (y * down) + (left * across);
                    byte* place = to + (y * row) + (left * 3);
                    for (int x = left; x < right - 1; x++, pixel += across, place += 3)
                    {
                        Unsafe.WriteUnaligned(place, Unsafe.ReadUnaligned<uint>(pixel));
                    }

                    (place[0], place[1], place[2]) = (pixel[0], pixel[1], pixel[2]);
                }
            }
        }
    }
}
