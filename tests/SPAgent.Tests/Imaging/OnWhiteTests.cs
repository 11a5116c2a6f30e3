using System.Buffers.Binary;
using System.IO.Compression;

namespace SPAgent.Tests;

public sealed class OnWhiteTests
{
    [Fact]
    public void A_picture_laid_on_white_has_Pillows_pixels()
    {
        List<string> differences = [];
        foreach (var made in MadeByPillow.Cases("white"))
        {
            RasterImage image = RasterImage.Decode(MadeByPillow.Picture(made), onWhite: true);
            (bool, string?) expected =
                (made.GetProperty("on_white").GetBoolean(), made.GetProperty("sha256").GetString());
            if (expected != (image.OnWhite, image.PixelSha256())) differences.Add($"{made}: {image.OnWhite}");
        }

        Assert.Empty(differences);
        Assert.InRange(MadeByPillow.Cases("white").Count(), 60, 200);
    }

    [Fact]
    public void A_header_that_tells_of_no_transparency_is_right()
    {
        foreach (var made in MadeByPillow.Cases("white").Where(made => made.GetProperty("on_white").GetBoolean()))
        {
            Assert.True(ImageHeader.Read(MadeByPillow.Picture(made)).MayBeTransparent, made.ToString());
        }

        foreach (string name in
            (string[])["p_j420.jpg", "p_rgb_7x5.png", "p_pal8.png", "w_lossy.webp", "p_gray4_i.png"])
        {
            Assert.False(ImageHeader.Read(File.ReadAllBytes(Fixtures.Own("imaging", name))).MayBeTransparent, name);
        }
    }

    [Fact]
    public void An_alpha_channel_that_hides_nothing_changes_nothing()
    {
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", "a_opaque.png"));
        RasterImage image = RasterImage.Decode(file, onWhite: true);
        Assert.True(ImageHeader.Read(file).MayBeTransparent);
        Assert.Equal((false, "RGBA", RasterImage.Decode(file).PixelSha256()),
            (image.OnWhite, image.Mode, image.PixelSha256()));
    }

    [Theory]
    [InlineData("a_pal_one.png")]
    [InlineData("p_pal_t0.png")]
    public void Beyond_a_picture_laid_on_white_is_black_like_beyond_any_other(string name)
    {
        RasterImage image = RasterImage.Decode(File.ReadAllBytes(Fixtures.Own("imaging", name)), onWhite: true);
        RasterImage again = RasterImage.Decode(image.EncodePng());
        Assert.Equal(image.PixelSha256(), again.PixelSha256());
        Assert.Equal(again.Crop(-3, -3, 9, 9).PixelSha256(), image.Crop(-3, -3, 9, 9).PixelSha256());
        Assert.True(image.Crop(0, 0, 2, 2).OnWhite);
    }

    [Theory]
    [InlineData(2, new byte[] { 0b00_01_10_11 }, new byte[] { 0, 1 }, new byte[] { 0, 255, 170, 255 })]
    [InlineData(4, new byte[] { 0x0F, 0xF1 }, new byte[] { 0, 15 }, new byte[] { 0, 255, 255, 17 })]
    [InlineData(1, new byte[] { 0b0110_0000 }, new byte[] { 0, 0 }, new byte[] { 255, 255, 255, 255 })]
    [InlineData(16, new byte[] { 0, 7, 1, 7, 0, 8, 0, 7 }, new byte[] { 0, 7 }, new byte[] { 255, 255, 8, 255 })]
    public void The_transparent_grey_is_a_sample_as_stored(int depth, byte[] row, byte[] transparent, byte[] expected)
    {
        byte[] png = Png(4, 1, depth, 0, row, transparent);
        RasterImage image = RasterImage.Decode(png, onWhite: true);
        Assert.Equal(expected, Grey.Values(image).Select(value => (byte)value));
        Assert.True(image.OnWhite);
    }

    [Theory]
    [InlineData(0, 8, new byte[] { 1, 2, 3, 4 }, new byte[] { 9 })]
    [InlineData(2, 8, new byte[] { 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4 }, new byte[] { 0, 1, 0, 1, 0 })]
    [InlineData(2, 8, new byte[] { 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4 }, new byte[] { 0, 1, 0, 1, 0, 2 })]
    public void A_damaged_or_absent_colour_hides_nothing(int type, int depth, byte[] row, byte[] transparent) =>
        Assert.False(RasterImage.Decode(Png(4, 1, depth, type, row, transparent), onWhite: true).OnWhite);

    private static byte[] Png(int width, int height, int depth, int type, byte[] row, byte[] transparent)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)type);
        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionMode.Compress, leaveOpen: true)) zip.Write([0, .. row]);
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            .. ExifFile.Chunk("IHDR"u8, header), .. ExifFile.Chunk("tRNS"u8, transparent),
            .. ExifFile.Chunk("IDAT"u8, packed.ToArray()), .. ExifFile.Chunk("IEND"u8, []),
        ];
    }
}
