using System.Runtime.InteropServices;

namespace SPAgent.Tests;

public sealed class ModelPictureTests
{
    [Theory]
    [InlineData("p_j420.jpg", "image/jpeg")]
    [InlineData("p_jgray_prog.jpg", "image/jpeg")]
    [InlineData("p_rgb_7x5.png", "image/png")]
    [InlineData("p_pal8.png", "image/png")]
    [InlineData("a_opaque.png", "image/png")]
    public void What_is_upright_and_opaque_is_sent_as_stored_and_not_copied(string name, string mediaType)
    {
        byte[] bytes = Read(name);
        ModelPicture sent = DatasetImage.FromBytes(bytes).ForModel();
        Assert.True(MemoryMarshal.TryGetArray(sent.Bytes, out ArraySegment<byte> held));
        Assert.Same(bytes, held.Array);
        RasterImage pixels = RasterImage.Decode(bytes);
        Assert.Equal((mediaType, pixels.Width, pixels.Height, false),
            (sent.MediaType, sent.Width, sent.Height, sent.OnWhite));
        Assert.Equal(pixels.PixelSha256(), sent.Decode().PixelSha256());
    }

    [Theory]
    [InlineData("a_soft.png")]
    [InlineData("a_soft_la.png")]
    [InlineData("a_pal_one.png")]
    [InlineData("p_pal_t0.png")]
    [InlineData("a_soft.webp")]
    [InlineData("w_alpha.webp")]
    public void What_is_transparent_becomes_a_png_on_white(string name)
    {
        byte[] bytes = Read(name);
        ModelPicture sent = DatasetImage.FromBytes(bytes).ForModel();
        RasterImage onWhite = RasterImage.Decode(bytes, onWhite: true), seen = RasterImage.Decode(sent.Bytes.Span);
        Assert.Equal(("image/png", true), (sent.MediaType, sent.OnWhite));
        Assert.Equal(onWhite.PixelSha256(), seen.PixelSha256());
        Assert.Equal(onWhite.PixelSha256(), sent.Decode().PixelSha256());
        Assert.False(ImageHeader.Read(sent.Bytes.Span).MayBeTransparent);
        Assert.NotEqual(RasterImage.Decode(bytes).PixelSha256(), seen.PixelSha256());
        Assert.Equal(sent.Bytes.ToArray(), DatasetImage.FromBytes(sent.Bytes.ToArray()).ForModel().Bytes.ToArray());
    }

    [Fact]
    public void Without_white_a_transparent_picture_is_sent_as_it_was_before()
    {
        byte[] png = Read("a_soft.png"), webp = Read("a_soft.webp");
        ModelPicture stored = DatasetImage.FromBytes(png).ForModel(onWhite: false),
            encoded = DatasetImage.FromBytes(webp).ForModel(onWhite: false);
        Assert.Equal(png, stored.Bytes.ToArray());
        Assert.Equal((RasterImage.Decode(png).PixelSha256(), false), (stored.Decode().PixelSha256(), stored.OnWhite));
        Assert.Equal(RasterImage.Decode(webp).EncodeJpeg(95), encoded.Bytes.ToArray());
        Assert.Equal(RasterImage.Decode(webp).PixelSha256(), encoded.Decode().PixelSha256());
        Assert.Equal((png, "image/png"), DatasetImage.FromBytes(png).ModelBytes());
    }

    [Theory]
    [InlineData("p_jexif6.jpg")]
    [InlineData("w_exif6.webp")]
    [InlineData("w_lossy.webp")]
    public void Other_pictures_are_sent_upright_as_jpeg_and_worked_on_without_its_loss(string name)
    {
        byte[] bytes = Read(name);
        RasterImage upright = RasterImage.Decode(bytes).Upright();
        ModelPicture sent = DatasetImage.FromBytes(bytes).ForModel();
        Assert.Equal(("image/jpeg", upright.Width, upright.Height), (sent.MediaType, sent.Width, sent.Height));
        Assert.Equal(upright.EncodeJpeg(95), sent.Bytes.ToArray());
        Assert.Equal(upright.PixelSha256(), sent.Decode().PixelSha256());
    }

    [Theory]
    [InlineData("p_mid.jpg", "image/jpeg")]
    [InlineData("p_wide.png", "image/png")]
    [InlineData("p_jexif6.jpg", "image/jpeg")]
    [InlineData("a_soft.png", "image/png")]
    public void A_picture_over_the_limit_is_sent_smaller_and_worked_on_whole(string name, string mediaType)
    {
        DatasetImage image = DatasetImage.FromBytes(Read(name));
        RasterImage whole = image.Decode(onWhite: true);
        int limit = whole.Width * whole.Height / 3;
        ModelPicture sent = image.ForModel(maxPixels: limit);
        RasterImage seen = RasterImage.Decode(sent.Bytes.Span);
        Assert.Equal((mediaType, sent.Width, sent.Height), (sent.MediaType, seen.Width, seen.Height));
        Assert.Equal(ImageSize.Within(whole.Width, whole.Height, limit), (sent.Width, sent.Height));
        if (mediaType == "image/png") Assert.Equal(whole.Within(limit).PixelSha256(), seen.PixelSha256());
        Assert.Equal(whole.PixelSha256(), sent.Decode().PixelSha256());
        Assert.Equal(image.ForModel().Bytes.ToArray(),
            image.ForModel(maxPixels: whole.Width * whole.Height).Bytes.ToArray());
    }

    [Fact]
    public void A_limit_below_one_pixel_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DatasetImage.FromBytes(Read("p_j420.jpg")).ForModel(maxPixels: 0));

    [Fact]
    public void A_picture_in_flight_holds_its_bytes_and_no_pixels()
    {
        DatasetImage image = DatasetImage.FromBytes(Read("p_big.jpg"));
        ModelPicture sent = image.ForModel();
        WeakReference<RasterImage> pixels = Decoded(sent);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(pixels.TryGetTarget(out _));
        GC.KeepAlive(sent);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<RasterImage> Decoded(ModelPicture sent) => new(sent.Decode());

    private static byte[] Read(string name) => File.ReadAllBytes(Fixtures.Own("imaging", name));
}
