using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>A picture of a row: a file somewhere, or bytes at hand. What a file says is kept, its bytes are not.</summary>
internal sealed class TrainingImage
{
    private const int LargestFile = 256 << 20;

    private Content? _content;

    /// <summary>What the caller called it; null for an observation.</summary>
    public string? Name { get; init; }

    /// <summary>The file that holds it; null where there is none or none may be trusted.</summary>
    public string? File { get; init; }

    /// <summary>The encoded picture where it is no file.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The encoded picture.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public RentedFile Read()
    {
        if (Bytes is not null) return RentedFile.Of(Bytes);
        if (File is null) throw new InvalidDataException($"the collection keeps no copy of the picture \"{Name}\". Collect with saved images, or refer to the original names.");
        try
        {
            return RentedFile.Read(File, LargestFile);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"the picture {File} can't be read: {error.Message}", error);
        }
    }

    /// <summary>The number of bytes of the encoded picture.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public int Length() => Look().Length;

    /// <summary>The hash of the encoded picture, lowercase hex.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public string Sha256() => Convert.ToHexStringLower(Look().Sha256);

    /// <summary>The content as a number; of a picture that nobody kept, its name.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public UInt128 Identity() => RowFingerprint.First(Bytes is null && File is null ? SHA256.HashData(Encoding.UTF8.GetBytes(Name ?? "")) : Look().Sha256);

    /// <summary>The format, told from the bytes.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or can't be read.</exception>
    public ImageFormat Format() => Look() is { Format: { } format } ? format
        : throw new InvalidDataException($"the picture {Name ?? File ?? "of an observation"} is none that trainers read: {Look().Problem}");

    private Content Look()
    {
        if (_content is not null) return _content;
        using RentedFile picture = Read();
        return _content = Content.Of(picture.Bytes.Span);
    }

    private sealed record Content(int Length, byte[] Sha256, ImageFormat? Format, string? Problem)
    {
        public static Content Of(ReadOnlySpan<byte> bytes)
        {
            byte[] hash = SHA256.HashData(bytes);
            try
            {
                return new(bytes.Length, hash, ImageHeader.Read(bytes).Format, null);
            }
            catch (ImageException error)
            {
                return new(bytes.Length, hash, null, error.Message);
            }
        }
    }
}
