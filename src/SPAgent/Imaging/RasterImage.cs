using System.Security.Cryptography;

namespace SPAgent;

/// <summary>A picture: RGB, 8 bits a channel, rows from the top, no padding. It never changes after it was
/// made.</summary>
/// <remarks>
/// <see cref="Crop"/>, <see cref="Rotate"/> and <see cref="EncodeJpeg"/> give the pixels and bytes of Pillow, to the
/// last bit: a trace that was collected with Pillow can be replayed here and the other way round. Pillow's other pixel
/// layouts are converted when a file is decoded, which gives the same as to convert at the end.
/// </remarks>
[TypeFormatterSource(PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class RasterImage
{
    /// <summary>The most pixels that a picture may have, 178,956,970: Pillow's limit against decompression
    /// bombs.</summary>
    public const int MaxPixels = 178_956_970;

    private readonly ImageOrigin _origin;

    // A window is replaced by its own copy when Pixels is asked for; threads that race for that make equal ones.
    private PixelRows _rows;

    internal RasterImage(int width, int height, byte[] pixels, ImageOrigin origin)
        : this(width, height, PixelRows.Packed(pixels, width), origin)
    {
    }

    private RasterImage(int width, int height, PixelRows rows, ImageOrigin origin) =>
        (Width, Height, _rows, _origin) = (width, height, rows, origin);

    /// <summary>Width in pixels; may be 0 after a crop.</summary>
    public int Width { get; }

    /// <summary>Height in pixels; may be 0 after a crop.</summary>
    public int Height { get; }

    /// <summary>The raw bytes R, G, B of each pixel, row by row: Width × Height × 3 bytes.</summary>
    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            PixelRows packed = _rows.Pack(Width, Height);
            _rows = packed;
            return packed.Buffer.AsSpan(packed.Start, Width * Height * 3);
        }
    }

    /// <summary>Pillow's name for the layout of the file that the picture came from: RGB, RGBA, L, LA, P, 1, I or
    /// CMYK.</summary>
    public string Mode => _origin.Mode;

    /// <summary>
    /// What the decoder had to make up, in its words, where a damaged file is read all the same, as Pillow does: the
    /// rest of a picture that is cut short is grey. Null for a sound file. Crops and turns keep it.
    /// </summary>
    public string? Damage => _origin.Damage;

    /// <summary>
    /// Whether pixels were not opaque and were laid on white, as <see cref="Decode"/> does on demand. Crops and turns
    /// keep it.
    /// </summary>
    public bool OnWhite => _origin.OnWhite;

    /// <summary>Reads a JPEG, PNG or WebP file; the format is told from its bytes. EXIF orientation is not applied, see
    /// <see cref="Upright"/>.</summary>
    /// <exception cref="ImageException">The file is not such a picture, or a broken one.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static RasterImage Load(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return Decode(bytes);
        }
        catch (ImageException cause)
        {
            throw new ImageException(cause.Kind, $"{path}: {cause.Message}", cause);
        }
    }

    /// <summary>Decodes the bytes of a JPEG, PNG or WebP file. EXIF orientation is not applied, see
    /// <see cref="Upright"/>.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="onWhite">
    /// Whether what is not opaque is laid on white, with the pixels of Pillow's <c>alpha_composite</c>; otherwise alpha
    /// is dropped, as by its <c>convert("RGB")</c>, and hidden colours show.
    /// </param>
    /// <exception cref="ImageException">They are not such a picture, or a broken one.</exception>
    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite = false) =>
        ImageHeader.FormatOf(bytes) switch
        {
            ImageFormat.Jpeg => JpegDecoder.Decode(bytes),
            ImageFormat.Png => PngDecoder.Decode(bytes, onWhite),
            _ => WebPDecoder.Decode(bytes, onWhite),
        };

    /// <summary>Makes a picture of raw RGB bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">The length is not width × height × 3.</exception>
    /// <exception cref="ImageException">There are more than <see cref="MaxPixels"/> pixels.</exception>
    public static RasterImage FromPixels(int width, int height, ReadOnlySpan<byte> rgb)
    {
        byte[] pixels = MemoryFor(width, height, rgb.Length, channels: 3, nameof(rgb));
        rgb.CopyTo(pixels);
        return new RasterImage(width, height, pixels, ImageOrigin.Rgb);
    }

    /// <summary>Makes a picture of raw RGBA bytes, straight and not multiplied by alpha.</summary>
    /// <param name="width">In pixels, from 0.</param>
    /// <param name="height">In pixels, from 0.</param>
    /// <param name="rgba">Four bytes a pixel, row by row; they are copied.</param>
    /// <param name="onWhite">As for <see cref="Decode"/>.</param>
    /// <exception cref="ArgumentException">The length is not width × height × 4.</exception>
    /// <exception cref="ImageException">There are more than <see cref="MaxPixels"/> pixels.</exception>
    public static RasterImage FromRgba(int width, int height, ReadOnlySpan<byte> rgba, bool onWhite = false)
    {
        byte[] pixels = MemoryFor(width, height, rgba.Length, channels: 4, nameof(rgba));
        bool laid = onWhite && WhiteGround.Lay(rgba, pixels);
        if (!onWhite) FourBytePixels.ToRgb(rgba, pixels);
        return new RasterImage(width, height, pixels, laid ? ImageOrigin.Rgb.LaidOnWhite() : ImageOrigin.Rgb);
    }

    /// <summary>To be called before memory is taken for a picture whose header claims this size.</summary>
    /// <exception cref="ImageException">There are more than <see cref="MaxPixels"/> pixels.</exception>
    public static void RequireSize(long width, long height) => PixelMemory.Require(width, height);

    /// <summary>
    /// Cuts out a box, as Pillow's <c>crop((left, top, right, bottom))</c>: sides are rounded half to even, the box may
    /// reach beyond the picture or be empty, and what lies beyond is black (white for CMYK files, the first colour for
    /// palette files).
    /// </summary>
    /// <exception cref="ImageException">right is less than left, bottom less than top, or a side is no usable
    /// number.</exception>
    public RasterImage Crop(double left, double top, double right, double bottom)
    {
        CropBox box = CropBox.Of(left, top, right, bottom);
        if (box.IsWithin(Width, Height) && _rows.IsWorthSharing(box.Width, box.Height))
        {
            return new RasterImage(box.Width, box.Height, _rows.Window(box.Left, box.Top), _origin);
        }

        byte[] target = PixelMemory.Allocate(box.Width, box.Height);
        box.Copy(_rows, Width, Height, target, _origin.Fill);
        return new RasterImage(box.Width, box.Height, target, _origin);
    }

    /// <summary>
    /// Turns the picture counter-clockwise about its centre, as Pillow's <c>rotate(angle, expand=…)</c> with its
    /// default, nearest pixels. Corners are filled as <see cref="Crop"/> fills.
    /// </summary>
    /// <param name="angle">Degrees, of any size and sign.</param>
    /// <param name="expand">Whether the result grows to hold the whole turned picture, or keeps width and
    /// height.</param>
    /// <exception cref="ImageException">The angle is no number, or the result would have more than
    /// <see cref="MaxPixels"/> pixels.</exception>
    public RasterImage Rotate(double angle, bool expand = true)
    {
        double normalized = Rotation.Normalize(angle);
        if (normalized == 0) return this;
        if (normalized == 180) return Turned(ExifTurn.Half);
        if (normalized == 90 && (expand || Width == Height)) return Turned(ExifTurn.QuarterCounterClockwise);
        if (normalized == 270 && (expand || Width == Height)) return Turned(ExifTurn.QuarterClockwise);
        Rotation rotation = Rotation.Of(Width, Height, normalized, expand);
        byte[] target = PixelMemory.Allocate(rotation.Width, rotation.Height);
        Sampling.Rotate(rotation, _rows, Width, Height, target, _origin.Fill);
        return new RasterImage(rotation.Width, rotation.Height, target, _origin);
    }

    /// <summary>
    /// The picture as its EXIF orientation wants it shown, as Pillow's <c>ImageOps.exif_transpose</c>: rows of a
    /// dataset are shown to a model this way. The picture itself where it carries no turn; applied once, the turn is
    /// done.
    /// </summary>
    /// <remarks>The EXIF block of JPEG, PNG and WebP is read. Orientation in XMP alone, which some versions of Pillow
    /// look at, is not.</remarks>
    public RasterImage Upright() => _origin.Orientation == 1
        ? this
        : Turned((ExifTurn)_origin.Orientation, _origin with { Orientation = 1 });

    /// <summary>
    /// Scales to any size with the pixels of Pillow's <c>resize((width, height))</c>: bicubic, antialiased.
    /// </summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <exception cref="ImageException">This picture is empty, or the new one has more than <see cref="MaxPixels"/>
    /// pixels.</exception>
    public RasterImage Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (Width == 0 || Height == 0)
            throw new ImageException(ImageErrorKind.InvalidValue, "An empty image can't be resized.");
        byte[] target = PixelMemory.Allocate(width, height);
        PillowResample.Resize(Pixels, Width, Height, 3, target, width, height, ResampleFilter.Bicubic);
        return new RasterImage(width, height, target, _origin);
    }

    /// <summary>
    /// The picture scaled down, in its proportions, to <see cref="ImageSize.Within"/>; itself where it is small enough.
    /// </summary>
    /// <param name="maxPixels">Width × height at most, from 1.</param>
    /// <exception cref="ImageException">The picture is empty.</exception>
    internal RasterImage Within(int maxPixels)
    {
        (int width, int height) = ImageSize.Within(Width, Height, maxPixels);
        return (width, height) == (Width, Height) ? this : Resize(width, height);
    }

    /// <summary>Bytes of memory that it keeps alive: where it is a window in another picture, all of that.</summary>
    internal long BytesHeld => _rows.Buffer.Length;

    /// <summary>
    /// Gives the memory back, for the next picture. Only for its one owner, who lets go of it, and of the crops that
    /// share it, with this.
    /// </summary>
    internal void Recycle()
    {
        byte[] pixels = _rows.Buffer;
        _rows = PixelRows.None;
        PixelMemory.Recycle(pixels);
    }

    /// <summary>SHA-256 of <see cref="Pixels"/> in lower-case hexadecimal: the identity of a picture in
    /// traces.</summary>
    public string PixelSha256()
    {
        if (_rows.IsPacked(Width)) return Convert.ToHexStringLower(SHA256.HashData(Pixels));
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int y = 0; y < Height; y++) hash.AppendData(_rows.Row(y, Width));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// A JPEG file, byte for byte what Pillow saves: baseline, 4:2:0; a comment of the source is kept, unless it is
    /// longer than 65,511 bytes; EXIF and colour profile are not.
    /// </summary>
    /// <param name="quality">From 1 to 100.</param>
    /// <exception cref="ImageException">The picture is empty, has a side over 65,500, or the machine has no codec for
    /// JPEG.</exception>
    public byte[] EncodeJpeg(int quality = 95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return JpegEncoder.Encode(_rows, Width, Height, quality, _origin.Comment);
    }

    /// <summary>A PNG file of 8-bit RGB, without loss.</summary>
    /// <exception cref="ImageException">The picture is empty.</exception>
    public byte[] EncodePng() => PngEncoder.Encode(_rows, Width, Height);

    /// <summary>Writes <c>.jpg</c> or <c>.jpeg</c> of quality 95, or <c>.png</c>, as the name says. Replaces a file of
    /// that name, whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full, or the folder can't be written; a file of that name is as it
    /// was.</exception>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    public void Save(string path) => WholeFile.WriteNamed(path, Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JPG" or ".JPEG" => EncodeJpeg(),
        ".PNG" => EncodePng(),
        string other =>
            throw new ArgumentException($"{path}: pictures are written as .jpg, .jpeg or .png, not as '{other}'.",
                nameof(path)),
    });

    // For the pixels of raw bytes, of which there must be as many as the size says.
    private static byte[] MemoryFor(int width, int height, int given, int channels, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        long expected = (long)width * height * channels;
        return given == expected ? PixelMemory.Allocate(width, height)
            : throw new ArgumentException($"{given} bytes given, {expected} expected for {width} × {height} "
                + $"{parameter.ToUpperInvariant()}.", parameter);
    }

    private RasterImage Turned(ExifTurn turn) => Turned(turn, _origin);

    private RasterImage Turned(ExifTurn turn, ImageOrigin origin)
    {
        (int width, int height) = Turning.SwapsSides(turn) ? (Height, Width) : (Width, Height);
        byte[] target = PixelMemory.Allocate(width, height);
        Turning.Apply(turn, _rows, Width, Height, target);
        return new RasterImage(width, height, target, origin);
    }
}
