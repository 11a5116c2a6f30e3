namespace SPAgent.Interop.Tests;

/// <summary>Readers are added to the process, so these tests take turns with those that add others.</summary>
[Collection("formats")]
public sealed class FurtherFormatTests
{
    [Fact]
    public void A_reader_is_made_when_its_first_picture_is_met_and_makes_the_rows_pictures()
    {
        int made = 0;
        ImageDataset.AddFormats(() =>
        {
            made++;
            return new OneColour();
        });
        Assert.Throws<DatasetException>(
            () => DatasetImage.FromBytes(RasterImage.FromPixels(1, 1, [1, 2, 3]).EncodePng()[..20]).Decode());
        Assert.Equal(0, made);
        DatasetImage image = DatasetImage.FromBytes([.. "one-colour"u8, 7, 8, 9]);
        Assert.Equal([7, 8, 9], image.Decode().Pixels.ToArray());
        (byte[] bytes, string type) = image.ModelBytes();
        Assert.Equal(("image/png", 1), (type, made));
        Assert.Equal([7, 8, 9], RasterImage.Decode(bytes).Pixels.ToArray());
    }

    private sealed class OneColour : IImageFormatReader
    {
        public bool Accepts(ReadOnlySpan<byte> file) => file.StartsWith("one-colour"u8);

        public RasterImage Decode(ReadOnlySpan<byte> file, bool onWhite) =>
            RasterImage.FromPixels(1, 1, file[^3..].ToArray());
    }
}
