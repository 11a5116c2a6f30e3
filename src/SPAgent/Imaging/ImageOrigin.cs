namespace SPAgent;

/// <summary>What a picture keeps of the file that it came from. Crops and turns hand it on, as Pillow does.</summary>
internal sealed record ImageOrigin
{
    /// <summary>The origin of pixels that came from no file.</summary>
    public static ImageOrigin Rgb { get; } = new();

    /// <summary>Pillow's name for the pixel layout of the file.</summary>
    public string Mode { get; init; } = "RGB";

    /// <summary>The colour that a zero pixel of <see cref="Mode"/> has in RGB: what Pillow fills with.</summary>
    public Rgb24 Fill { get; init; }

    /// <summary>The comment that Pillow writes back into a JPEG file; null where there is none.</summary>
    public byte[]? Comment { get; init; }

    /// <summary>EXIF orientation that is still to be applied, 1 to 8.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>What the decoder had to make up, in its words; null for a sound file.</summary>
    public string? Damage { get; init; }

    /// <summary>Whether pixels that were not opaque were laid on white.</summary>
    public bool OnWhite { get; init; }

    /// <summary>
    /// That of a picture laid on white: what its file says of layout and colours is true of it no more.
    /// </summary>
    public ImageOrigin LaidOnWhite() => new() { Orientation = Orientation, Damage = Damage, OnWhite = true };
}
