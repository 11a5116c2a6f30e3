namespace SPAgent.Tests;

public sealed class ImageColumnTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, "image a.png, after b.png, images c.png, images a.png")]
    [InlineData("image", "image a.png")]
    [InlineData("file_name", "image a.png")]
    [InlineData("after", "after b.png")]
    [InlineData("after_file_name", "after b.png")]
    [InlineData("images", "images c.png, images a.png")]
    [InlineData("file_names", "images c.png, images a.png")]
    [InlineData("map", "map c.png")]
    public void An_image_folder_shows_the_pictures_of_the_column_that_is_named(string? column, string expected)
    {
        Pictures();
        _folder.Write("metadata.jsonl",
            """{"file_name":"a.png","lat":1.5,"after_file_name":"b.png","file_names":["c.png",null,"a.png"],"map":"c.png"}""");
        var dataset = ImageDataset.Open(_folder.Path, imageColumn: column);
        Assert.Equal(expected, Shown(dataset[0]));
        Assert.Equal(expected.Split(' ')[0], column is null ? "image" : dataset.ImageColumn);
        Assert.Equal(ImageDataset.Open(_folder.Path).Fingerprint, dataset.Fingerprint);
        Assert.Equal(ImageDataset.Open(_folder.Path).Columns.Select(one => one.Name),
            dataset.Columns.Select(one => one.Name));
    }

    [Theory]
    [InlineData(null, "image a.png, images b.png, images c.png")]
    [InlineData("images", "images b.png, images c.png")]
    [InlineData("photo", "photo c.png")]
    [InlineData("views", "views a.png, views c.png")]
    [InlineData("after", "after b.png")]
    public void A_manifest_shows_the_pictures_of_any_key_that_is_named(string? column, string expected)
    {
        Pictures();
        string file = _folder.Write("m.jsonl", """
            {"id":1,"image":"a.png","photo":null,"images":["b.png","c.png"],"views":["a.png","c.png"],"after":"b.png"}
            {"id":2,"image":"a.png","photo":"c.png"}
            """);
        var dataset = ImageDataset.Open(file, imageColumn: column);
        Assert.Equal(expected, Shown(dataset[column == "photo" ? 1 : 0]));
        Assert.Equal(ImageDataset.Open(file).Fingerprint, dataset.Fingerprint);
    }

    [Fact]
    public void A_key_that_is_named_leaves_the_sample_and_the_others_stay_as_they_were()
    {
        Pictures();
        string file = _folder.Write("m.jsonl", """{"id":1,"image":"a.png","photo":"b.png"}""");
        Assert.Equal("""{"id":1,"photo":"b.png"}""", ImageDataset.Open(file)[0].ToJson());
        Assert.Equal("""{"id":1}""", ImageDataset.Open(file, imageColumn: "photo")[0].ToJson());
        Assert.Equal("""{"id":1,"photo":"b.png"}""", ImageDataset.Open(file, imageColumn: "image")[0].ToJson());
    }

    [Theory]
    [InlineData("nope", "\"nope\" is no column of pictures; there are image, after.")]
    [InlineData("lat", "its first value is 1.5, where no picture lies")]
    [InlineData("question", "its first value is \"Where?\", where no picture lies")]
    [InlineData("", "there are image, after.")]
    [InlineData("After", "there are image, after.")]
    public void A_name_of_no_picture_column_lists_those_there_are(string column, string seen)
    {
        Pictures();
        _folder.Write("metadata.jsonl",
            """{"file_name":"a.png","after_file_name":"b.png","lat":1.5,"question":"Where?"}""");
        DatasetException error =
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path, imageColumn: column));
        Assert.Contains(seen, error.Message);
        Assert.Equal((_folder.Path, column), (error.Path, error.Column));
    }

    [Fact]
    public void A_folder_of_files_has_one_picture_column()
    {
        Pictures();
        Assert.Equal("image a.png", Shown(ImageDataset.Open(_folder.Path, imageColumn: "image")[0]));
        Assert.Contains("there are image",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path, imageColumn: "photo")).Message);
    }

    [Theory]
    [InlineData(null, "pictures x, pictures (null), nested y")]
    [InlineData("pictures", "pictures x, pictures (null)")]
    [InlineData("nested", "nested y")]
    public void A_hugging_face_folder_shows_the_pictures_of_the_column_that_is_named(string? column, string expected)
    {
        FlatNode pictures = ArrowWriter.ListField("pictures", ArrowWriter.ImageField("item"));
        FlatNode nested =
            ArrowWriter.StructField("nested", ArrowWriter.ImageField("photo"), ArrowWriter.LongField("number"));
        byte[] none = [];
        ArrowFiles.Stream(_folder, writer => writer.Schema(pictures, nested).Batch(
            1,
            [1, 0, 2, 0, 2, 0, 2, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0],
            none, ArrowWriter.Numbers(0, 2),
            none, none, ArrowWriter.Numbers(0, 1, 3), "abb"u8.ToArray(), [1], ArrowWriter.Numbers(0, 1, 1),
            "x"u8.ToArray(),
            none, none, none, ArrowWriter.Numbers(0, 2), "cc"u8.ToArray(), none, ArrowWriter.Numbers(0, 1),
            "y"u8.ToArray(),
            none, ArrowWriter.Numbers(5L)));
        var dataset = ImageDataset.Open(ArrowFiles.Folder(_folder), imageColumn: column);
        Assert.Equal(expected, Shown(dataset[0]));
        Assert.Equal(expected, Shown(dataset.Rows().Single()));
        Assert.Equal("""{"nested":{"number":5}}""", dataset[0].ToJson());
        Assert.Equal(ImageDataset.Open(_folder.Path).Fingerprint, dataset.Fingerprint);
        Assert.Contains("there are pictures, nested.",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path, imageColumn: "photo")).Message);
    }

    [Fact]
    public void A_column_may_be_named_beside_a_split()
    {
        _folder.Write("train/a.png", "a");
        _folder.Write("test/b.png", "b");
        _folder.Write("train/metadata.jsonl", """{"file_name":"a.png"}""");
        _folder.Write("test/metadata.jsonl", """{"file_name":"b.png","after_file_name":"b.png"}""");
        Assert.Equal("after test/b.png", Shown(ImageDataset.Open(_folder.Path, "test", "after")[0]));
        Assert.Contains("there are image.",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path, "train", "after")).Message);
    }

    private static string Shown(DatasetRow row) =>
        string.Join(", ", row.Images.Select(image => $"{image.Column} {image.Path ?? "(null)"}"));

    private void Pictures()
    {
        foreach (string name in (string[])["a.png", "b.png", "c.png"]) _folder.Write(name, name);
    }
}
