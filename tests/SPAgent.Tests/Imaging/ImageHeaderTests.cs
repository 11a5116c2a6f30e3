namespace SPAgent.Tests;

public sealed class ImageHeaderTests
{
    [Theory]
    [InlineData("p_j420.jpg", ImageFormat.Jpeg, 1)]
    [InlineData("p_jexif6.jpg", ImageFormat.Jpeg, 6)]
    [InlineData("p_jexif3.jpg", ImageFormat.Jpeg, 3)]
    [InlineData("p_rgb16.png", ImageFormat.Png, 1)]
    [InlineData("w_exif6.webp", ImageFormat.WebP, 6)]
    [InlineData("w_lossy.webp", ImageFormat.WebP, 1)]
    public void A_header_tells_format_and_orientation(string name, ImageFormat format, int orientation)
    {
        ImageHeader header = ImageHeader.Read(File.ReadAllBytes(Fixtures.Own("imaging", name)));
        Assert.Equal((format, orientation), (header.Format, header.Orientation));
    }

    [Fact]
    public void A_header_has_the_size_of_the_decoded_picture()
    {
        foreach (string path in Directory.GetFiles(Fixtures.Own("imaging")).Where(IsReadablePicture))
        {
            byte[] file = File.ReadAllBytes(path);
            ImageHeader header = ImageHeader.Read(file);
            RasterImage image = RasterImage.Decode(file);
            Assert.Equal((image.Width, image.Height), (header.Width, header.Height));
        }
    }

    [Fact]
    public void Reading_a_header_takes_no_memory_for_pixels()
    {
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", "p_big.jpg"));
        ImageHeader.Read(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageHeader.Read(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Theory]
    [InlineData("p_bad_empty.png")]
    [InlineData("p_bad_magic.png")]
    [InlineData("cases.jsonl")]
    public void What_is_no_picture_is_said_to_be_none(string name)
    {
        ImageException error =
            Assert.Throws<ImageException>(() => ImageHeader.Read(File.ReadAllBytes(Fixtures.Own("imaging", name))));
        Assert.Equal(ImageErrorKind.Unidentified, error.Kind);
    }

    private static bool IsReadablePicture(string path) =>
        Path.GetExtension(path) is ".jpg" or ".png" or ".webp"
        && !path.Contains("_bad_", StringComparison.Ordinal);
}
