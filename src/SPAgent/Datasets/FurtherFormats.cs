namespace SPAgent;

/// <summary>The picture formats beyond JPEG, PNG and WebP, as far as somebody has added a reader for them.</summary>
internal static class FurtherFormats
{
    private static readonly Lock Adding = new();
    private static Lazy<IImageFormatReader>[] s_readers = [];

    /// <summary>Whether there is any reader.</summary>
    public static bool Any => s_readers.Length > 0;

    public static void Add(Func<IImageFormatReader> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        lock (Adding) s_readers = [.. s_readers, new Lazy<IImageFormatReader>(create)];
    }

    /// <summary>The picture in bytes that the library's own decoders do not know.</summary>
    /// <exception cref="ImageException">
    /// No reader takes it, or it is broken; the message names what would read it.
    /// </exception>
    public static RasterImage Decode(ReadOnlySpan<byte> file, bool onWhite)
    {
        foreach (Lazy<IImageFormatReader> reader in s_readers)
        {
            if (reader.Value.Accepts(file)) return reader.Value.Decode(file, onWhite);
        }

        if (ForeignFormat.NameOf(file) is "GIF" or "BMP" or "TIFF" or "PNM")
        {
            throw ImageException.Unidentified(
                $"it is {ForeignFormat.NameOf(file)}, which the package SPAgent.Interop reads: " +
                "ImageDataset.AddFormats(() => new ImportedFormats()), or convert it to PNG");
        }

        // Says what else it may be.
        _ = ImageHeader.FormatOf(file);
        throw ImageException.Unidentified("no reader takes it");
    }
}
