namespace SPAgent.Tests;

public sealed class DatasetImageTests
{
    [Theory]
    [InlineData("p_j420.jpg", "image/jpeg")]
    [InlineData("p_jgray_prog.jpg", "image/jpeg")]
    [InlineData("p_rgb_7x5.png", "image/png")]
    public void A_model_is_sent_the_stored_bytes(string file, string mediaType)
    {
        byte[] bytes = File.ReadAllBytes(Fixtures.Own("imaging", file));
        (byte[] Bytes, string MediaType) sent = DatasetImage.FromBytes(bytes, path: "wrong.webp").ModelBytes();
        Assert.Same(bytes, sent.Bytes);
        Assert.Equal(mediaType, sent.MediaType);
    }

    [Theory]
    [InlineData("p_jexif6.jpg")]
    [InlineData("p_jexif3.jpg")]
    public void A_picture_that_exif_turns_is_sent_upright(string file)
    {
        var image = DatasetImage.FromBytes(File.ReadAllBytes(Fixtures.Own("imaging", file)));
        RasterImage upright = RasterImage.Load(Fixtures.Own("imaging", file)).Upright();
        Assert.NotEqual(RasterImage.Load(Fixtures.Own("imaging", file)).PixelSha256(), upright.PixelSha256());
        Assert.Equal(upright.PixelSha256(), image.Decode().PixelSha256());
        (byte[] Bytes, string MediaType) sent = image.ModelBytes();
        Assert.Equal("image/jpeg", sent.MediaType);
        Assert.Equal(upright.EncodeJpeg(95), sent.Bytes);
    }

    [Fact]
    public void Bytes_that_are_no_picture_name_their_row()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.jpg", "this is text");
        string file = folder.Write("m.jsonl", """{"image":"a.jpg"}""");
        DatasetImage image = ImageDataset.Open(file)[0].Image!;
        Assert.Equal("this is text"u8, image.GetBytes());
        foreach (Action use in new Action[] { () => image.Decode(), () => image.ModelBytes() })
        {
            DatasetException error = Assert.Throws<DatasetException>(use);
            Assert.StartsWith($"{file}: row 0 (line 1), column \"image\": ", error.Message);
            Assert.IsType<ImageException>(error.InnerException);
        }
    }

    [Fact]
    public void An_image_of_a_hugging_face_folder_is_decoded()
    {
        DatasetImage image = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "geo_sharded"))[1].Image!;
        Assert.True(image.Decode().Width > 0);
        Assert.Equal(("image/jpeg", 1099), (image.ModelBytes().MediaType, image.ModelBytes().Bytes.Length));
    }
}
