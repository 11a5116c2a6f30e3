using System.Security.Cryptography;

namespace SPAgent;

/// <summary>A picture: RGB, 8 bits a channel, rows from the top, no padding. It never changes after it was made.</summary>
public sealed class RasterImage
{
    private readonly byte[] _pixels;

    private RasterImage(int width, int height, byte[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    /// <summary>Width in pixels; may be 0 after a crop.</summary>
    public int Width { get; }

    /// <summary>Height in pixels; may be 0 after a crop.</summary>
    public int Height { get; }

    /// <summary>The raw bytes R, G, B of each pixel, row by row: Width × Height × 3 bytes.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Makes a picture of raw RGB bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">The length is not width × height × 3.</exception>
    public static RasterImage FromPixels(int width, int height, ReadOnlySpan<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        if (rgb.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"{rgb.Length} bytes given, {(long)width * height * 3} expected for {width} × {height} RGB.", nameof(rgb));
        }

        return new RasterImage(width, height, rgb.ToArray());
    }

    /// <summary>SHA-256 of <see cref="Pixels"/> in lower-case hexadecimal: the identity of a picture in traces.</summary>
    public string PixelSha256() => Convert.ToHexStringLower(SHA256.HashData(_pixels));
}
