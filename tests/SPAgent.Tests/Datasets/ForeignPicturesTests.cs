namespace SPAgent.Tests;

public sealed class ForeignPicturesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_that_are_no_rows_are_counted()
    {
        Write("a.jpg", "b.png", "c.heic", "d.HEIC", "sub/e.avif", ".hidden.heic", "notes.txt");
        var dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(2, dataset.Count);
        Assert.Equal(
            ["1 of 5 pictures is .avif and is no row: convert it to JPEG or PNG.", "2 of 5 pictures are .heic and are no rows: convert them to JPEG or PNG."],
            dataset.Warnings);
    }

    [Fact]
    public void Pictures_whose_rows_will_fail_are_counted()
    {
        Write("a.jpg", "b.gif", "c.gif", "d.tif");
        var dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(4, dataset.Count);
        Assert.Equal(
            ["2 of 4 pictures are .gif and can't be read, so their rows fail: convert them to JPEG or PNG.",
                "1 of 4 pictures is .tif and can't be read, so its row fails: convert it to JPEG or PNG."],
            dataset.Warnings);
    }

    [Fact]
    public void A_split_counts_its_own()
    {
        Write("train/a.jpg", "train/b.jp2", "test/c.jpg");
        Assert.Single(ImageDataset.Open(_folder.Path, "train").Warnings);
        Assert.Empty(ImageDataset.Open(_folder.Path, "test").Warnings);
    }

    [Fact]
    public void A_folder_of_nothing_else_says_what_they_are()
    {
        Write("a.heic", "b.heic");
        string message = Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path)).Message;
        Assert.Contains("2 of 2 pictures are .heic and are no rows: convert them", message);
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
