using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// A picture of a conversation: what was sent of it, and how its pixels are had again. The pixels themselves are in the
/// <see cref="PixelCache"/> while there is room.
/// </summary>
internal sealed class ConversationPicture
{
    private const int ModelQuality = 95;

    private readonly Func<RasterImage> _decode;
    private readonly PixelCache _cache;
    private readonly int? _maxPixels;
    private readonly bool _decodesAnew;

    private ConversationPicture(Func<RasterImage> decode, bool decodesAnew, PixelCache cache, int? maxPixels) =>
        (_decode, _decodesAnew, _cache, _maxPixels) = (decode, decodesAnew, cache, maxPixels);

    /// <summary>What was sent.</summary>
    public required DataContent Content { get; init; }

    /// <summary>The size that was sent.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>A picture of a row.</summary>
    public static ConversationPicture OfRow(ModelPicture picture, PixelCache cache, int? maxPixels) =>
        new(picture.Decode, picture.DecodesAnew, cache, maxPixels)
        {
            Content = new DataContent(picture.Bytes, picture.MediaType),
            Size = new(picture.Width, picture.Height),
        };

    /// <summary>The hash of each. Where one can't be read, none keeps its pixels.</summary>
    public static string[] Sha256(IReadOnlyList<ConversationPicture> pictures)
    {
        try
        {
            return [.. pictures.Select(picture => picture.Sha256())];
        }
        catch
        {
            foreach (ConversationPicture picture in pictures) picture.Release();
            throw;
        }
    }

    /// <summary>The hash of what the model is shown of it.</summary>
    public string Sha256()
    {
        ShownPicture pixels = Pixels(out bool isSole);
        string sha256 = pixels.Shown.PixelSha256();
        if (isSole) pixels.Full.Recycle();
        return sha256;
    }

    /// <summary>The picture in full, and as the model was shown it.</summary>
    /// <param name="isSole">Whether nothing but the caller refers to the pixels.</param>
    public ShownPicture Pixels(out bool isSole)
    {
        RasterImage? held = _cache.Find(this);
        RasterImage pixels = held ?? _decode();
        isSole = held is null && !_cache.TryPut(this, pixels) && _decodesAnew;
        return new ShownPicture(pixels, _maxPixels);
    }

    /// <summary>Lets go of the pixels.</summary>
    public void Release() => _cache.Drop(this);

    /// <summary>What a tool made of this picture.</summary>
    /// <param name="result">Its pixels.</param>
    /// <param name="again">Makes them again from this picture's; null where only the tool can.</param>
    /// <param name="sha256">The hash of what the model is shown of it.</param>
    /// <param name="isHeld">Whether the pixels are kept.</param>
    public ConversationPicture Made(
        RasterImage result, Func<ShownPicture, RasterImage>? again, out string sha256, out bool isHeld)
    {
        ShownPicture shown = new(result, _maxPixels);
        Func<RasterImage> decode = again is null ? () => result : () => again(Pixels(out _));
        ConversationPicture made = new(decode, decodesAnew: false, _cache, _maxPixels)
        {
            Content = new DataContent(shown.Shown.EncodeJpeg(ModelQuality), "image/jpeg"),
            Size = shown.Size,
        };
        sha256 = shown.Shown.PixelSha256();
        isHeld = _cache.TryPut(made, result) || again is null;
        return made;
    }
}
