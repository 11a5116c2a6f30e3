namespace SPAgent;

/// <summary>A picture as a model is sent it: encoded, and no pixels until they are asked for.</summary>
[TypeFormatterSource(PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class ModelPicture
{
    private readonly Func<RasterImage> _decode;

    internal ModelPicture(
        ReadOnlyMemory<byte> bytes, string mediaType, int width, int height, bool onWhite, Func<RasterImage> decode) =>
        (Bytes, MediaType, Width, Height, OnWhite, _decode) = (bytes, mediaType, width, height, onWhite, decode);

    /// <summary>The encoded file: the bytes as stored where a model can take those.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary><c>image/jpeg</c> or <c>image/png</c>, told from the bytes.</summary>
    public string MediaType { get; }

    /// <summary>Width in pixels as sent.</summary>
    public int Width { get; }

    /// <summary>Height in pixels as sent.</summary>
    public int Height { get; }

    /// <summary>Whether pixels were not opaque and were laid on white.</summary>
    public bool OnWhite { get; }

    /// <summary>
    /// Whether each <see cref="Decode"/> gives a picture that nothing else refers to: no reader of a further format
    /// made it.
    /// </summary>
    internal bool DecodesAnew { get; init; }

    /// <summary>
    /// The picture that tools work on: upright, on white where <see cref="OnWhite"/> says so, and neither scaled down
    /// nor compressed once more. Decoded at each call and not kept.
    /// </summary>
    /// <exception cref="DatasetException">The picture is broken, or its file is no longer what it was.</exception>
    public RasterImage Decode() => _decode();
}
