namespace SPAgent;

/// <summary>
/// The formats of <see cref="ImageImport"/> for the rows of datasets: <c>ImageDataset.AddFormats(() => new
/// ImportedFormats())</c>. The command and the kernel of SPAgent have done so.
/// </summary>
public sealed class ImportedFormats : IImageFormatReader
{
    /// <summary>Whether the file begins as a GIF, BMP, TGA, PBM, PGM, PPM or TIFF file does.</summary>
    public bool Accepts(ReadOnlySpan<byte> file) => PictureKind.Name(file) is { } kind && PictureKind.IsImported(kind);

    /// <summary>Refuses a picture whose header claims more pixels than its file can hold.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="bytes">The file's length.</param>
    /// <param name="mostPerByte">Pixels that a byte of the format can stand for.</param>
    internal static void RequirePixels(int width, int height, int bytes, long mostPerByte)
    {
        RasterImage.RequireSize(width, height);
        if ((long)width * height <= bytes * mostPerByte) return;
        throw ImageException.Broken(
            $"{bytes:N0} bytes can't hold the {width:N0} x {height:N0} pixels that it claims");
    }

    /// <summary>The picture; of several frames or pages the first.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="onWhite">Whether what is not opaque is laid on white; otherwise alpha is dropped.</param>
    /// <exception cref="ImageException">It is no such picture, or a broken or an oversized one.</exception>
    public RasterImage Decode(ReadOnlySpan<byte> file, bool onWhite)
    {
        string? kind = PictureKind.Name(file);
        if (kind is null || !PictureKind.IsImported(kind))
            throw ImageException.Unidentified(file.IsEmpty ? "it is empty"
                : $"it is {kind ?? "no GIF, BMP, TGA, PBM, PGM, PPM or TIFF"}");
        try
        {
            return kind == PictureKind.Tiff ? TiffPage.Decode(file.ToArray(), onWhite)
                : GuardedImageSharp.Decode(file.ToArray(), onWhite);
        }
        catch (Exception problem) when (problem is not ImageException)
        {
            // Decoders of strangers throw whatever they run into: an index beyond its array, a sum beyond its type.
            throw ImageException.Broken(
                $"the {kind} file can't be decoded ({problem.GetType().Name}: {problem.Message})", problem);
        }
    }
}
