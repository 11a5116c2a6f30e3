using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using Pixel24 = SixLabors.ImageSharp.PixelFormats.Rgb24;

namespace SPAgent.Interop.Tests;

[Collection("formats")]
public sealed class ImageImportTests : IDisposable
{
    private const int Width = 37, Height = 21;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Encoders.Keys];

    private static Dictionary<string, IImageEncoder> Encoders => new()
    {
        ["a.bmp"] = new BmpEncoder(),
        ["a32.bmp"] = new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32 },
        ["a.tga"] = new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel24 },
        ["rle.tga"] = new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel24, Compression = TgaCompression.RunLength },
        ["a.ppm"] = new PbmEncoder { ColorType = PbmColorType.Rgb },
        ["plain.ppm"] = new PbmEncoder { ColorType = PbmColorType.Rgb, Encoding = PbmEncoding.Plain },
        ["a.tif"] = new TiffEncoder { BitsPerPixel = TiffBitsPerPixel.Bit24 },
        ["lzw.tif"] = new TiffEncoder
        {
            BitsPerPixel = TiffBitsPerPixel.Bit24,
            Compression = SixLabors.ImageSharp.Formats.Tiff.Constants.TiffCompression.Lzw
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_of_each_format_has_its_pixels(string name)
    {
        RasterImage picture = PictureTests.Noise(Width, Height);
        Assert.Equal(picture.PixelSha256(), ImageImport.Load(Write(name, picture)).PixelSha256());
    }

    [Fact]
    public void The_first_frame_of_an_animation_stands_for_it()
    {
        using Image<Pixel24> animation = new(20, 10, new Pixel24(180, 60, 40)),
            next = new(20, 10, new Pixel24(0, 0, 255));
        animation.Frames.AddFrame(next.Frames.RootFrame);
        animation.Save(_folder["a.gif"], new GifEncoder());
        RasterImage picture = ImageImport.Load(_folder["a.gif"]);
        Assert.Equal((20, 10), (picture.Width, picture.Height));
        Assert.InRange(picture.Pixels[0], 170, 190);
    }

    [Theory]
    [InlineData("a32.bmp")]
    [InlineData("a.tga")]
    [InlineData("a.gif")]
    [InlineData("a.tif")]
    public void What_is_not_opaque_is_laid_on_white_on_demand(string name)
    {
        using Image<SixLabors.ImageSharp.PixelFormats.Rgba32> glass =
            new(4, 3, new SixLabors.ImageSharp.PixelFormats.Rgba32(200, 30, 30, 0));
        IImageEncoder encoder = name switch
        {
            "a32.bmp" => new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32, SupportTransparency = true },
            "a.tga" => new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel32 },
            "a.tif" => new TiffEncoder { BitsPerPixel = TiffBitsPerPixel.Bit24 },
            _ => new GifEncoder(),
        };
        glass.Save(_folder[name], encoder);
        RasterImage picture = ImageImport.Load(_folder[name], onWhite: true);
        // A TIFF of three channels keeps no alpha.
        Assert.Equal(name != "a.tif", picture.OnWhite);
        if (picture.OnWhite) Assert.Equal([255, 255, 255], picture.Pixels[..3].ToArray());
        Assert.False(ImageImport.Load(_folder[name]).OnWhite);
    }

    [Fact]
    public void Pictures_that_the_library_reads_itself_are_read_by_it()
    {
        string path = Fixtures.Samples("streets", "00_paris.jpg");
        Assert.Equal(RasterImage.Load(path).PixelSha256(), ImageImport.Load(path).PixelSha256());
    }

    [Fact]
    public void A_grey_page_with_a_name_that_lies_is_told_by_its_bytes()
    {
        File.WriteAllBytes(_folder["grey.jpg"], "P5 2 1 255\n\u0010\u0020"u8.ToArray());
        Assert.Equal([16, 16, 16, 32, 32, 32], ImageImport.Load(_folder["grey.jpg"]).Pixels.ToArray());
    }

    [Fact]
    public void A_large_TIFF_of_little_length_is_refused_by_name_at_once()
    {
        byte[] file = new byte[224];
        "II+\0"u8.CopyTo(file);
        (file[4], file[8], file[16]) = (8, 16, 255);
        File.WriteAllBytes(_folder["big.tif"], file);
        Assert.Contains("BigTIFF", Assert.Throws<ImageException>(() => ImageImport.Load(_folder["big.tif"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_blank_page_from_a_scanner_is_read()
    {
        const int PageWidth = 1654, PageHeight = 2339;
        using (Tiff tiff = Tiff.Open(_folder["blank.tif"], "w"))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, PageWidth);
            tiff.SetField(TiffTag.IMAGELENGTH, PageHeight);
            tiff.SetField(TiffTag.ROWSPERSTRIP, PageHeight);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 1);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISWHITE);
            tiff.SetField(TiffTag.COMPRESSION, Compression.CCITTFAX4);
            byte[] line = new byte[(PageWidth + 7) / 8];
            for (int row = 0; row < PageHeight; row++) Assert.True(tiff.WriteScanline(line, row));
        }

        RasterImage page = ImageImport.Load(_folder["blank.tif"]);
        Assert.Equal((PageWidth, PageHeight), (page.Width, page.Height));
        Assert.Equal([255, 255, 255], page.Pixels[..3].ToArray());
    }

    [Fact]
    public void A_TIFF_whose_pages_run_in_a_circle_comes_to_an_end()
    {
        string path = Write("a.tif", PictureTests.Noise(4, 4));
        byte[] file = File.ReadAllBytes(path);
        int directory = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(directory + 2 + (12 * entries)), directory);
        File.WriteAllBytes(path, file);
        Assert.Equal(4, ImageImport.Load(path).Width);
    }

    [Theory]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tga")]
    [InlineData("ppm")]
    [InlineData("png")]
    [InlineData("tif")]
    public void A_file_that_claims_far_more_pixels_than_it_holds_allocates_none(string kind)
    {
        string path = Bomb(kind);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageException>(() => ImageImport.Load(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
    }

    [Fact]
    public void Damaged_files_are_pictures_or_errors_of_ours_and_nothing_else()
    {
        Random random = new(11);
        int broken = 0;
        foreach (string name in Encoders.Keys.Append("a.gif"))
        {
            byte[] whole = File.ReadAllBytes(Write(name, PictureTests.Noise(Width, Height)));
            for (int round = 0; round < 40; round++)
            {
                byte[] file = round % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
                for (int hit = 0; hit < round % 7 && file.Length > 0; hit++)
                    file[random.Next(Math.Min(file.Length, round < 20 ? 64 : file.Length))] = (byte)random.Next(256);
                File.WriteAllBytes(_folder["damaged"], file);
                try
                {
                    Assert.True(ImageImport.Load(_folder["damaged"]).Width > 0);
                }
                catch (ImageException)
                {
                    broken++;
                }
            }
        }

        Assert.InRange(broken, 50, 360);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("GIF89a")]
    [InlineData("BM")]
    [InlineData("P6 ")]
    [InlineData("P6 99999999999 1 255\n")]
    [InlineData("II*\0")]
    public void What_is_no_picture_is_refused(string text)
    {
        File.WriteAllText(_folder["x"], text);
        Assert.Contains(_folder["x"], Assert.Throws<ImageException>(() => ImageImport.Load(_folder["x"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_absent_or_a_folder_is_refused_the_same_way()
    {
        Assert.Throws<ImageException>(() => ImageImport.Load(_folder["none.gif"]));
        Assert.Throws<ImageException>(() => ImageImport.Load(_folder.Path));
    }

    [Fact]
    public void Rows_of_a_dataset_hold_such_pictures_once_the_formats_are_added()
    {
        Write("a.bmp", PictureTests.Noise(Width, Height));
        ImageDataset.AddFormats(() => new ImportedFormats());
        DatasetImage image = ImageDataset.Open(_folder.Path)[0].Image!;
        Assert.Equal(PictureTests.Noise(Width, Height).PixelSha256(), image.Decode().PixelSha256());
        (byte[] bytes, string type) = image.ModelBytes();
        Assert.Equal(("image/png", PictureTests.Noise(Width, Height).PixelSha256()),
            (type, RasterImage.Decode(bytes).PixelSha256()));
    }

    private string Write(string name, RasterImage picture)
    {
        using Image<Pixel24> image = picture.ToImageSharp();
        image.Save(_folder[name], name.EndsWith(".gif", StringComparison.Ordinal) ? new GifEncoder() : Encoders[name]);
        return _folder[name];
    }

    private string Bomb(string kind)
    {
        byte[] file = new byte[300];
        switch (kind)
        {
            case "gif":
                "GIF89a"u8.CopyTo(file);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), 13_000);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), 13_000);
                file[13] = 0x2c;
                break;
            case "bmp":
                "BM"u8.CopyTo(file);
                (file[10], file[14], file[26], file[28]) = (54, 40, 1, 24);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 13_000);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 13_000);
                break;
            case "tga":
                (file[2], file[16]) = (2, 24);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(12), 13_000);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(14), 13_000);
                break;
            case "ppm":
                "P6 13000 13000 255\n"u8.CopyTo(file);
                break;
            case "tif":
                "II*\0"u8.CopyTo(file);
                (file[4], file[8]) = (8, 2);
                foreach ((int at, byte tag) in new[] { (10, (byte)0), (22, (byte)1) })
                {
                    (file[at], file[at + 1], file[at + 2], file[at + 4]) = (tag, 1, 4, 1);
                    BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 8), 13_000);
                }

                break;
            default:
                new byte[] { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44,
                    0x52 }.CopyTo(file, 0);
                BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 30_000);
                BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 30_000);
                (file[24], file[25]) = (8, 2);
                break;
        }

        File.WriteAllBytes(_folder[$"bomb.{kind}"], file);
        return _folder[$"bomb.{kind}"];
    }
}
