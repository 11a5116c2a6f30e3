namespace SPAgent;

/// <summary>One pixel.</summary>
internal readonly record struct Rgb24(byte R, byte G, byte B)
{
    /// <summary>Paints every pixel of <paramref name="rgb"/>.</summary>
    public void Fill(Span<byte> rgb)
    {
        if (R == G && G == B)
        {
            rgb.Fill(R);
            return;
        }

        if (rgb.Length < 3) return;
        (rgb[0], rgb[1], rgb[2]) = (R, G, B);
        for (int done = 3; done < rgb.Length; done *= 2) rgb[..Math.Min(done, rgb.Length - done)].CopyTo(rgb[done..]);
    }
}
