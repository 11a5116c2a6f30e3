namespace SPAgent.Tests;

public sealed class FolderSplitTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", "train", "images/train/a.png")]
    [InlineData("train", "train", "train-images/a.png")]
    [InlineData("train", "train", "my_training.set/deep/er/a.png")]
    [InlineData("validation", "val", "pictures/2024 val/a.png")]
    [InlineData("validation", "dev", "Dev/a.png")]
    [InlineData("validation", "valid", "x/y/valid_2/a.png")]
    [InlineData("test", "eval", "eval1/a.png")]
    [InlineData("test", "evaluation", "set.evaluation/a.png")]
    [InlineData("test", "testing", "testing/a.png")]
    [InlineData("train", "outermost", "train/test/a.png")]
    [InlineData("train", "file", "train.png")]
    [InlineData("train", "file", "sub/train_1.png")]
    [InlineData("validation", "file", "photo-val-007.png")]
    [InlineData("test", "file", "my test.png")]
    [InlineData(null, "letters beside it", "retrain/a.png")]
    [InlineData(null, "letters beside it", "trained/a.png")]
    [InlineData(null, "letters beside it", "latest_1.png")]
    [InlineData(null, "letters beside it", "evals/device-devil.png")]
    public void A_keyword_bounded_by_no_letters_is_a_split(string? split, string keyword, string file)
    {
        Assert.NotEmpty(keyword);
        _folder.Write(file, "a");
        ImageDataset dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(split is null ? [] : [split], dataset.Splits);
        Assert.Equal((split, file), (dataset.Split, dataset[0].Image!.Path));
        Assert.Equal("a"u8, dataset[0].Image!.GetBytes());
    }

    [Fact]
    public void Folders_of_one_split_at_several_places_are_one_split_in_order()
    {
        foreach (string file in (string[])["b/train/2.png", "a/train/1.png", "a/test/3.png", "b/val/4.png", "5.png"])
            _folder.Write(file, file);
        Assert.Equal(["train", "validation", "test"], ImageDataset.SplitsOf(_folder.Path));
        ImageDataset train = ImageDataset.Open(_folder.Path, "train");
        Assert.Equal(["a/train/1.png", "b/train/2.png"], train.Rows().Select(row => row.Image!.Path));
        Assert.Equal(["image"], train.Columns.Select(column => column.Name));
        Assert.Equal(["1 of 5 files lie in the folder of no split and are no rows, such as 5.png."], train.Warnings);
        Assert.Equal(_folder.Path, train.RowsPath);
        Assert.Equal(Path.Combine(_folder.Path, "a/test"), ImageDataset.Open(_folder.Path, "test").RowsPath);
    }

    [Fact]
    public void Labels_below_a_split_are_counted_from_the_split_on()
    {
        foreach (string file in (string[])["images/train/cat/0.png", "images/test/dog/1.png"])
            _folder.Write(file, file);
        ImageDataset dataset = ImageDataset.Open(_folder.Path, "test");
        Assert.Equal(["cat", "dog"], dataset.Columns[1].Labels);
        Assert.Equal(1L, dataset[0]["label"]);
    }

    [Fact]
    public void Metadata_in_split_folders_below_is_read_for_each()
    {
        foreach (string split in (string[])["train", "test"])
        {
            _folder.Write($"images/{split}/a.png", split);
            _folder.Write($"images/{split}/metadata.csv", $"file_name,lat\na.png,{(split == "train" ? 1 : 8)}\n");
        }

        ImageDataset dataset = ImageDataset.Open(_folder.Path, "test");
        Assert.Equal((8L, "images/test/a.png"), ((long)dataset[0]["lat"]!, dataset[0].Image!.Path));
        Assert.Equal("test"u8, dataset[0].Image!.GetBytes());
        Assert.Equal("test"u8, ImageDataset.Open(dataset.RowsPath)[0].Image!.GetBytes());
    }

    [Fact]
    public void One_file_with_a_keyword_among_others_makes_no_split()
    {
        foreach (string file in (string[])["test.png", "beach.png"]) _folder.Write(file, file);
        Assert.Empty(ImageDataset.SplitsOf(_folder.Path));
        Assert.Equal(2, ImageDataset.Open(_folder.Path).Count);
    }

    [Fact]
    public void Files_whose_names_all_tell_a_split_are_split_by_them()
    {
        foreach (string file in (string[])["train_1.png", "train_2.png", "dev-1.png"]) _folder.Write(file, file);
        Assert.Equal(["train", "validation"], ImageDataset.SplitsOf(_folder.Path));
        Assert.Equal(["train_1.png", "train_2.png"],
            ImageDataset.Open(_folder.Path, "train").Rows().Select(row => row.Image!.Path));
    }
}
