namespace SPAgent;

/// <summary>Turns the samples of a PNG row into RGB. Alpha and transparent colours are dropped, not blended; gamma is
/// ignored.</summary>
internal static class PngSamples
{
    public static void ToRgb(PngLayout layout, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        switch (layout.Channels, layout.Depth)
        {
            case (3, 8):
                samples[..rgb.Length].CopyTo(rgb);
                break;
            case (1, 16):
                // Pillow clips a 16-bit grey instead of scaling it.
                for (int i = 0, j = 0; j < rgb.Length; i += 2, j += 3)
                    Grey(rgb, j, samples[i] != 0 ? (byte)255 : samples[i + 1]);
                break;
            case (1, 8) when !layout.Indexed:
                for (int i = 0, j = 0; j < rgb.Length; i++, j += 3) Grey(rgb, j, samples[i]);
                break;
            case (1, _):
                Packed(layout, palette, samples, rgb);
                break;
            case (2, _):
                for (int i = 0, j = 0; j < rgb.Length; i += layout.Depth / 4, j += 3) Grey(rgb, j, samples[i]);
                break;
            default:
                // Of 16 bits the high byte counts, which comes first.
                int size = layout.Depth / 8, pixel = size * layout.Channels;
                for (int i = 0, j = 0; j < rgb.Length; i += pixel, j += 3)
                {
                    (rgb[j], rgb[j + 1], rgb[j + 2]) = (samples[i], samples[i + size], samples[i + size + size]);
                }

                break;
        }
    }

    /// <summary>1, 2, 4 or 8 bits a pixel, the highest first.</summary>
    private static void Packed(PngLayout layout, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        int most = (1 << layout.Depth) - 1;
        for (int i = 0, j = 0; j < rgb.Length; i++, j += 3)
        {
            int value = Sample(layout.Depth, samples, i);
            if (layout.Indexed) palette.Slice(value * 3, 3).CopyTo(rgb[j..]);
            else Grey(rgb, j, (byte)(value * 255 / most));
        }
    }

    /// <summary>A sample of 1, 2, 4 or 8 bits; the first of a byte is in its highest bits.</summary>
    public static int Sample(int depth, ReadOnlySpan<byte> samples, int index)
    {
        int bit = index * depth;
        return (samples[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }

    private static void Grey(Span<byte> rgb, int at, byte value) =>
        (rgb[at], rgb[at + 1], rgb[at + 2]) = (value, value, value);
}
