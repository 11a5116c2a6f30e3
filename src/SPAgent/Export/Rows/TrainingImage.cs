using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>A picture of a row: a file somewhere, or bytes at hand.</summary>
internal sealed class TrainingImage
{
    private const long LargestFile = 256L << 20;

    private byte[]? _bytes;
    private string? _sha256;

    /// <summary>What the caller called it; null for an observation.</summary>
    public string? Name { get; init; }

    /// <summary>The file that holds it; null where there is none or none may be trusted.</summary>
    public string? File { get; init; }

    /// <summary>The encoded picture where it is no file.</summary>
    public byte[]? Bytes { get => _bytes; init => _bytes = value; }

    /// <summary>The encoded picture.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public byte[] Read()
    {
        if (_bytes is not null) return _bytes;
        if (File is null) throw new InvalidDataException($"the collection keeps no copy of the picture \"{Name}\". Collect with saved images, or refer to the original names.");
        try
        {
            if (new FileInfo(File).Length > LargestFile) throw new InvalidDataException($"the picture {File} is over {LargestFile >> 20} MB.");
            return _bytes = System.IO.File.ReadAllBytes(File);
        }
        catch (Exception error) when (error is not InvalidDataException and (IOException or UnauthorizedAccessException))
        {
            throw new InvalidDataException($"the picture {File} can't be read: {error.Message}", error);
        }
    }

    /// <summary>The hash of the encoded picture, lowercase hex.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public string Sha256() => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Read()));

    /// <summary>The content as a number; of a picture that nobody kept, its name.</summary>
    public UInt128 Identity() => RowFingerprint.First(_bytes is null && File is null
        ? SHA256.HashData(Encoding.UTF8.GetBytes(Name ?? ""))
        : Convert.FromHexString(Sha256()));

    /// <summary>The format, told from the bytes.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG, PNG or WebP, or can't be read.</exception>
    public ImageFormat Format()
    {
        try
        {
            return ImageHeader.Read(Read()).Format;
        }
        catch (ImageException error)
        {
            throw new InvalidDataException($"the picture {Name ?? File ?? "of an observation"} is none that trainers read: {error.Message}", error);
        }
    }
}
