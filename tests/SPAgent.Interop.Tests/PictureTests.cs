using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Pixel24 = SixLabors.ImageSharp.PixelFormats.Rgb24;

namespace SPAgent.Interop.Tests;

public sealed class PictureTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(2000, 1)]
    public void Pixels_are_the_same_there_and_back(int width, int height)
    {
        RasterImage picture = Noise(width, height);
        using Image<Pixel24> image = picture.ToImageSharp();
        Assert.Equal(picture.PixelSha256(), image.ToRasterImage().PixelSha256());
    }

    [Fact]
    public void A_crop_crosses_with_its_own_pixels_alone()
    {
        RasterImage crop = RasterImage.Load(Fixtures.Samples("streets", "00_paris.jpg")).Crop(101, 57, 400, 300);
        using Image<Pixel24> image = crop.ToImageSharp();
        Assert.Equal((299, 243, crop.PixelSha256()), (image.Width, image.Height, image.ToRasterImage().PixelSha256()));
    }

    [Fact]
    public void An_effect_changes_the_image_and_not_the_picture()
    {
        RasterImage picture = Noise(16, 16);
        string before = picture.PixelSha256();
        using Image<Pixel24> image = picture.ToImageSharp();
        image.Mutate(steps => steps.Invert());
        Assert.Equal(before, picture.PixelSha256());
        Assert.Equal((byte)(255 - picture.Pixels[0]), image.ToRasterImage().Pixels[0]);
    }

    [Fact]
    public void Images_of_other_pixels_become_8_bits_and_lose_their_transparency()
    {
        using Image<Rgba32> seeThrough = new(1, 1, new Rgba32(10, 20, 30, 0));
        using Image<L16> deep = new(1, 1, new L16(ushort.MaxValue));
        Assert.Equal([10, 20, 30], seeThrough.ToRasterImage().Pixels.ToArray());
        Assert.Equal([255, 255, 255], ((Image)deep).ToRasterImage().Pixels.ToArray());
    }

    [Fact]
    public void An_empty_picture_is_refused_by_name() =>
        Assert.Contains("empty",
            Assert.Throws<ImageException>(() => Noise(4, 4).Crop(1, 1, 1, 1).ToImageSharp()).Message,
            StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void An_image_is_shown_as_a_picture_scaled_to_the_cell()
    {
        using Image<Rgba32> image = new(1200, 600, new Rgba32(200, 30, 30, 128));
        MimeBundle look = ForeignLooks.Render(image)!;
        using Image<Rgba32> shown = Image.Load<Rgba32>(Convert.FromBase64String(look["image/png"]!));
        Assert.Equal((480, 240, 128, ("image/png", 480, 240)),
            (shown.Width, shown.Height, shown[5, 5].A, look.Sizes[0]));
    }

    [Fact]
    public void Values_of_no_bridge_have_no_look_here() => Assert.Null(ForeignLooks.Render("text"));

    internal static RasterImage Noise(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(7).NextBytes(pixels);
        return RasterImage.FromPixels(width, height, pixels);
    }
}
