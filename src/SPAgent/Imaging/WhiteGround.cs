namespace SPAgent;

/// <summary>
/// Lays pixels on white as Pillow's <c>alpha_composite</c> over an opaque white picture does, to the last bit.
/// </summary>
internal static class WhiteGround
{
    private const int Precision = 7;

    /// <summary>Pixels of red, green, blue and alpha as pixels of three bytes; whether any was not opaque.</summary>
    public static bool Lay(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        bool any = false;
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            rgba.Slice(from, 3).CopyTo(rgb[to..]);
            if (rgba[from + 3] == 255) continue;
            Under(rgb.Slice(to, 3), rgba[from + 3]);
            any = true;
        }

        return any;
    }

    /// <param name="rgb">The three bytes of a pixel.</param>
    /// <param name="alpha">From 0, white alone, to 255, the pixel alone.</param>
    public static void Under(Span<byte> rgb, int alpha)
    {
        for (int i = 0; i < 3; i++)
        {
            int sum = ((rgb[i] * alpha) + (255 * (255 - alpha)) + 0x80) << Precision;
            rgb[i] = (byte)((((sum >> 8) + sum) >> 8) >> Precision);
        }
    }
}
