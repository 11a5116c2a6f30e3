using System.Buffers.Binary;

namespace SPAgent;

/// <summary>What a PNG file says before its first pixel, judged as Pillow does.</summary>
internal sealed class PngHeader
{
    private uint _width, _height;

    private PngHeader() { }

    public int Width => (int)_width;

    public int Height => (int)_height;

    public PngLayout Layout { get; private set; }

    public bool Interlaced { get; private set; }

    /// <summary>256 colours, 3 bytes each; those that the file leaves out are greys, as in Pillow 9.4.</summary>
    public byte[] Palette { get; } = GreyRamp();

    /// <summary>The body of tRNS; empty where there is none before the pixels.</summary>
    public byte[] Transparent { get; private set; } = [];

    public bool MayBeTransparent => PngAlpha.IsPossible(Layout, Transparent);

    public PngMetadata Metadata { get; } = new();

    /// <summary>Where the first IDAT chunk begins; -1 where the file has none.</summary>
    public int PixelsStart { get; private set; } = -1;

    public static bool Accepts(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    public static PngHeader Read(ReadOnlySpan<byte> bytes)
    {
        PngHeader header = new();
        PngChunks chunks = new(bytes, 8);
        while (true)
        {
            if (!chunks.MoveNext()) throw ImageException.Unidentified("a PNG without pixels");
            if (chunks.Name.SequenceEqual("IEND"u8)) break;
            if (chunks.Name.SequenceEqual("IDAT"u8))
            {
                header.PixelsStart = chunks.BodyStart - 8;
                break;
            }

            header.Take(chunks.Name, chunks.Body);
            if (!chunks.ChecksumHolds()) throw ImageException.Unidentified("a PNG with a wrong checksum in its header");
        }

        if (header.Layout == PngLayout.Unknown || header._width == 0 || header._height == 0)
        {
            throw ImageException.Unidentified(
                "a PNG without a size, or of a colour type and depth that the format does not know");
        }

        PixelMemory.Require(header._width, header._height);
        if (header.Layout.RowLength(header.Width) > RasterImage.MaxPixels)
        {
            throw new ImageException(ImageErrorKind.TooLarge,
                $"A PNG with rows of more than {RasterImage.MaxPixels} bytes.");
        }

        return header;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        if (name.SequenceEqual("IHDR"u8)) TakeSize(body);
        else if (name.SequenceEqual("PLTE"u8)) TakePalette(body);
        else if (name.SequenceEqual("tRNS"u8)) Transparent = body.ToArray();
        else Metadata.Take(name, body);
    }

    private void TakeSize(ReadOnlySpan<byte> body)
    {
        if (body.Length < 13)
            throw new ImageException(ImageErrorKind.InvalidValue, "A PNG header of less than 13 bytes.");
        if (body[11] != 0) throw ImageException.Unidentified($"PNG filter method {body[11]}");
        _width = BinaryPrimitives.ReadUInt32BigEndian(body);
        _height = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        Layout = PngLayout.Of(depth: body[8], colourType: body[9]);
        Interlaced = body[12] != 0;
    }

    private void TakePalette(ReadOnlySpan<byte> body)
    {
        if (!Layout.Indexed) return;
        if (body.Length / 3 > 256)
            throw new ImageException(ImageErrorKind.InvalidValue,
                $"A PNG palette of {body.Length / 3} colours; 256 is the limit.");
        body[..(body.Length / 3 * 3)].CopyTo(Palette);
    }

    private static byte[] GreyRamp()
    {
        byte[] ramp = new byte[256 * 3];
        for (int i = 0; i < ramp.Length; i++) ramp[i] = (byte)(i / 3);
        return ramp;
    }
}
