namespace SPAgent;

/// <summary>What turns the bytes of JPEG and WebP into pixels, and pixels into JPEG. Every one gives Pillow's pixels
/// and bytes.</summary>
internal interface IPictureCodec
{
    /// <summary>Decodes a JPEG, and fails where Pillow fails.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="rgb">Room for width × height × 3 bytes.</param>
    /// <returns>What of the pixels had to be made up; null for a sound file.</returns>
    /// <exception cref="ImageException">The file is broken or cut short, or the codec's library is not
    /// there.</exception>
    string? DecodeJpeg(ReadOnlySpan<byte> bytes, JpegHeader header, Span<byte> rgb);

    /// <summary>Encodes a JPEG file: baseline, 4:2:0, standard Huffman tables.</summary>
    /// <param name="pixels">The first pixel, RGB.</param>
    /// <param name="width">Pixels a row, 1 to 65,500.</param>
    /// <param name="height">Rows, 1 to 65,500.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="quality">From 1 to 100.</param>
    /// <param name="comment">Written behind the JFIF segment; null or empty for none.</param>
    /// <exception cref="ImageException">The codec fails, or its library is not there.</exception>
    unsafe byte[] EncodeJpeg(byte* pixels, int width, int height, int stride, int quality, byte[]? comment);

    /// <summary>Decodes a WebP file that is not animated.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="alpha">Whether four bytes a pixel are wanted, RGBA, not multiplied by alpha; otherwise
    /// three.</param>
    /// <param name="pixels">Room for them.</param>
    /// <returns>Whether it could be decoded.</returns>
    /// <exception cref="ImageException">The codec's library is not there.</exception>
    bool TryDecodeWebP(ReadOnlySpan<byte> bytes, WebPHeader header, bool alpha, Span<byte> pixels);
}
