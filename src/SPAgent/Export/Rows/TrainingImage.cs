using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>A picture of a row: a file somewhere, or bytes at hand. What a file says is kept, its bytes are
/// not.</summary>
internal sealed class TrainingImage
{
    private const int LargestFile = 256 << 20;

    private Content? _content;
    private byte[]? _shown;
    private TrainingImage? _rgb;

    /// <summary>What the caller called it; null for an observation.</summary>
    public string? Name { get; init; }

    /// <summary>The file that holds it; null where there is none or none may be trusted.</summary>
    public string? File { get; init; }

    /// <summary>The encoded picture where it is no file.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>How its name ends, without the dot, where its bytes are not to tell; null where they are.</summary>
    public string? NamedExtension { get; init; }

    /// <summary>Whether the model was shown a file that is not opaque laid on white.</summary>
    public bool OnWhite { get; init; }

    /// <summary>Pixels with which the model was shown a file at most; null for no limit.</summary>
    public int? MaxPixels { get; init; }

    /// <summary>Whether the file itself is what the model was shown: upright, and as large.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public bool IsAsStored
    {
        get
        {
            Look();
            return _shown is null;
        }
    }

    /// <summary>The encoded picture.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public RentedFile Read()
    {
        if (_shown is not null) return RentedFile.Of(_shown);
        RentedFile stored = Stored();
        if (_content is not null) return stored;
        // Looked at on the way, so that it is read once.
        Look(stored.Bytes, hashed: false);
        if (_shown is null) return stored;
        stored.Dispose();
        return RentedFile.Of(_shown);
    }

    /// <summary>The same picture with three or four channels, encoded anew where it has others.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public TrainingImage AsRgb()
    {
        if (_rgb is not null) return _rgb;
        using RentedFile picture = Read();
        if (ImageHeader.Read(picture.Bytes.Span).IsColour) return _rgb = this;
        try
        {
            RasterImage pixels = RasterImage.Decode(picture.Bytes.Span);
            return _rgb = new TrainingImage
            { Name = Name, Bytes = Format() == ImageFormat.Jpeg ? pixels.EncodeJpeg() : pixels.EncodePng() };
        }
        catch (ImageException damaged)
        {
            throw new InvalidDataException(damaged.Message, damaged);
        }
    }

    private RentedFile Stored()
    {
        if (Bytes is not null) return RentedFile.Of(Bytes);
        if (File is null)
            throw new InvalidDataException($"the collection keeps no copy of the picture \"{Name}\". Collect with "
                + "saved images, or refer to the original names.");
        try
        {
            return RentedFile.Read(File, LargestFile);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"the picture {File} can't be read: {error.Message}", error);
        }
    }

    /// <summary>The size in pixels.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public PixelSize? Size() => Look().Size;

    /// <summary>The number of bytes of the encoded picture.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public int Length() => Look().Length;

    /// <summary>The hash of the encoded picture, lowercase hex.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public string Sha256() => Convert.ToHexStringLower(Hash());

    /// <summary>The content as a number; of a picture that nobody kept, its name.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public UInt128 Identity() =>
        RowFingerprint.First(Bytes is null && File is null
            ? SHA256.HashData(Encoding.UTF8.GetBytes(Name ?? "")) : Hash());

    /// <summary>The format, told from the bytes.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or can't be read.</exception>
    public ImageFormat Format() => Look() is { Format: { } format } ? format
        : throw new InvalidDataException(
            $"the picture {Name ?? File ?? "of an observation"} is none that trainers read: {Look().Problem}");

    /// <summary>How the name of such a file ends: jpg, png or webp.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or can't be read.</exception>
    public string Extension() => NamedExtension
        ?? Format() switch { ImageFormat.Jpeg => "jpg", ImageFormat.Png => "png", _ => "webp" };

    /// <summary>The last part of the name that it was given, or one by its place, with the end that its format
    /// has.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or can't be read.</exception>
    public string NameAt(int place)
    {
        string extension = Extension();
        string name = Path.GetFileName(Name ?? File) is { Length: > 0 } given ? given : $"picture-{place}.{extension}";
        bool told = Path.GetExtension(name).ToLowerInvariant() is var end
            && (end == $".{extension}" || (end == ".jpeg" && extension == "jpg"));
        return told ? name : $"{name}.{extension}";
    }

    /// <summary>The name that a copy gets: the hash of its content.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or can't be read.</exception>
    public string FileName() => $"{Sha256()[..32]}.{Extension()}";

    private Content Look()
    {
        if (_content is not null) return _content;
        using RentedFile picture = Stored();
        return Look(picture.Bytes, hashed: true);
    }

    private Content Look(ReadOnlyMemory<byte> stored, bool hashed)
    {
        if (Bytes is null) _shown = Shown(stored);
        return _content = Content.Of(_shown ?? stored.Span, hashed);
    }

    private byte[] Hash()
    {
        if (Look().Sha256 is { } known) return known;
        using RentedFile picture = Read();
        byte[] hash = SHA256.HashData(picture.Bytes.Span);
        _content = _content! with { Sha256 = hash };
        return hash;
    }

    // What the model was shown of a file; null where that is the file itself.
    private byte[]? Shown(ReadOnlyMemory<byte> stored)
    {
        try
        {
            ImageHeader header = ImageHeader.Read(stored.Span);
            bool larger = MaxPixels is { } most && (long)header.Width * header.Height > most;
            if (header.Orientation == 1 && !larger && !(OnWhite && header.MayBeTransparent)) return null;
            byte[] shown = DatasetImage.FromBytes(stored.ToArray(), Name).ForModel(OnWhite, MaxPixels).Bytes.ToArray();
            return shown.AsSpan().SequenceEqual(stored.Span) ? null : shown;
        }
        catch (Exception unreadable) when (unreadable is ImageException or DatasetException)
        {
            // Said when its format is asked for.
            return null;
        }
    }

    private sealed record Content(int Length, byte[]? Sha256, ImageFormat? Format, PixelSize? Size, string? Problem)
    {
        public static Content Of(ReadOnlySpan<byte> bytes, bool hashed)
        {
            byte[]? hash = hashed ? SHA256.HashData(bytes) : null;
            try
            {
                ImageHeader header = ImageHeader.Read(bytes);
                return new(bytes.Length, hash, header.Format, new(header.Width, header.Height), null);
            }
            catch (ImageException error)
            {
                return new(bytes.Length, hash, null, null, error.Message);
            }
        }
    }
}
