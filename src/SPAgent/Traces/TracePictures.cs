using System.Text.Json;

namespace SPAgent;

/// <summary>How the pictures of a trace were sent, where that is more than the row's first picture as it is
/// stored.</summary>
[TypeFormatterSource]
public sealed record TracePictures
{
    /// <summary>The column that the pictures come from; null where all pictures of the row were sent.</summary>
    public string? Column { get; init; }

    /// <summary>Limit of pixels above which a picture was made smaller before it was sent; null for none.</summary>
    public int? MaxPixels { get; init; }

    /// <summary>Whether pictures with transparency were laid on white.</summary>
    public bool OnWhite { get; init; }

    /// <summary>SHA-256 of the raw RGB bytes of each picture of the row, where there are several; else empty.</summary>
    public IReadOnlyList<string> Sha256 { get; init; } = [];

    /// <summary>The sizes in which the row's pictures were sent, where there was a limit; else empty.</summary>
    public IReadOnlyList<PixelSize> Sizes { get; init; } = [];

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];
}
