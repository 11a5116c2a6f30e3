namespace SPAgent.Tests;

public sealed class JsonListTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""[{"image":"a.png","n":1},{"image":"a.png","n":2.5}]""")]
    [InlineData("\uFEFF  [\r\n  {\r\n    \"image\": \"a.png\", \"n\": 1\r\n  },\r\n  {\"image\": "
        + "\"a.png\", \"n\": 2.5}\r\n]\r\n")]
    [InlineData("""{"data":[{"image":"a.png","n":1},{"image":"a.png","n":2.5}]}""")]
    [InlineData("""{"version":"1.0 [{","tags":["a",{"b":[]}],"rows":[ {"image":"a.png","n":1} , {"image":"a.png","n":2.5} ], "made":{"by":[{"x":1}]}}""")]
    [InlineData("""{"7":{"image":"a.png","n":1}, "x\"{":{"image":"a.png","n":2.5} }""")]
    public void One_list_of_objects_is_a_manifest(string text)
    {
        _folder.Write("a.png", "a");
        ImageDataset dataset = ImageDataset.Open(_folder.Write("m.json", text));
        Assert.Equal(["image: image", "n: float64"], ExpectedDatasets.Columns(dataset));
        Assert.Equal([1.0, 2.5], dataset.Column("n"));
        Assert.All(dataset.Rows(), row => Assert.Equal("a"u8, row.Image!.GetBytes()));
    }

    [Fact]
    public void Texts_with_brackets_and_numbers_of_python_do_not_end_an_item()
    {
        string file =
            _folder.Write("m.json", """[{"a":"}],[{\"\\","b":NaN,"c":[{"d":"]"}]},{"a":"x","b":2.5,"c":[]}]""");
        Assert.Equal(
            ["""{"a":"}],[{\"\\","b":null,"c":[{"d":"]"}]}""", """{"a":"x","b":2.5,"c":[]}"""],
            ImageDataset.Open(file).Rows().Select(row => row.ToJson()));
    }

    [Fact]
    public void Columns_as_pandas_writes_them_are_refused_with_the_way_out()
    {
        string file = _folder.Write("m.json", """{"picture":{"0":"a.png","1":"b.png"},"n":{"0":1,"1":2}}""");
        Assert.Contains("orient=\"records\"", Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_inside_a_row_is_an_error_of_that_row()
    {
        ImageDataset dataset = ImageDataset.Open(
            _folder.Write("m.jsonl", """
                {"a":{"b":"x"}}
                {"a":{"b":"\ud800","\ud83d":1}}
                {"a":{"b":"\ud83d\ude00"}}
                """));
        DatasetException error = Assert.Throws<DatasetException>(() => dataset[1]);
        Assert.Equal(2, error.Line);
        Assert.Contains("half of a surrogate pair", error.Message);
        Assert.Equal("😀", Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(dataset[2]["a"])["b"]);
    }

    [Fact]
    public void The_line_of_a_row_is_right_in_any_order_of_asking()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => "\n{\"image\":\"none" + i + ".png\"}\n"));
        ImageDataset dataset = ImageDataset.Open(_folder.Write("m.jsonl", rows));
        foreach (int row in (int[])[30, 3, 4, 39, 0, 39])
        {
            Assert.Equal((2 * row) + 2, Assert.Throws<DatasetException>(() => dataset[row].Image!.GetBytes()).Line);
        }
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}", 2)]
    [InlineData("{\"a\":1,\"list\":[{\"x\":1}]}\n{\"a\":2,\"list\":[]}", 2)]
    [InlineData("{\"image\":\"a.png\",\"list\":[{\"x\":1}]}", 1)]
    [InlineData("[]", 0)]
    [InlineData("{\"a\":1}", 1)]
    [InlineData("{\"a\":{\"b\":1}}", 1)]
    [InlineData("{\"image\":{\"path\":\"a.png\"},\"b\":{}}", 1)]
    public void Lines_in_a_json_file_stay_lines(string text, int rows) =>
        Assert.Equal(rows, ImageDataset.Open(_folder.Write("m.json", text)).Count);

    [Theory]
    [InlineData("[{\"a\":1},\n {\"a\":2,}]", 2, "not valid JSON")]
    [InlineData("[{\"a\":1},\n\n 5]", 3, "each item of the list must be one JSON object")]
    [InlineData("[{\"a\":1}\n {\"a\":2}]", 2, "each item of the list must be one JSON object")]
    [InlineData("[{\"a\":1},\n]", 2, "each item of the list must be one JSON object")]
    [InlineData("[{\"a\":1},\n{\"a\":2}", 2, "the list is not closed")]
    [InlineData("[{\"a\":1},\n{\"a\":\"2", 2, "the list is not closed")]
    [InlineData("[{\"a\":1}]\n[{\"a\":2}]", 2, "the list ends, and something stands behind it")]
    [InlineData("[{\"a\":1,\n\"a\":2}]", 1, "the key \"a\" appears twice")]
    public void A_damaged_item_is_named_by_its_line(string text, long line, string seen)
    {
        DatasetException error =
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Write("m.json", text)));
        Assert.Equal(line, error.Line);
        Assert.Contains(seen, error.Message);
    }

    [Fact]
    public void Several_lists_are_refused_by_name()
    {
        string file = _folder.Write("m.json", """{"train":[{"a":1}],"test":[{"a":2}]}""");
        string message = Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message;
        Assert.Contains("it holds several lists of objects (train, test).", message);
    }
}
