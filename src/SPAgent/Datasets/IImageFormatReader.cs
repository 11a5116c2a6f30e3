namespace SPAgent;

/// <summary>
/// Reads picture formats that the library itself does not. Given to <see cref="ImageDataset.AddFormats"/>, it is asked
/// for pictures that are neither JPEG nor PNG nor WebP; any number of tasks ask at once.
/// </summary>
public interface IImageFormatReader
{
    /// <summary>Whether a file begins as one of its formats; a look at the first bytes, without decoding.</summary>
    bool Accepts(ReadOnlySpan<byte> file);

    /// <summary>
    /// The picture, or the first frame of several. A file of a stranger: nothing it claims is believed.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="onWhite">Whether what is not opaque is laid on white; otherwise alpha is dropped.</param>
    /// <exception cref="ImageException">The file is broken, too large, or of a kind that is not read.</exception>
    RasterImage Decode(ReadOnlySpan<byte> file, bool onWhite);
}
