namespace SPAgent;

/// <summary>How the samples of a PNG lie in a row: one of the fifteen pairs of colour type and depth that the format
/// knows.</summary>
/// <param name="Mode">Pillow's name.</param>
/// <param name="Channels">Samples of a pixel.</param>
/// <param name="Depth">Bits of a sample.</param>
/// <param name="Indexed">Whether a sample is an index into the palette.</param>
internal readonly record struct PngLayout(string Mode, int Channels, int Depth, bool Indexed)
{
    public static PngLayout Unknown => default;

    public static PngLayout Of(int depth, int colourType) => (colourType, depth) switch
    {
        (0, 1) => new("1", 1, 1, false),
        (0, 2 or 4 or 8) => new("L", 1, depth, false),
        (0, 16) => new("I", 1, 16, false),
        (2, 8 or 16) => new("RGB", 3, depth, false),
        (3, 1 or 2 or 4 or 8) => new("P", 1, depth, true),
        (4, 8) => new("LA", 2, 8, false),
        (4, 16) => new("RGBA", 2, 16, false),
        (6, 8 or 16) => new("RGBA", 4, depth, false),
        _ => Unknown,
    };

    /// <summary>Whether a pixel is red, green and blue, with alpha or without.</summary>
    public bool IsColour => Channels >= 3;

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without the filter byte.</summary>
    public int RowLength(int width) => checked((int)((((long)width * Channels * Depth) + 7) / 8));

    /// <summary>Distance in bytes of the neighbour that a filter looks at.</summary>
    public int FilterDistance => Math.Max(1, Channels * Depth / 8);
}
