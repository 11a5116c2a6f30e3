namespace SPAgent.Tests;

public sealed class ForeignPicturesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_that_are_not_read_are_rows_that_fail_and_are_counted()
    {
        Write("a.jpg", "b.png", "c.heic", "d.HEIC", "sub/e.avif", ".hidden.heic", "notes.txt");
        var dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(["a.jpg", "b.png", "c.heic", "d.HEIC", "sub/e.avif"],
            dataset.Rows().Select(row => row.Image!.Path));
        Assert.Equal(
            ["1 of 5 pictures is .avif: convert it to JPEG, docs/formats.md shows how.",
                "2 of 5 pictures are .heic: convert them to JPEG, docs/formats.md shows how."],
            dataset.Warnings);
    }

    [Theory]
    [InlineData("a.heic", "\0\0\0\u0018ftypheic\0\0\0\0", "it is HEIC, which is not read")]
    [InlineData("a.avif", "\0\0\0\u0018ftypavif\0\0\0\0", "it is AVIF, which is not read")]
    [InlineData("a.jp2", "\0\0\0\fjP  \r\n", "it is JPEG 2000, which is not read")]
    public void A_row_that_fails_says_what_it_is(string name, string content, string seen)
    {
        _folder.Write(name, content);
        DatasetException error =
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path)[0].Image!.Decode());
        Assert.Contains($"row 0 ({name}), column \"image\": ", error.Message);
        Assert.Contains(seen, error.Message);
    }

    [Fact]
    public void Kinds_that_another_package_reads_are_counted_without_it()
    {
        Write("a.jpg", "b.gif", "c.gif", "d.tif");
        var dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(4, dataset.Count);
        Assert.Equal(
            ["2 of 4 pictures are .gif: convert them to JPEG, docs/formats.md shows how.",
                "1 of 4 pictures is .tif: convert it to JPEG, docs/formats.md shows how."],
            dataset.Warnings);
    }

    [Fact]
    public void Those_that_metadata_and_manifests_name_are_counted_as_well()
    {
        _folder.Write("set/metadata.jsonl", """
            {"file_name":"a.heic","file_names":["b.HEIC","c.jpg",null],"note":"d.heic"}
            {"file_name":"e.jpeg"}
            """);
        string list = _folder.Write("m.csv", "image,note\na.jxl,b.jxl\n\"c.jpg\",\n");
        Assert.Equal(
            ["2 of 4 pictures are .heic: convert them to JPEG, docs/formats.md shows how."],
            ImageDataset.Open(Path.Combine(_folder.Path, "set")).Warnings);
        Assert.Equal(
            ["1 of 2 pictures is .jxl: convert it to JPEG, docs/formats.md shows how."],
            ImageDataset.Open(list).Warnings);
    }

    [Fact]
    public void A_split_counts_its_own()
    {
        Write("train/a.jpg", "train/b.jp2", "test/c.jpg");
        Assert.Single(ImageDataset.Open(_folder.Path, "train").Warnings);
        Assert.Empty(ImageDataset.Open(_folder.Path, "test").Warnings);
    }

    [Fact]
    public void A_folder_of_readable_pictures_has_no_warning()
    {
        Write("a.jpg", "b.PNG", "c.webp", "d.jpeg");
        Assert.Empty(ImageDataset.Open(_folder.Path).Warnings);
    }

    private void Write(params string[] names)
    {
        foreach (string name in names) _folder.Write(name, "picture");
    }
}
