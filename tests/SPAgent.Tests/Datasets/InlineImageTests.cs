namespace SPAgent.Tests;

public sealed class InlineImageTests : IDisposable
{
    private static readonly byte[] Jpeg = File.ReadAllBytes(Fixtures.Own("imaging", "p_j420.jpg"));

    private static readonly byte[] Png = File.ReadAllBytes(Fixtures.Own("imaging", "p_rgb_7x5.png"));

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data:image/jpeg;base64,{0}")]
    [InlineData("DATA:image/jpeg;BASE64,{0}")]
    [InlineData("data:image/jpeg;charset=utf-8;base64,{0}")]
    [InlineData("data:;base64,{0}")]
    [InlineData("data:image/png;base64, {0} ")]
    [InlineData("{0}")]
    public void A_manifest_may_hold_a_picture_itself(string text)
    {
        DatasetImage image =
            Open(text.Replace("{0}", Convert.ToBase64String(Jpeg), StringComparison.Ordinal))[0].Image!;
        Assert.Equal(Jpeg, image.GetBytes());
        Assert.Equal((null, "image", "image/jpeg"), (image.Path, image.Column, image.ForModel().MediaType));
    }

    [Fact]
    public void Base64_may_be_broken_into_lines_unpadded_or_made_for_addresses()
    {
        string plain = Convert.ToBase64String(Jpeg);
        string lines = Convert.ToBase64String(Jpeg, Base64FormattingOptions.InsertLineBreaks);
        string address = plain.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        foreach (string text in
            (string[])[lines, plain.TrimEnd('='), address, plain.Replace("+", "%2B", StringComparison.Ordinal)])
        {
            Assert.Equal(Jpeg, Open("data:image/jpeg;base64," + text)[0].Image!.GetBytes());
        }

        Assert.Equal(Jpeg, Open(lines)[0].Image!.GetBytes());
    }

    [Fact]
    public void A_list_may_mix_pictures_and_paths()
    {
        _folder.Write("a.png", Png);
        string file = _folder.Write("m.jsonl", $$"""
            {"lat":NaN,"images":["a.png","data:image/jpeg;base64,{{Convert.ToBase64String(Jpeg)}}",null,"{{Convert.ToBase64String(Png)}}"]}
            """);
        var dataset = ImageDataset.Open(file);
        Assert.Equal([Png, Jpeg, Png], dataset[0].Images.Select(image => image.GetBytes()));
        Assert.Equal(["a.png", null, null], dataset[0].Images.Select(image => image.Path));
        Assert.Equal("""{"lat":null}""", dataset[0].ToJson());
        Assert.Equal(64, dataset.Fingerprint.Length);
    }

    [Fact]
    public void A_picture_under_another_key_is_text_until_it_is_named()
    {
        string text = "data:image/png;base64," + Convert.ToBase64String(Png);
        string file = _folder.Write("m.jsonl", System.Text.Json.JsonSerializer.Serialize(new { photo = text }));
        Assert.Equal(text, ImageDataset.Open(file)[0]["photo"]);
        Assert.Equal(Png, ImageDataset.Open(file, imageColumn: "photo")[0].Image!.GetBytes());
    }

    [Theory]
    [InlineData("data:image/png;base64,iVBO*", "its base64 is damaged")]
    [InlineData("data:image/png;base64", "no comma")]
    [InlineData("data:image/svg+xml,%3Csvg%3E", "base64 is expected")]
    public void A_damaged_picture_names_its_line_and_key(string text, string seen)
    {
        DatasetException error = Assert.Throws<DatasetException>(() => Open(text)[0].Image!.GetBytes());
        Assert.Contains("row 0 (line 1), column \"image\": ", error.Message);
        Assert.Contains(seen, error.Message);
        Assert.Equal((1L, "image"), (error.Line, error.Column));
    }

    [Fact]
    public void A_path_that_looks_like_base64_is_a_path()
    {
        string name = "iVBORw0KGgo/" + new string('a', 70) + ".png";
        _folder.Write(name, Png);
        Assert.Equal(name, Open(name)[0].Image!.Path);
        Assert.Equal("/9j/a", Open("/9j/a")[0].Image!.Path);
    }

    [Fact]
    public void A_row_reads_its_picture_when_asked_and_does_not_hold_it()
    {
        DatasetImage image = Open("data:image/png;base64," + Convert.ToBase64String(Png))[0].Image!;
        Assert.NotSame(image.GetBytes(), image.GetBytes());
        File.WriteAllText(_folder.Path + "/m.jsonl", "{}");
        Assert.Equal(1, Assert.Throws<DatasetException>(() => image.GetBytes()).Line);
    }

    private ImageDataset Open(string image) =>
        ImageDataset.Open(_folder.Write("m.jsonl", System.Text.Json.JsonSerializer.Serialize(new { image })));
}
