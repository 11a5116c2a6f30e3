namespace SPAgent.Tests;

public sealed class DamageTests
{
    [Theory]
    [InlineData("p_bad_halfeoi.jpg", "Corrupt JPEG data: premature end of data segment")]
    [InlineData("p_j420.jpg", null)]
    [InlineData("p_jtrailer.jpg", null)]
    [InlineData("p_jadobe0.jpg", null)]
    [InlineData("p_jfillbytes.jpg", null)]
    [InlineData("p_page.png", null)]
    public void A_file_whose_pixels_are_made_up_in_part_says_so(string name, string? damage) =>
        Assert.Equal(damage, RasterImage.Load(Fixtures.Own("imaging", name)).Damage);

    [Fact]
    public void Half_a_jpeg_with_an_end_mark_is_read_and_is_said_to_be_damaged()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.Own("imaging", "p_mid.jpg"));
        RasterImage half = RasterImage.Decode([.. whole.AsSpan(0, whole.Length / 2), 0xFF, 0xD9]);
        Assert.NotNull(half.Damage);
        Assert.Equal(half.Damage, half.Crop(0, 0, 10, 10).Damage);
    }

    [Fact]
    public void Half_a_jpeg_without_one_is_broken()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.Own("imaging", "p_mid.jpg"));
        Assert.Equal(ImageErrorKind.Broken,
            Assert.Throws<ImageException>(() => RasterImage.Decode(whole.AsSpan(0, whole.Length / 2))).Kind);
    }

    [Fact]
    public void Bytes_behind_the_last_pixel_are_no_damage()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.Own("imaging", "p_mid.jpg"));
        Assert.Null(RasterImage.Decode([.. whole[..^2], 0, 0, 0, 0, 0xFF, 0xD9]).Damage);
        Assert.Null(RasterImage.Decode([.. whole, 1, 2, 3]).Damage);
    }

    [Fact]
    public void A_check_of_pictures_tells_of_damage()
    {
        using TemporaryFolder folder = new();
        byte[] whole = File.ReadAllBytes(Fixtures.Own("imaging", "p_mid.jpg"));
        File.WriteAllBytes(folder["half.jpg"], [.. whole.AsSpan(0, whole.Length / 2), 0xFF, 0xD9]);
        File.WriteAllBytes(folder["whole.jpg"], whole);
        QualityReport report =
            QualityReport.Check(folder.Path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["half.jpg"],
            report.Findings.Where(finding => finding.Check == "damaged_image").Select(finding => finding.Place));
    }

    [Theory]
    [InlineData("GIF89a\u0001", "GIF")]
    [InlineData("BM1234", "BMP")]
    [InlineData("II*\0\b", "TIFF")]
    [InlineData("MM\0*\0", "TIFF")]
    [InlineData("\0\0\0 ftypavif\0", "AVIF")]
    [InlineData("\0\0\0\u0018ftypheic\0", "HEIC")]
    [InlineData("\0\0\0\fjP  \r\n", "JPEG 2000")]
    [InlineData("P6\n3 2\n255\n", "PNM")]
    [InlineData("<svg xmlns", "SVG")]
    public void A_format_that_is_not_read_is_named(string start, string name)
    {
        byte[] file = System.Text.Encoding.Latin1.GetBytes(start + new string('x', 40));
        ImageException error = Assert.Throws<ImageException>(() => RasterImage.Decode(file));
        Assert.Equal(ImageErrorKind.Unidentified, error.Kind);
        Assert.Contains($"it is {name}, which is not read; convert it to JPEG or PNG", error.Message);
    }
}
