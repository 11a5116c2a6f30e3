namespace SPAgent;

/// <summary>Four-component JPEG to RGB, by Pillow's integer formula.</summary>
internal static class Cmyk
{
    /// <summary>
    /// Source bytes are as the file has them, which is inverted as Adobe writes them; Pillow takes that for granted,
    /// with the Adobe marker or without.
    /// </summary>
    public static void ToRgb(ReadOnlySpan<byte> cmyk, Span<byte> rgb)
    {
        for (int i = 0, j = 0; i < cmyk.Length; i += 4, j += 3)
        {
            int light = cmyk[i + 3];
            rgb[j] = Channel(light, cmyk[i]);
            rgb[j + 1] = Channel(light, cmyk[i + 1]);
            rgb[j + 2] = Channel(light, cmyk[i + 2]);
        }
    }

    private static byte Channel(int light, int inverted)
    {
        int scaled = ((255 - inverted) * light) + 128;
        return (byte)Math.Clamp(light - (((scaled >> 8) + scaled) >> 8), 0, 255);
    }
}
