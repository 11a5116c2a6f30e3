using System.Runtime.Intrinsics;

namespace SPAgent;

/// <summary>Between three bytes a pixel and four, the fourth of which is dropped or made opaque.</summary>
internal static unsafe class FourBytePixels
{
    private const byte None = 0xFF;

    /// <summary>RGBA to RGB.</summary>
    public static void ToRgb(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        int count = rgba.Length / 4, i = 0;
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, count * 3);
        Vector128<byte> order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, None, None, None, None);
        fixed (byte* from = rgba, to = rgb)
        {
            // Sixteen bytes are written for twelve, so the last pixels go one by one.
            for (; i <= count - 6; i += 4)
                Vector128.Store(Vector128.Shuffle(Vector128.Load(from + (i * 4)), order), to + (i * 3));
            for (; i < count; i++)
            {
                (to[i * 3], to[(i * 3) + 1], to[(i * 3) + 2]) = (from[i * 4], from[(i * 4) + 1], from[(i * 4) + 2]);
            }
        }
    }

    /// <summary>RGB to opaque RGBA.</summary>
    public static void FromRgb(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        int count = rgb.Length / 3, i = 0;
        ArgumentOutOfRangeException.ThrowIfLessThan(rgba.Length, count * 4);
        Vector128<byte> order = Vector128.Create((byte)0, 1, 2, None, 3, 4, 5, None, 6, 7, 8, None, 9, 10, 11, None);
        Vector128<byte> opaque = Vector128.Create(0xFF000000u).AsByte();
        fixed (byte* from = rgb, to = rgba)
        {
            for (; i <= count - 6; i += 4)
                Vector128.Store(Vector128.Shuffle(Vector128.Load(from + (i * 3)), order) | opaque, to + (i * 4));
            for (; i < count; i++)
            {
                (to[i * 4], to[(i * 4) + 1], to[(i * 4) + 2], to[(i * 4) + 3]) =
                    (from[i * 3], from[(i * 3) + 1], from[(i * 3) + 2], 255);
            }
        }
    }
}
