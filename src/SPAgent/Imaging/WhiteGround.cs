namespace SPAgent;

/// <summary>
/// Lays pixels on white as Pillow's <c>alpha_composite</c> over an opaque white picture does, to the last bit.
/// </summary>
internal static class WhiteGround
{
    private const int Precision = 7;

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
