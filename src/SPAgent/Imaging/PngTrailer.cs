namespace SPAgent;

/// <summary>The chunks behind the pixels of a PNG file.</summary>
internal static class PngTrailer
{
    /// <summary>Takes what is of interest; a chunk must be whole, but their end may be missing, as for
    /// Pillow.</summary>
    /// <exception cref="ImageException">The file ends inside a chunk.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, long position, PngMetadata metadata)
    {
        PngChunks chunks = new(bytes, position);
        while (chunks.MoveNext() && !chunks.Name.SequenceEqual("IEND"u8)) metadata.Take(chunks.Name, chunks.Body);
    }

    /// <summary>The same for a file whose pixels nobody asked for: takes what is there.</summary>
    public static PngMetadata Read(ReadOnlySpan<byte> bytes, PngHeader header)
    {
        try
        {
            if (header.PixelsStart >= 0) Check(bytes, header.PixelsStart, header.Metadata);
        }
        catch (ImageException)
        {
            // Decoding will tell. A header is asked of cut files too.
        }

        return header.Metadata;
    }
}
