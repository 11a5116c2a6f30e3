namespace SPAgent.Tests;

public sealed class RotationTests
{
    private static readonly RasterImage s_picture = Grey.Picture(3, 2, 1, 2, 3, 4, 5, 6);

    [Theory]
    [InlineData(90, 2, 3, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(180, 3, 2, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(270, 2, 3, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(-90, 2, 3, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(45, 5, 4, new byte[] { 0, 0, 0, 0, 0, 0, 0, 2, 6, 0, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(30, 5, 4, new byte[] { 0, 0, 0, 0, 0, 0, 1, 2, 6, 0, 0, 1, 5, 6, 0, 0, 0, 0, 0, 0 })]
    [InlineData(-30, 5, 4, new byte[] { 0, 0, 0, 0, 0, 0, 4, 2, 3, 0, 0, 4, 5, 3, 0, 0, 0, 0, 0, 0 })]
    public void Small_pictures_turn_counter_clockwise_to_Pillows_pixels(double angle, int width, int height,
        byte[] greys)
    {
        RasterImage turned = s_picture.Rotate(angle, expand: true);
        Assert.Equal((width, height), (turned.Width, turned.Height));
        Assert.Equal(greys, Grey.Values(turned));
    }

    [Theory]
    [InlineData(640, 480, 7, 694, 556)]
    [InlineData(100, 75, 30, 126, 115)]
    [InlineData(64, 64, 45, 92, 92)]
    [InlineData(1, 1, 45, 3, 3)]
    [InlineData(3, 3, 1, 5, 5)]
    [InlineData(100, 75, 36.86989764584402, 126, 121)]
    [InlineData(0, 5, 45, 4, 5)]
    [InlineData(4, 0, 30, 4, 2)]
    [InlineData(0, 0, 45, 0, 0)]
    [InlineData(0, 5, 90, 5, 0)]
    public void The_result_has_Pillows_size(int width, int height, double angle, int newWidth, int newHeight)
    {
        RasterImage turned = RasterImage.FromPixels(width, height, new byte[width * height * 3]).Rotate(angle);
        Assert.Equal((newWidth, newHeight), (turned.Width, turned.Height));
    }

    [Fact]
    public void Without_expand_the_size_stays_and_corners_are_cut()
    {
        RasterImage turned = s_picture.Rotate(90, expand: false);
        Assert.Equal((3, 2), (turned.Width, turned.Height));
        Assert.NotEqual(Grey.Values(s_picture), Grey.Values(turned));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_angle_that_is_no_number_is_refused(double angle)
    {
        ImageException error = Assert.Throws<ImageException>(() => s_picture.Rotate(angle));
        Assert.Equal(ImageErrorKind.InvalidValue, error.Kind);
    }

    [Fact]
    public void A_result_beyond_the_limit_is_refused_before_memory_is_taken()
    {
        RasterImage strip = RasterImage.FromPixels(60_000, 1, new byte[180_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ImageErrorKind.TooLarge, Assert.Throws<ImageException>(() => strip.Rotate(45)).Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }
}
