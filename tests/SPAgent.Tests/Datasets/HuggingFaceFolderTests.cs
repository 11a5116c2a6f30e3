namespace SPAgent.Tests;

/// <summary>Folders of save_to_disk that differ from what is written today.</summary>
public sealed class HuggingFaceFolderTests : IDisposable
{
    private const string WithIndices = """
        "_data_files":[{"filename":"data.arrow"}],"_indices_data_files":[{"filename":"indices.arrow"}]
        """;

    private static readonly byte[] None = [];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Indices_of_early_versions_give_the_order_of_the_rows()
    {
        Numbers("data.arrow", 10, 11, 12);
        Numbers("indices.arrow", 2, 0);
        string path = ArrowFiles.Folder(_folder, state: WithIndices);
        var dataset = ImageDataset.Open(path);
        Assert.Equal(2, dataset.Count);
        Assert.Equal([12L, 10L], dataset.Column("number").Cast<long>());
        Assert.Equal([12L, 10L], dataset.Rows().Select(row => (long)row["number"]!));
        Assert.Equal(10L, dataset[1]["number"]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void An_index_outside_of_the_rows_is_an_error_of_its_row(long index)
    {
        Numbers("data.arrow", 10, 11, 12);
        Numbers("indices.arrow", 0, index);
        var dataset = ImageDataset.Open(ArrowFiles.Folder(_folder, state: WithIndices));
        Assert.Equal(10L, dataset[0]["number"]);
        DatasetException error = Assert.Throws<DatasetException>(() => dataset[1]);
        Assert.Equal(1, error.Row);
        Assert.Contains("the indices lead to row", error.Message);
    }

    [Theory]
    [InlineData("\"_data_files\":[{\"filename\":\"../data.arrow\"}]", "leads out of")]
    [InlineData("\"_data_files\":[{\"filename\":\"/data.arrow\"}]", "leads out of")]
    [InlineData("\"_data_files\":[{\"filename\":\"https://example.org/data.arrow\"}]", "never fetched")]
    [InlineData("\"_data_files\":[{\"name\":\"data.arrow\"}]", "an entry without a filename")]
    [InlineData("\"_data_files\":\"data.arrow\"", "_data_files is no list")]
    [InlineData("\"_split\":null", "no list _data_files")]
    [InlineData("\"_data_files\":[{\"filename\":\"data.arrow\"}],\"_inplace_history\":[{\"transforms\":[[\"rename_column_\"]]}]", "transforms of an early version")]
    public void A_state_that_can_not_be_followed_is_refused(string state, string seen)
    {
        Numbers("data.arrow", 1);
        Assert.Contains(seen,
            Assert.Throws<DatasetException>(() => ImageDataset.Open(ArrowFiles.Folder(_folder, state: state))).Message);
    }

    [Theory]
    [InlineData("state.json", "{\"_data_files\":[")]
    [InlineData("state.json", "[]")]
    [InlineData("dataset_info.json", "")]
    [InlineData("dataset_info.json", "null")]
    [InlineData("dataset_info.json", "{\"a\":\u0000}")]
    public void A_file_that_is_no_json_object_is_named(string file, string content)
    {
        Numbers("data.arrow", 1);
        ArrowFiles.Folder(_folder);
        string path = _folder.Write(file, content);
        Assert.Equal(path, Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path)).Path);
    }

    [Theory]
    [InlineData("""{"splits":["../other"]}""")]
    [InlineData("""{"splits":["a/b"]}""")]
    [InlineData("""{"splits":[".."]}""")]
    [InlineData("""{"splits":["train","train"]}""")]
    [InlineData("""{"splits":[5]}""")]
    [InlineData("""{"splits":{"train":1}}""")]
    [InlineData("""{}""")]
    public void A_dictionary_of_odd_splits_is_refused(string dictionary)
    {
        string path = _folder.Write("dataset_dict.json", dictionary);
        Assert.Equal(path, Assert.Throws<DatasetException>(() => ImageDataset.SplitsOf(_folder.Path)).Path);
    }

    [Fact]
    public void The_only_split_needs_no_name()
    {
        _folder.Write("dataset_dict.json", """{"splits":["train"]}""");
        _folder.Write("train/dataset_info.json",
            """{"features":{"a":{"dtype":"string","_type":"Value"},"i":{"feature":{"_type":"Image"},"_type":"List"}}}""");
        _folder.Write("train/state.json", """{"_data_files":[]}""");
        var dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(("train", 0), (dataset.Split, dataset.Count));
        Assert.Equal(["a: utf8", "i: list<image>"], dataset.Columns.Select(column => $"{column.Name}: {column.Type}"));
        Assert.Empty(dataset.Rows());
    }

