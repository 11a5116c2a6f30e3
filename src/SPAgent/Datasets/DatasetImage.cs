namespace SPAgent;

/// <summary>An image as a dataset holds it: encoded bytes, and the name that they came with.</summary>
/// <remarks>Bytes are read when they are asked for and not kept, so rows stay small however large their pictures are.</remarks>
public sealed class DatasetImage
{
    private const int ModelQuality = 95;

    private readonly Func<byte[]> _read;
    private readonly Func<Exception, DatasetException> _blame;

    /// <param name="path">What the dataset calls the image.</param>
    /// <param name="read">Reads the bytes; throws <see cref="InvalidDataException"/> where that can't be.</param>
    /// <param name="blame">Says in which row and column it went wrong.</param>
    internal DatasetImage(string? path, Func<byte[]> read, Func<Exception, DatasetException> blame) =>
        (Path, _read, _blame) = (path, read, blame);

    /// <summary>
    /// Path or file name that the dataset gives; null where it gives none. In image folders it is relative to the dataset's
    /// folder. A hint, not an address: in a Hugging Face dataset it may name a file that never was on this machine.
    /// </summary>
    public string? Path { get; }

    /// <summary>Whether the dataset has the bytes; otherwise it only names a file that may be elsewhere.</summary>
    internal bool IsStored { get; init; } = true;

    /// <summary>The file of its own that holds the bytes; null where they lie in a shard, or where the path is refused.</summary>
    internal string? File { get; init; }

    /// <summary>An image of bytes at hand, for datasets of one's own.</summary>
    public static DatasetImage FromBytes(byte[] bytes, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new DatasetImage(path, () => bytes, error => new DatasetException(path ?? "image", error.Message, error));
    }

    /// <summary>The encoded file, untouched; read anew at each call.</summary>
    /// <exception cref="DatasetException">The file that the row names is absent, or remote: nothing is ever fetched.</exception>
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

    /// <summary>The picture, upright: EXIF orientation is applied, as Hugging Face does when it decodes a row.</summary>
    /// <exception cref="DatasetException">The bytes can't be read, or are no JPEG, PNG or WebP; the cause is inside.</exception>
    public RasterImage Decode() => Decode(GetBytes());

    /// <summary>
    /// What a model is sent: the stored bytes where they are a JPEG or PNG that needs no turn by EXIF orientation, else the
    /// upright picture as a JPEG of quality 95.
    /// </summary>
    /// <returns>The bytes, and <c>image/jpeg</c> or <c>image/png</c>, told from the bytes and not from the name.</returns>
    /// <exception cref="DatasetException">The bytes can't be read, or are no JPEG, PNG or WebP; the cause is inside.</exception>
    public (byte[] Bytes, string MediaType) ModelBytes()
    {
        byte[] bytes = GetBytes();
        try
        {
            return ImageHeader.Read(bytes) switch
            {
                { Format: ImageFormat.Jpeg, Orientation: 1 } => (bytes, "image/jpeg"),
                { Format: ImageFormat.Png, Orientation: 1 } => (bytes, "image/png"),
                _ => (Decode(bytes).EncodeJpeg(ModelQuality), "image/jpeg"),
            };
        }
        catch (ImageException error)
        {
            throw _blame(error);
        }
    }

    private RasterImage Decode(byte[] bytes)
    {
        try
        {
            return RasterImage.Decode(bytes).Upright();
        }
        catch (ImageException error)
        {
            throw _blame(error);
        }
    }
}
