namespace SPAgent;

/// <summary>The file formats that are read.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: baseline, progressive or arithmetic coded, 8 bits a sample.</summary>
    Jpeg,

    /// <summary>PNG: every colour type and bit depth; of an animated one, the default picture.</summary>
    Png,

    /// <summary>WebP; of an animated one, the first frame.</summary>
    WebP,
}
