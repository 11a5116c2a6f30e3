using BitMiracle.LibTiff.Classic;

namespace SPAgent;

/// <summary>The first page of a TIFF file.</summary>
internal static class TiffPage
{
    // Deflate makes 1,032 bytes of one, each of 8 pixels in black and white.
    private const long MostPixelsPerByte = 8_300;
    private static readonly Silence Quiet = new();

    public static RasterImage Decode(byte[] file, bool onWhite)
    {
        Tiff.SetErrorHandler(Quiet);
        using MemoryStream stream = new(file, writable: false);
        using Tiff tiff = Tiff.ClientOpen("picture", "r", stream, new TiffStream())
            ?? throw ImageException.Unidentified("its directory can't be read");
        (int width, int height) = (Number(tiff, TiffTag.IMAGEWIDTH), Number(tiff, TiffTag.IMAGELENGTH));
        if (width <= 0 || height <= 0) throw ImageException.Broken("it has no size");
        // Fax codes of group 4 have one bit for a line that is like the one above: all of a blank page.
        bool isGroup4 = Number(tiff, TiffTag.COMPRESSION) == (int)Compression.CCITTFAX4;
        ImportedFormats.RequirePixels(width, height, file.Length,
            isGroup4 ? Math.Max(MostPixelsPerByte, 8L * width) : MostPixelsPerByte);
        if (!tiff.RGBAImageOK(out string why))
        {
            throw ImageException.Unidentified($"this kind of TIFF is not read ({why})");
        }

        int[] raster = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, stopOnError: true))
        {
            throw ImageException.Truncated();
        }

        byte[] rgba = new byte[raster.Length * 4];
        for (int i = 0; i < raster.Length; i++)
        {
            int alpha = Tiff.GetA(raster[i]);
            Span<byte> pixel = rgba.AsSpan(i * 4, 4);
            (pixel[0], pixel[1], pixel[2], pixel[3]) = (Plain(Tiff.GetR(raster[i]), alpha),
                Plain(Tiff.GetG(raster[i]), alpha), Plain(Tiff.GetB(raster[i]), alpha), (byte)alpha);
        }

        return RasterImage.FromRgba(width, height, rgba, onWhite);
    }

    // The library hands out colours that are multiplied by their alpha.
    private static byte Plain(int channel, int alpha) =>
        alpha is 0 or 255 ? (byte)channel : (byte)Math.Min(255, ((channel * 255) + (alpha / 2)) / alpha);

    private static int Number(Tiff tiff, TiffTag tag) => tiff.GetField(tag) is [var field, ..] ? field.ToInt() : 0;

    // What is wrong is told by exceptions; the library's own way is to print it.
    private sealed class Silence : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format,
            params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format,
            params object[] args)
        {
        }
    }
}
