namespace SPAgent.Tests;

public sealed class ResizeTests
{
    [Fact]
    public void A_resized_picture_has_Pillows_pixels()
    {
        foreach (var made in MadeByPillow.Cases("scaled"))
        {
            RasterImage image = RasterImage.Decode(MadeByPillow.Picture(made));
            RasterImage scaled =
                image.Resize(made.GetProperty("width").GetInt32(), made.GetProperty("height").GetInt32());
            Assert.True(made.GetProperty("sha256").GetString() == scaled.PixelSha256(), made.ToString());
        }
    }

    [Fact]
    public void A_window_into_another_picture_is_resized_like_a_picture_of_its_own()
    {
        RasterImage window = RasterImage.Load(Fixtures.Own("imaging", "p_mid.jpg")).Crop(100, 50, 700, 550);
        RasterImage copy = RasterImage.FromPixels(600, 500, window.Pixels);
        Assert.Equal(copy.Resize(90, 70).PixelSha256(), window.Resize(90, 70).PixelSha256());
    }

    [Fact]
    public void A_channel_alone_is_resized_like_each_of_three()
    {
        byte[] grey = new byte[33 * 21];
        new Random(3).NextBytes(grey);
        byte[] one = PillowResample.Resize(grey, 33, 21, 1, 9, 8, ResampleFilter.Bicubic);
        Assert.Equal(Grey.Picture(9, 8, one).PixelSha256(), Grey.Picture(33, 21, grey).Resize(9, 8).PixelSha256());
    }

    [Theory]
    [InlineData(960, 720, 589_824, 886, 665)]
    [InlineData(4000, 3000, 1_000_000, 1154, 866)]
    [InlineData(640, 480, 307_200, 640, 480)]
    [InlineData(640, 480, 307_199, 639, 479)]
    [InlineData(10_000, 1, 100, 100, 1)]
    [InlineData(1, 10_000, 100, 1, 100)]
    [InlineData(10_000, 3, 100, 100, 1)]
    [InlineData(100, 100, 1, 1, 1)]
    [InlineData(3, 2, 2, 1, 1)]
    [InlineData(50_000, 40_000, int.MaxValue, 50_000, 40_000)]
    public void A_size_within_a_limit_keeps_its_proportions(int width, int height, int maxPixels, int newWidth,
        int newHeight) =>
        Assert.Equal((newWidth, newHeight), ImageSize.Within(width, height, maxPixels));

    [Fact]
    public void No_size_within_a_limit_is_over_it_or_empty()
    {
        Random random = new(5);
        for (int i = 0; i < 20_000; i++)
        {
            (int width, int height, int limit) =
                (random.Next(1, 5000), random.Next(1, 5000), random.Next(1, 3_000_000));
            (int newWidth, int newHeight) = ImageSize.Within(width, height, limit);
            Assert.InRange((long)newWidth * newHeight, 1, limit);
            Assert.InRange(newWidth, 1, width);
            Assert.InRange(newHeight, 1, height);
        }
    }

    [Fact]
    public void A_limit_below_one_pixel_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageSize.Within(5, 5, 0));

    [Fact]
    public void A_picture_within_the_limit_is_itself()
    {
        RasterImage picture = RasterImage.Load(Fixtures.Own("imaging", "p_mid.jpg"));
        Assert.Same(picture, picture.Within(480_000));
        Assert.Equal((565, 424), (picture.Within(240_000).Width, picture.Within(240_000).Height));
    }

    [Fact]
    public void A_picture_whose_first_pass_would_not_fit_into_memory_is_refused()
    {
        RasterImage tall = RasterImage.FromPixels(1, 1_000_000, new byte[3_000_000]);
        Assert.Equal(ImageErrorKind.TooLarge, Assert.Throws<ImageException>(() => tall.Resize(10_000, 1)).Kind);
    }
}
