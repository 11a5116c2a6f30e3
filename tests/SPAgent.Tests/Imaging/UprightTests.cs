using System.Text.Json.Nodes;

namespace SPAgent.Tests;

public sealed class UprightTests
{
    private static readonly byte[] s_jpeg = File.ReadAllBytes(Fixtures.Own("imaging", "p_j420.jpg"));
    private static readonly byte[] s_png = File.ReadAllBytes(Fixtures.Own("imaging", "p_rgb_33x21.png"));

    [Fact]
    public void All_eight_orientations_are_turned_as_Pillow_turns_them()
    {
        List<byte[]> files = [File.ReadAllBytes(Fixtures.Own("imaging", "w_exif6.webp"))];
        for (int orientation = 0; orientation <= 9; orientation++)
        {
            files.Add(ExifFile.Jpeg(s_jpeg, ExifFile.Block(orientation)));
            files.Add(ExifFile.Jpeg(s_jpeg, ExifFile.Block(orientation, littleEndian: false, type: 4)));
            files.Add(ExifFile.Png(s_png, ExifFile.Block(orientation), behindPixels: false));
            files.Add(ExifFile.Png(s_png, ExifFile.Block(orientation, littleEndian: false), behindPixels: true));
            files.Add(ExifFile.RawProfile(s_png, ExifFile.Block(orientation), compressed: orientation % 2 == 0));
        }

        // The first block of a JPEG file counts, the last of a PNG file.
        files.Add(ExifFile.Jpeg(ExifFile.Jpeg(s_jpeg, ExifFile.Block(6)), ExifFile.Block(3)));
        files.Add(ExifFile.Png(ExifFile.Png(s_png, ExifFile.Block(6), behindPixels: false), ExifFile.Block(3),
            behindPixels: true));
        files.Add(ExifFile.RawProfile(ExifFile.Png(s_png, ExifFile.Block(6), behindPixels: true), ExifFile.Block(3),
            compressed: true));

        using PillowOracle pillow = PillowOracle.Start();
        foreach (byte[] file in files)
        {
            JsonObject request = PillowOracle.Request(file);
            request["upright"] = true;
            (string expected, string seen) = pillow.Ask(request);
            Assert.Equal(expected, seen);
        }
    }

    [Theory]
    [InlineData(1, 3, 2, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 3, 2, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, 3, 2, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, 2, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, 2, 3, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, 2, 3, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(7, 2, 3, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, 2, 3, new byte[] { 3, 6, 2, 5, 1, 4 })]
    public void An_orientation_says_how_the_stored_picture_is_to_be_shown(int orientation, int width, int height,
        byte[] greys)
    {
        byte[] png = ExifFile.Png(Grey.Picture(3, 2, 1, 2, 3, 4, 5, 6).EncodePng(), ExifFile.Block(orientation),
            behindPixels: false);
        RasterImage upright = RasterImage.Decode(png).Upright();
        Assert.Equal((width, height), (upright.Width, upright.Height));
        Assert.Equal(greys, Grey.Values(upright));
    }

    [Fact]
    public void Decoding_leaves_the_turn_to_the_caller_and_a_turn_is_applied_once()
    {
        RasterImage stored = RasterImage.Decode(ExifFile.Jpeg(s_jpeg, ExifFile.Block(6)));
        Assert.Equal(RasterImage.Decode(s_jpeg).PixelSha256(), stored.PixelSha256());
        RasterImage upright = stored.Upright();
        Assert.Equal((stored.Height, stored.Width), (upright.Width, upright.Height));
        Assert.Same(upright, upright.Upright());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_orientation_that_ImageMagick_wrote_counts_where_there_is_no_other(bool compressed)
    {
        byte[] png = ExifFile.RawProfile(s_png, ExifFile.Block(6), compressed);
        Assert.Equal(6, ImageHeader.Read(png).Orientation);
        Assert.Equal(3, ImageHeader.Read(ExifFile.Png(png, ExifFile.Block(3), behindPixels: false)).Orientation);
    }

    [Fact]
    public void A_damaged_exif_block_means_no_turn()
    {
        byte[] block = ExifFile.Block(6);
        for (int length = 0; length < 34; length++)
        {
            Assert.Equal(1, ImageHeader.Read(ExifFile.Jpeg(s_jpeg, block[..length])).Orientation);
        }

        byte[] outside = [.. block];
        outside[4] = 0xFF;
        Assert.Equal(1, ImageHeader.Read(ExifFile.Jpeg(s_jpeg, outside)).Orientation);
        byte[] digits = ExifFile.Chunk("tEXt"u8, "Raw profile type exif\0\nexif\n2\n45zz\n"u8);
        Assert.Equal(1, ImageHeader.Read([.. s_png[..33], .. digits, .. s_png[33..]]).Orientation);
    }
}
