namespace SPAgent.Tests;

public sealed class CropTests
{
    private static readonly RasterImage s_picture = Grey.Picture(4, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

    [Fact]
    public void A_box_may_reach_beyond_the_picture()
    {
        RasterImage crop = s_picture.Crop(-1, -1, 2, 2);
        Assert.Equal([0, 0, 0, 0, 1, 2, 0, 5, 6], Grey.Values(crop));
        Assert.Equal([0, 0], Grey.Values(s_picture.Crop(10, 10, 12, 11)));
    }

    [Fact]
    public void Sides_are_rounded_half_to_even()
    {
        Assert.Equal([1, 2, 5, 6], Grey.Values(s_picture.Crop(0.5, -0.5, 2.5, 1.5)));
        Assert.Equal([3, 7], Grey.Values(s_picture.Crop(1.5, 0, 2.6, 2)));
    }

    [Fact]
    public void An_empty_box_gives_an_empty_picture_that_can_be_worked_with()
    {
        RasterImage empty = s_picture.Crop(2, 1, 2, 3);
        Assert.Equal((0, 2), (empty.Width, empty.Height));
        Assert.Equal((2, 0), (empty.Rotate(90).Width, empty.Rotate(90).Height));
        Assert.Equal(ImageErrorKind.InvalidValue, Assert.Throws<ImageException>(() => empty.EncodeJpeg()).Kind);
        Assert.Equal(ImageErrorKind.InvalidValue, Assert.Throws<ImageException>(() => empty.EncodePng()).Kind);
        Assert.Equal(ImageErrorKind.InvalidValue, Assert.Throws<ImageException>(() => empty.Resize(1, 1)).Kind);
    }

    [Theory]
    [InlineData(2.4, 0, 2.3, 5, ImageErrorKind.InvalidValue)]
    [InlineData(0, 3, 4, 2, ImageErrorKind.InvalidValue)]
    [InlineData(double.NaN, 0, 1, 1, ImageErrorKind.InvalidValue)]
    [InlineData(0, 0, double.PositiveInfinity, 1, ImageErrorKind.Overflow)]
    [InlineData(3e9, 0, 3e9 + 5, 5, ImageErrorKind.Overflow)]
    [InlineData(-1e300, 0, 1e300, 1, ImageErrorKind.TooLarge)]
    [InlineData(0, 0, 20_000, 20_000, ImageErrorKind.TooLarge)]
    [InlineData(-2e9, 0, 2e9, 0, ImageErrorKind.TooLarge)]
    public void A_senseless_box_is_refused(double left, double top, double right, double bottom, ImageErrorKind kind) =>
        Assert.Equal(kind, Assert.Throws<ImageException>(() => s_picture.Crop(left, top, right, bottom)).Kind);

    [Fact]
    public void A_crop_of_a_crop_gives_the_same_pixels_whether_memory_is_shared_or_copied()
    {
        Random random = new(3);
        byte[] rgb = new byte[97 * 61 * 3];
        random.NextBytes(rgb);
        RasterImage whole = RasterImage.FromPixels(97, 61, rgb);
        for (int round = 0; round < 200; round++)
        {
            int left = random.Next(90), top = random.Next(55), right = random.Next(left + 1, 98),
                bottom = random.Next(top + 1, 62);
            RasterImage crop = whole.Crop(left, top, right, bottom), inner = crop.Crop(1, 0, crop.Width, crop.Height);
            RasterImage copy = RasterImage.FromPixels(crop.Width, crop.Height, Cut(rgb, 97, left, top, right, bottom));
            Assert.Equal(copy.Rotate(33).PixelSha256(), crop.Rotate(33).PixelSha256());
            Assert.Equal(copy.Rotate(90).PixelSha256(), crop.Rotate(90).PixelSha256());
            Assert.Equal(copy.Rotate(180).PixelSha256(), crop.Rotate(180).PixelSha256());
            Assert.Equal(copy.EncodeJpeg(), crop.EncodeJpeg());
            Assert.Equal(copy.EncodePng(), crop.EncodePng());
            Assert.Equal(copy.Resize(5, 4).PixelSha256(), crop.Resize(5, 4).PixelSha256());
            Assert.Equal(copy.Crop(-3, 2, 20, 20).PixelSha256(), crop.Crop(-3, 2, 20, 20).PixelSha256());
            Assert.Equal(Cut(rgb, 97, left + 1, top, right, bottom), inner.Pixels.ToArray());
            Assert.Equal(copy.PixelSha256(), crop.PixelSha256());
        }
    }

    private static byte[] Cut(byte[] rgb, int width, int left, int top, int right, int bottom) =>
        [.. Enumerable.Range(top, bottom - top)
            .SelectMany(y => rgb[(((y * width) + left) * 3)..(((y * width) + right) * 3)])];
}
