using System.Text.Json.Nodes;

namespace SPAgent.Tests;

public sealed class RasterImageTests
{
    [Fact]
    public void Png_keeps_every_pixel()
    {
        Random random = new(5);
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (2, 3), (17, 5), (64, 64), (301, 7)])
        {
            byte[] rgb = new byte[width * height * 3];
            random.NextBytes(rgb);
            RasterImage noise = RasterImage.FromPixels(width, height, rgb),
                smooth = noise.Crop(0, 0, 1, 1).Resize(width, height);
            Assert.Equal(rgb, RasterImage.Decode(noise.EncodePng()).Pixels.ToArray());
            Assert.Equal(smooth.PixelSha256(), RasterImage.Decode(smooth.EncodePng()).PixelSha256());
        }
    }

    [Fact]
    public void Our_png_files_are_read_alike_by_Pillow()
    {
        using PillowOracle pillow = PillowOracle.Start();
        foreach (string name in (string[])["p_grad.png", "p_noise.png", "p_page.png", "p_mid.jpg"])
        {
            (string expected, string seen) =
                pillow.Ask(PillowOracle.Request(RasterImage.Load(Fixtures.Own("imaging", name)).EncodePng()));
            Assert.Equal(expected, seen);
        }
    }

    [Fact]
    public void WebP_files_have_Pillows_pixels()
    {
        using PillowOracle pillow = PillowOracle.Start();
        foreach (string path in Directory.GetFiles(Fixtures.Own("imaging"), "w_*.webp")
            .Where(path => !path.Contains("animated", StringComparison.Ordinal)))
        {
            byte[] file = File.ReadAllBytes(path);
            (string expected, string seen) = pillow.Ask(PillowOracle.Request(file));
            Assert.Equal(expected, seen);
            (expected, seen) = pillow.Ask(PillowOracle.Request(file[..(file.Length * 3 / 4)]));
            Assert.Equal(expected, seen);
        }
    }

    [Fact]
    public void Any_quality_gives_Pillows_bytes()
    {
        using PillowOracle pillow = PillowOracle.Start();
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", "p_grad.png"));
        for (int quality = 1; quality <= 100; quality++)
        {
            JsonObject request = PillowOracle.Request(file);
            request["quality"] = quality;
            (string expected, string seen) = pillow.Ask(request);
            Assert.Equal(expected, seen);
        }
    }

    [Fact]
    public void A_comment_that_no_jpeg_holds_is_left_out()
    {
        byte[] png = Grey.Picture(1, 1, 7).EncodePng(), plain = RasterImage.Decode(png).EncodeJpeg();
        byte[] Encoded(int comment)
        {
            byte[] text = ExifFile.Chunk("tEXt"u8, [.. "comment\0"u8, .. new byte[comment]]);
            return RasterImage.Decode([.. png[..33], .. text, .. png[33..]]).EncodeJpeg();
        }

        Assert.Equal(plain.Length + 4 + 65_511, Encoded(65_511).Length);
        Assert.Equal(plain, Encoded(65_512));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Grey.Picture(1, 1, 7).EncodeJpeg(quality));

    [Fact]
    public void Save_writes_the_format_that_the_name_asks_for()
    {
        RasterImage picture = Grey.Picture(2, 2, 1, 2, 3, 4);
        string folder = Directory.CreateTempSubdirectory("raster-image-").FullName;
        try
        {
            picture.Save(Path.Combine(folder, "a.png"));
            picture.Save(Path.Combine(folder, "a.JPG"));
            Assert.Equal(picture.PixelSha256(), RasterImage.Load(Path.Combine(folder, "a.png")).PixelSha256());
            Assert.Equal(picture.EncodeJpeg(), File.ReadAllBytes(Path.Combine(folder, "a.JPG")));
            Assert.Throws<ArgumentException>(() => picture.Save(Path.Combine(folder, "a.gif")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RasterImage.FromPixels(2, 2, new byte[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RasterImage.FromPixels(-1, -1, new byte[3]));
        Assert.Throws<ArgumentException>(() => RasterImage.FromPixels(int.MaxValue, int.MaxValue, []));
        Assert.Equal(ImageErrorKind.TooLarge,
            Assert.Throws<ImageException>(() => Grey.Picture(1, 1, 7).Resize(20_000, 20_000)).Kind);
    }

    [Fact]
    public void Threads_get_the_same_results_as_one()
    {
        string[] paths = [.. Directory.GetFiles(Fixtures.Own("imaging"), "p_j*.jpg"),
            .. Directory.GetFiles(Fixtures.Own("imaging"), "p_rgb*.png")];
        byte[][] files = [.. paths.Select(File.ReadAllBytes)];
        RasterImage shared = RasterImage.Load(Fixtures.Own("imaging", "p_mid.jpg")).Crop(10, 10, 500, 400);
        string Work(int index)
        {
            RasterImage image = RasterImage.Decode(files[index % files.Length]);
            return
                $"{image.PixelSha256()} {Convert.ToHexString(image.Rotate(index).EncodeJpeg())[^40..]} {shared.PixelSha256()}";
        }

        string[] alone = [.. Enumerable.Range(0, 200).Select(Work)], together = new string[200];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            index => together[index] = Work(index));
        Assert.Equal(alone, together);
    }
}
