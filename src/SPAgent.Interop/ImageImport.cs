namespace SPAgent;

/// <summary>Reads pictures of more formats than the library itself.</summary>
public static class ImageImport
{
    /// <summary>The largest file that is read, in bytes: 512 MB.</summary>
    public const long MaxBytes = 512L << 20;

    /// <summary>
    /// Reads a GIF (its first frame), BMP, TGA, PBM, PGM, PPM or TIFF (its first page) file, and a JPEG, PNG or WebP
    /// file as <see cref="RasterImage.Load"/> does. The format is told from the bytes; 16-bit and floating-point
    /// samples, and transparency, become 8-bit RGB.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="onWhite">Whether what is not opaque is laid on white; otherwise alpha is dropped.</param>
    /// <remarks>
    /// A file of a stranger costs no more than its pixels: what its header claims is checked against its length before
    /// anything is decoded.
    /// </remarks>
    /// <exception cref="ImageException">
    /// It is no such picture, a broken or an oversized one, or the file can't be read.
    /// </exception>
    public static RasterImage Load(string path, bool onWhite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            byte[] file = Read(path);
            return ImageHeader.IsKnown(file) ? RasterImage.Decode(file, onWhite)
                : new ImportedFormats().Decode(file, onWhite);
        }
        catch (ImageException problem)
        {
            throw new ImageException(problem.Kind, $"{path}: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageException(ImageErrorKind.Unidentified,
                $"{path}: the file can't be read: {problem.Message}", problem);
        }
    }

    private static byte[] Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > MaxBytes)
        {
            throw new ImageException(
                ImageErrorKind.TooLarge, $"{stream.Length:N0} bytes are more than the limit of {MaxBytes:N0}.");
        }

        // A device has no length and may have no end.
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
