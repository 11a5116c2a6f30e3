namespace SPAgent;

/// <summary>Why a picture could not be made. Pillow's exception class for the same case stands in brackets.</summary>
public enum ImageErrorKind
{
    /// <summary>Not a JPEG, PNG or WebP picture, or a header that makes no sense (UnidentifiedImageError).</summary>
    Unidentified,

    /// <summary>Recognised, but damaged or cut short; or it can't be encoded (OSError).</summary>
    Broken,

    /// <summary>More pixels than <see cref="RasterImage.MaxPixels"/> (DecompressionBombError).</summary>
    TooLarge,

    /// <summary>An argument that makes no sense, such as a box whose right side is left of its left side
    /// (ValueError).</summary>
    InvalidValue,

    /// <summary>A number beyond what a coordinate can be (OverflowError).</summary>
    Overflow,

    /// <summary>No codec of this format runs on the machine; the message names what to install.</summary>
    MissingLibrary,
}
