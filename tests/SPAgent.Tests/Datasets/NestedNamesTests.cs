using System.Text;

namespace SPAgent.Tests;

public sealed class NestedNamesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public NestedNamesTests()
    {
        foreach (string name in (string[])["a.png", "b.png", "c.png"]) _folder.Write(name, name[..1]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"views":[{"image_file_name":"a.png","x":1},{"image_file_name":null,"x":2},{"image_file_name":"b.png","x":3}]}""",
        "ab", """{"views":[{"x":1},{"image":null,"x":2},{"x":3}]}""", "views: list")]
    [InlineData("""{"pair":{"left_file_name":"a.png","right":{"file_name":"c.png","n":[1]}},"id":7}""",
        "ac", """{"pair":{"right":{"n":[1]}},"id":7}""", "pair: struct, id: int64")]
    [InlineData("""{"file_name":"b.png","steps":[{"file_names":["a.png","c.png"],"say":"go"},{"say":"stop"}]}""",
        "bac", """{"steps":[{"say":"go"},{"say":"stop"}]}""", "image: image, steps: list")]
    [InlineData("""{"rows":[[{"map_file_names":["c.png"]}],[]]}""", "c", """{"rows":[[{}],[]]}""", "rows: list")]
    public void Pictures_named_inside_objects_and_lists_are_those_of_the_row(string line, string pictures, string json,
        string columns)
    {
        _folder.Write("metadata.jsonl", line);
        ImageDataset dataset = ImageDataset.Open(_folder.Path);
        DatasetRow row = dataset[0];
        Assert.Equal(pictures, string.Concat(row.Images.Select(image => Encoding.UTF8.GetString(image.GetBytes()))));
        Assert.Equal(json, row.ToJson());
        Assert.Equal(columns, string.Join(", ", ExpectedDatasets.Columns(dataset)));
    }

    [Fact]
    public void A_nested_column_may_be_chosen_and_counts_for_the_fingerprint()
    {
        _folder.Write("metadata.jsonl", """{"file_name":"b.png","views":[{"file_name":"a.png"}]}""");
        ImageDataset views = ImageDataset.Open(_folder.Path, imageColumn: "views");
        Assert.Equal(["a.png"], views[0].Images.Select(image => image.Path));
        string before = views.Fingerprint;
        _folder.Write("a.png", "x");
        Assert.NotEqual(before, ImageDataset.Open(_folder.Path).Fingerprint);
    }

    [Theory]
    [InlineData("""{"views":[{"image_file_name":5}]}""", "the path of an image is expected; it is a JSON Number")]
    [InlineData("""{"views":[{"file_names":"a.png"}]}""", "a list of image paths is expected")]
    [InlineData("""{"views":[{"image":"x","image_file_name":"a.png"}]}""", "two of its keys would be \"image\"")]
    public void A_name_that_is_none_is_an_error_of_its_row(string line, string seen)
    {
        _folder.Write("metadata.jsonl", line);
        DatasetException error = Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path)[0]);
        Assert.Equal((0, "views", 1L), (error.Row, error.Column, error.Line));
        Assert.Contains(seen, error.Message);
    }

    [Fact]
    public void Nested_paths_stay_inside_the_folder()
    {
        _folder.Write("metadata.jsonl", """{"views":[{"file_name":"../a.png"}]}""");
        DatasetRow row = ImageDataset.Open(_folder.Path)[0];
        Assert.Contains("\"../a.png\" leads out of",
            Assert.Throws<DatasetException>(() => row.Image!.GetBytes()).Message);
    }
}
