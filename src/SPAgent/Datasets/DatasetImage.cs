namespace SPAgent;

/// <summary>An image as a dataset holds it: encoded bytes, and the name that they came with.</summary>
/// <remarks>Bytes are read when they are asked for and not kept, so rows stay small however large their pictures
/// are.</remarks>
[TypeFormatterSource(PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class DatasetImage
{
    private const int ModelQuality = 95;

    private const string Jpeg = "image/jpeg", Png = "image/png";

    private readonly Func<byte[]> _read;
    private readonly Func<Exception, DatasetException> _blame;

    /// <param name="path">What the dataset calls the image.</param>
    /// <param name="read">Reads the bytes; throws <see cref="InvalidDataException"/> where that can't be.</param>
    /// <param name="blame">Says in which row and column it went wrong.</param>
    public DatasetImage(string? path, Func<byte[]> read, Func<Exception, DatasetException> blame) =>
        (Path, _read, _blame) = (path, read, blame);

    /// <summary>
    /// Path or file name that the dataset gives; null where it gives none. In image folders it is relative to the
    /// dataset's folder. A hint, not an address: in a Hugging Face dataset it may name a file that never was on this
    /// machine.
    /// </summary>
    public string? Path { get; }

    /// <summary>The column that holds it, itself or within a list or struct; null for an image of no dataset.</summary>
    public string? Column { get; init; }

    /// <summary>Whether the dataset has the bytes; otherwise it only names a file that may be elsewhere.</summary>
    /// <exception cref="DatasetException">It can't be told: the file is damaged.</exception>
    internal bool IsStored
    {
        get
        {
            try
            {
                return Holds();
            }
            catch (InvalidDataException error)
            {
                throw _blame(error);
            }
        }
    }

    /// <summary>Finds out whether the dataset has the bytes, where that costs reading.</summary>
    public Func<bool> Holds { private get; init; } = () => true;

    /// <summary>The file of its own that holds the bytes; null where they lie in a shard, or where the path is
    /// refused.</summary>
    internal string? File { get; init; }

    /// <summary>An image of bytes at hand, for datasets of one's own.</summary>
    public static DatasetImage FromBytes(byte[] bytes, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new DatasetImage(path, () => bytes,
            error => new DatasetException(path ?? "image", error.Message, error));
    }

    /// <summary>The encoded file, untouched; read anew at each call.</summary>
    /// <exception cref="DatasetException">The file that the row names is absent, or remote: nothing is ever
    /// fetched.</exception>
    public byte[] GetBytes()
    {
        try
        {
            return _read();
        }
        catch (InvalidDataException error)
        {
            throw _blame(error);
        }
    }

    /// <summary>The picture, upright: EXIF orientation is applied, as Hugging Face does when it decodes a
    /// row.</summary>
    /// <param name="onWhite">
    /// Whether what is not opaque is laid on white; otherwise alpha is dropped, and hidden colours show.
    /// </param>
    /// <exception cref="DatasetException">
    /// The bytes can't be read, or are no JPEG, PNG or WebP; the cause is inside.
    /// </exception>
    public RasterImage Decode(bool onWhite = false) => Decode(GetBytes(), onWhite);

    /// <summary>
    /// What a model is sent: the stored bytes where they are a JPEG or PNG that is upright and opaque; a PNG where
    /// something had to be laid on white, and of the formats that <see cref="ImageDataset.AddFormats"/> adds; else the
    /// upright picture as a JPEG of quality 95.
    /// </summary>
    /// <param name="onWhite">
    /// Whether what is not opaque is laid on white. Without it, such a PNG is sent as stored and such a WebP without
    /// its alpha, as conversations did before they laid pictures on white.
    /// </param>
    /// <param name="maxPixels">
    /// Width × height of what is sent, at most, from 1; a larger picture is scaled down in its proportions, bicubic, a
    /// PNG to a PNG, another to a JPEG of quality 95. Null for no limit.
    /// </param>
    /// <exception cref="DatasetException">
    /// The bytes can't be read, or are no JPEG, PNG or WebP; the cause is inside.
    /// </exception>
    public ModelPicture ForModel(bool onWhite = true, int? maxPixels = null)
    {
        Sent sent = Encode(onWhite, maxPixels);
        return new(sent.Bytes, sent.MediaType, sent.Width, sent.Height, sent.OnWhite, Pixels(sent, onWhite))
        { DecodesAnew = sent.IsStored };
    }

    /// <summary>What <see cref="ForModel"/> gives without laying anything on white, the bytes alone.</summary>
    /// <returns>The bytes, and <c>image/jpeg</c> or <c>image/png</c>, told from the bytes and not from the
    /// name.</returns>
    /// <exception cref="DatasetException">
    /// The bytes can't be read, or are no JPEG, PNG or WebP; the cause is inside.
    /// </exception>
    public (byte[] Bytes, string MediaType) ModelBytes()
    {
        Sent sent = Encode(onWhite: false, maxPixels: null);
        return (sent.Bytes, sent.MediaType);
    }

    private Sent Encode(bool onWhite, int? maxPixels)
    {
        int most = maxPixels ?? int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(maxPixels));
        byte[] bytes = GetBytes();
        try
        {
            if (!ImageHeader.IsKnown(bytes)) return Lossless(Decode(bytes, onWhite), most);
            ImageHeader header = ImageHeader.Read(bytes);
            bool upright = header is { Orientation: 1, Format: ImageFormat.Jpeg or ImageFormat.Png };
            bool fits = upright && (long)header.Width * header.Height <= most;
            string mediaType = upright && header.Format == ImageFormat.Png ? Png : Jpeg;
            RasterImage? whole = fits && !(onWhite && header.MayBeTransparent) ? null : Decode(bytes, onWhite);
            if (whole is null || (fits && !whole.OnWhite))
            {
                return new(bytes, mediaType, header.Width, header.Height, OnWhite: false, IsStored: true);
            }

            if (whole.OnWhite) mediaType = Png;
            RasterImage sent = whole.Within(most);
            byte[] encoded = mediaType == Png ? sent.EncodePng() : sent.EncodeJpeg(ModelQuality);
            return new(encoded, mediaType, sent.Width, sent.Height, whole.OnWhite, IsStored: false);
        }
        catch (ImageException error)
        {
            throw _blame(error);
        }
    }

    // The formats that are added lose nothing, so nothing is lost on the way either.
    private static Sent Lossless(RasterImage whole, int most)
    {
        RasterImage sent = whole.Within(most);
        return new(sent.EncodePng(), Png, sent.Width, sent.Height, whole.OnWhite, IsStored: false);
    }

    // What is sent otherwise than stored is read again when pixels are asked for, so that only one form is held.
    private Func<RasterImage> Pixels(Sent sent, bool onWhite) =>
        sent.IsStored ? () => Decode(sent.Bytes, onWhite) : Again(onWhite);

    private Func<RasterImage> Again(bool onWhite) => () => Decode(onWhite);

    private RasterImage Decode(byte[] bytes, bool onWhite)
    {
        try
        {
            RasterImage image = ImageHeader.IsKnown(bytes) ? RasterImage.Decode(bytes, onWhite)
                : FurtherFormats.Decode(bytes, onWhite);
            return image.Upright();
        }
        catch (ImageException error)
        {
            throw _blame(error);
        }
    }

    private sealed record Sent(byte[] Bytes, string MediaType, int Width, int Height, bool OnWhite, bool IsStored);
}
