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

    private ConversationPicture(Func<RasterImage> decode, PixelCache cache, int? maxPixels) => (_decode, _cache, _maxPixels) = (decode, cache, maxPixels);

    /// <summary>What was sent.</summary>
    public required DataContent Content { get; init; }

    /// <summary>The size that was sent.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>A picture of a row.</summary>
    public static ConversationPicture OfRow(ModelPicture picture, PixelCache cache, int? maxPixels) => new(picture.Decode, cache, maxPixels)
    {
        Content = new DataContent(picture.Bytes, picture.MediaType),
        Size = new(picture.Width, picture.Height),
    };

    /// <summary>The picture in full, and as the model was shown it.</summary>
    public ShownPicture Pixels()
    {
        RasterImage pixels = _cache.Find(this) ?? _decode();
        _cache.Put(this, pixels);
        return new ShownPicture(pixels, _maxPixels);
    }

    /// <summary>Lets go of the pixels.</summary>
    public void Release() => _cache.Drop(this);

    /// <summary>What a tool made of this picture.</summary>
    /// <param name="result">Its pixels.</param>
    /// <param name="again">Makes them again from this picture's; null where only the tool can.</param>
    /// <returns>The picture, and the hash of what the model is shown of it.</returns>
    public (ConversationPicture Picture, string Sha256) Made(RasterImage result, Func<ShownPicture, RasterImage>? again)
    {
        ShownPicture shown = new(result, _maxPixels);
        ConversationPicture made = new(again is null ? () => result : () => again(Pixels()), _cache, _maxPixels)
        {
            Content = new DataContent(shown.Shown.EncodeJpeg(ModelQuality), "image/jpeg"),
            Size = shown.Size,
        };
        _cache.Put(made, result);
        return (made, shown.Shown.PixelSha256());
    }
}
