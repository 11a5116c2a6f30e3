namespace SPAgent;

/// <summary>
/// How opaque the pixels of a PNG row are: by a channel of their own, or by the colours that the file calls
/// transparent.
/// </summary>
internal static class PngAlpha
{
    /// <summary>Whether any pixel of such a file can be other than opaque.</summary>
    /// <param name="layout">The layout of the samples.</param>
    /// <param name="transparent">
    /// The body of tRNS: an alpha for each palette colour, or one colour of 16 bits a channel; empty without.
    /// </param>
    public static bool IsPossible(PngLayout layout, ReadOnlySpan<byte> transparent) =>
        HasChannel(layout)
        || (layout.Indexed ? transparent.ContainsAnyExcept((byte)255) : transparent.Length >= 2 * layout.Channels);

    /// <summary>Lays a row on white; whether anything there was not opaque.</summary>
    public static bool LayOnWhite(
        PngLayout layout, ReadOnlySpan<byte> transparent, ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        if (!IsPossible(layout, transparent)) return false;
        bool any = false;
        for (int x = 0; x * 3 < rgb.Length; x++)
        {
            int alpha = Alpha(layout, transparent, samples, x);
            if (alpha == 255) continue;
            WhiteGround.Under(rgb.Slice(x * 3, 3), alpha);
            any = true;
        }

        return any;
    }

    private static bool HasChannel(PngLayout layout) => layout.Channels is 2 or 4;

    private static int Alpha(PngLayout layout, ReadOnlySpan<byte> transparent, ReadOnlySpan<byte> samples, int x)
    {
        int size = layout.Depth / 8, pixel = size * layout.Channels;
        if (HasChannel(layout)) return samples[(x * pixel) + pixel - size];
        if (layout.Indexed)
        {
            int index = PngSamples.Sample(layout.Depth, samples, x);
            return index < transparent.Length ? transparent[index] : 255;
        }

        for (int channel = 0; channel < layout.Channels; channel++)
        {
            int at = (x * layout.Channels) + channel,
                sample = size < 2 ? PngSamples.Sample(layout.Depth, samples, at) : Word(samples, at);
            if (sample != (Word(transparent, channel) & ((1 << layout.Depth) - 1))) return 255;
        }

        return 0;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int index) => (bytes[2 * index] << 8) | bytes[(2 * index) + 1];
}