    [Fact]
    public void Images_in_lists_and_structs_are_found_in_order()
    {
        FlatNode pictures = ArrowWriter.ListField("pictures", ArrowWriter.ImageField("item"));
        FlatNode nested =
            ArrowWriter.StructField("nested", ArrowWriter.ImageField("photo"), ArrowWriter.LongField("number"));
        ArrowFiles.Stream(_folder, writer => writer.Schema(pictures, nested).Batch(
            1,
            [1, 0, 2, 0, 2, 0, 2, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0],
            None, ArrowWriter.Numbers(0, 2),
            None, None, ArrowWriter.Numbers(0, 1, 3), "abb"u8.ToArray(), [1], ArrowWriter.Numbers(0, 1, 1),
            "x"u8.ToArray(),
            None, None, None, ArrowWriter.Numbers(0, 2), "cc"u8.ToArray(), None, ArrowWriter.Numbers(0, 1),
            "y"u8.ToArray(),
            None, ArrowWriter.Numbers(5L)));
        var dataset = ImageDataset.Open(ArrowFiles.Folder(_folder));
        Assert.Equal(["list<image>", "struct<photo: image, number: int64>"],
            dataset.Columns.Select(column => column.Type));
        DatasetRow row = dataset[0];
        Assert.Equal(["a", "bb", "cc"],
            row.Images.Select(image => System.Text.Encoding.UTF8.GetString(image.GetBytes())));
        Assert.Equal(["x", null, "y"], row.Images.Select(image => image.Path));
        Assert.Equal("""{"nested":{"number":5}}""", row.ToJson());
    }

    [Theory]
    [InlineData("""{"sound":{"_type":"Audio"}}""", "struct<bytes: binary, path: utf8>")]
    [InlineData("""{"sound":{"bytes":{"dtype":"binary","_type":"Value"},"path":{"dtype":"string","_type":"Value"}}}""",
        "struct<bytes: binary, path: utf8>")]
    [InlineData("""{"sound":{"_type":"Image"}}""", "image")]
    [InlineData("{}", "image")]
    public void What_looks_like_an_image_is_one_unless_the_features_say_otherwise(string features, string type)
    {
        ArrowFiles.Stream(_folder, writer => writer.Schema(ArrowWriter.ImageField("sound")).End());
        Assert.Equal(type, ImageDataset.Open(ArrowFiles.Folder(_folder, features)).Columns[0].Type);
    }

    [Fact]
    public void An_image_path_never_leads_out_of_the_folder()
    {
        ArrowFiles.Stream(_folder, writer => writer.Schema(ArrowWriter.ImageField("image")).Batch(
            1, [1, 0, 1, 1, 1, 0], None, [0], ArrowWriter.Numbers(0, 0), None, None, ArrowWriter.Numbers(0, 8),
            "../a.png"u8.ToArray()), name: "data/data.arrow");
        _folder.Write("a.png", "outside");
        _folder.Write("data/dataset_info.json", "{}");
        _folder.Write("data/state.json", """{"_data_files":[{"filename":"data.arrow"}]}""");
        var dataset = ImageDataset.Open(Path.Combine(_folder.Path, "data"));
        Assert.Contains("leads out of", Assert.Throws<DatasetException>(() => dataset[0].Image!.GetBytes()).Message);
        Assert.Equal("""{"index":0,"columns":{"image":{"bytes":null,"path":"../a.png"}}}""",
            dataset[0].ToDescription());
    }

    [Fact]
    public void Two_columns_of_one_name_are_refused()
    {
        ArrowFiles.Stream(_folder,
            writer => writer.Schema(ArrowWriter.LongField("a"), ArrowWriter.LongField("a")).End());
        Assert.Contains("two columns are named \"a\"",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(ArrowFiles.Folder(_folder))).Message);
    }

    [Fact]
    public void Caches_beside_the_shards_are_no_rows()
    {
        Numbers("data.arrow", 1, 2);
        Numbers("cache-0123456789abcdef.arrow", 3);
        Assert.Equal(2, ImageDataset.Open(ArrowFiles.Folder(_folder)).Count);
    }

    [Fact]
    public void A_damaged_value_names_its_row_and_column()
    {
        string file =
            ArrowFiles.Stream(_folder, writer => writer.Schema(ArrowWriter.LongField("a"), ArrowWriter.TextField("b"))
            .Batch(2, [2, 0, 2, 0], None, ArrowWriter.Numbers(1L, 2L), None, ArrowWriter.Numbers(0, 1, 99),
                "x"u8.ToArray()));
        var dataset = ImageDataset.Open(ArrowFiles.Folder(_folder));
        Assert.Equal("x", dataset[0]["b"]);
        DatasetException error = Assert.Throws<DatasetException>(() => dataset[1]);
        Assert.Equal((file, 1, "b"), (error.Path, error.Row, error.Column));
        Assert.StartsWith($"{file}: row 1, column \"b\": ", error.Message);
        Assert.Equal([1L, 2L], dataset.Column("a").Cast<long>());
    }

    private void Numbers(string file, params long[] values) => ArrowFiles.Stream(
        _folder,
        writer => writer.Schema(ArrowWriter.LongField("number"))
            .Batch(values.Length, [values.Length, 0], None, ArrowWriter.Numbers(values)).End(),
        file);
}
