using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;
using Pixel24 = SixLabors.ImageSharp.PixelFormats.Rgb24;

namespace SPAgent;

/// <summary>
/// ImageSharp with the decoders that proved to stand up to damaged files, and no other: its TIFF one can be made to
/// hang, its PNG one to fill the memory.
/// </summary>
internal static class GuardedImageSharp
{
    // A code of at most 12 bits stands for up to 4,096 pixels of a GIF; the run-length codes of the others make less of
    // a byte.
    private const long MostPixelsPerByte = 2_800;

    private static readonly Configuration Only = Create();

    public static RasterImage Decode(byte[] file, bool onWhite)
    {
        IImageInfo? info = Image.Identify(Only, file, out _);
        if (info is null) throw ImageException.Unidentified("its header makes no sense");
        ImportedFormats.RequirePixels(info.Width, info.Height, file.Length, MostPixelsPerByte);
        if (onWhite) return OnWhite(file);
        using Image<Pixel24> image = Image.Load<Pixel24>(Only, file);
        return image.ToRasterImage();
    }

    private static RasterImage OnWhite(byte[] file)
    {
        using Image<Rgba32> image = Image.Load<Rgba32>(Only, file);
        byte[] rgba = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(rgba);
        return RasterImage.FromRgba(image.Width, image.Height, rgba, onWhite: true);
    }

    private static Configuration Create()
    {
        Configuration configuration = new()
        { MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = 16 }) };
        configuration.ImageFormatsManager.AddImageFormat(GifFormat.Instance);
        configuration.ImageFormatsManager.AddImageFormat(BmpFormat.Instance);
        configuration.ImageFormatsManager.AddImageFormat(TgaFormat.Instance);
        configuration.ImageFormatsManager.AddImageFormat(PbmFormat.Instance);
        configuration.ImageFormatsManager.SetDecoder(GifFormat.Instance,
            new GifDecoder { DecodingMode = FrameDecodingMode.First, IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(BmpFormat.Instance, new BmpDecoder());
        configuration.ImageFormatsManager.SetDecoder(TgaFormat.Instance, new TgaDecoder());
        configuration.ImageFormatsManager.SetDecoder(PbmFormat.Instance, new PbmDecoder());
        configuration.ImageFormatsManager.AddImageFormatDetector(new GifImageFormatDetector());
        configuration.ImageFormatsManager.AddImageFormatDetector(new BmpImageFormatDetector());
        configuration.ImageFormatsManager.AddImageFormatDetector(new PbmImageFormatDetector());
        configuration.ImageFormatsManager.AddImageFormatDetector(new TgaImageFormatDetector());
        return configuration;
    }
}
