namespace SPAgent.Tests.Datasets;

public sealed class FurtherFormatTests
{
    [Theory]
    [InlineData("GIF89a", "GIF")]
    [InlineData("GIF87a", "GIF")]
    [InlineData("P6 1 1 255\nabc", "PNM")]
    [InlineData("II*\0", "TIFF")]
    public void A_picture_of_another_format_is_refused_with_the_package_that_reads_it(string file, string name)
    {
        DatasetException refused =
            Assert.Throws<DatasetException>(
                () => DatasetImage.FromBytes([.. file.Select(letter => (byte)letter)], "picture").Decode());
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("SPAgent.Interop", refused.Message, StringComparison.Ordinal);
    }
}
