using System.Security.Cryptography;
using System.Text.Json;

namespace SPAgent.Tests;

public sealed class ManifestTests
{
    [Fact]
    public void Each_line_is_a_row()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "jsonl", "manifest.jsonl"));
        JsonElement rows = ExpectedDatasets.Find(ExpectedDatasets.Own, "jsonl", "manifest").GetProperty("rows");
        Assert.Equal(("manifest", 4), (dataset.Kind, dataset.Count));
        Assert.Equal(["image: image", "question: utf8", "answer: utf8", "meta: struct"],
            ExpectedDatasets.Columns(dataset));
        foreach (DatasetRow row in dataset.Rows())
        {
            JsonElement expected = rows[row.Index];
            Assert.Equal(expected.GetProperty("image").GetString(), row.Image!.Path);
            Assert.Equal(expected.GetProperty("image_sha256").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(row.Image.GetBytes())));
            JsonElement json = ExpectedDatasets.Parse(row.ToJson());
            Assert.Equal(["question", "answer", "meta"], json.EnumerateObject().Select(member => member.Name));
            foreach (JsonProperty member in json.EnumerateObject())
                JsonCompare.Same(expected.GetProperty(member.Name), member.Value, member.Name);
        }
    }

    [Fact]
    public void A_bad_line_is_found_when_the_manifest_is_opened()
    {
        string path = Fixtures.Own("datasets", "jsonl", "bad_line.jsonl");
        DatasetException error = Assert.Throws<DatasetException>(() => ImageDataset.Open(path));
        Assert.Equal((path, 2L), (error.Path, error.Line));
        Assert.StartsWith($"{path}: line 2: it is not valid JSON", error.Message);
    }

    [Theory]
    [InlineData("{\"a\":1}\n[1]", 2, "must be one JSON object")]
    [InlineData("{\"a\":1}\n\n{\"a\":1,\"b\":2,\"a\":3}", 3, "the key \"a\" appears twice")]
    [InlineData("{\"a\":1} {\"a\":2}", 1, "not valid JSON")]
    [InlineData("{\"a\":\"\\ud800\"}", 1, "surrogate")]
    [InlineData("{\"a\":nan}", 1, "not valid JSON")]
    [InlineData("\0\0\0", 1, "not valid JSON")]
    public void A_line_that_is_no_object_is_named(string text, long line, string seen)
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", text);
        DatasetException error = Assert.Throws<DatasetException>(() => ImageDataset.Open(file));
        Assert.Equal(line, error.Line);
        Assert.Contains(seen, error.Message);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);
        Assert.Contains("line 1: it is not valid UTF-8",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", "{\"a\":" + new string('[', 100_000));
        Assert.Contains("depth", Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
    }

    [Fact]
    public void A_line_over_the_limit_is_refused_without_being_read_whole()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", "{}\n");
        using (FileStream stream = File.OpenWrite(file)) stream.SetLength(1L << 40);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DatasetException error = Assert.Throws<DatasetException>(() => ImageDataset.Open(file));
        Assert.Equal(2, error.Line);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    [Fact]
    public void Blank_lines_marks_and_carriage_returns_are_no_rows()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", "\uFEFF{\"a\":1}\r\n\r\n  \n{\"a\":2}");
        Assert.Equal([1L, 2L], ImageDataset.Open(file).Column("a").Cast<long>());
    }

    [Fact]
    public void Keys_that_some_lines_lack_are_null_there()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", "{\"a\":1}\n{\"b\":\"x\",\"a\":2.5}\n{}");
        var dataset = ImageDataset.Open(file);
        Assert.Equal(["a: float64", "b: utf8"], ExpectedDatasets.Columns(dataset));
        Assert.Equal(["""{"a":1,"b":null}""", """{"a":2.5,"b":"x"}""", """{"a":null,"b":null}"""],
            dataset.Rows().Select(row => row.ToJson()));
    }

    [Fact]
    public void Whole_numbers_keep_all_their_digits()
    {
        using var folder = new ScratchFolder();
        string line = """{"a":-9223372036854775808,"b":18446744073709551615,"c":{"d":[9007199254740993]}}""";
        Assert.Equal(line, ImageDataset.Open(folder.Write("m.jsonl", line))[0].ToJson());
    }

    [Fact]
    public void Several_images_keep_their_order_and_may_be_absolute()
    {
        using var folder = new ScratchFolder();
        folder.Write("data/a.png", "a");
        string outside = folder.Write("b.png", "b");
        string file = folder.Write("data/m.jsonl",
            $$"""{"id":7,"images":["a.png","../b.png",{{System.Text.Json.JsonSerializer.Serialize(outside)}}]}""");
        DatasetRow row = ImageDataset.Open(file)[0];
        Assert.Equal(["a", "b", "b"],
            row.Images.Select(image => System.Text.Encoding.UTF8.GetString(image.GetBytes())));
        Assert.Equal("""{"id":7}""", row.ToJson());
    }

    [Theory]
    [InlineData("""{"image":{"bytes":null,"path":"a.png"}}""")]
    [InlineData("""{"image":{"bytes":"YQ==","path":"a.png"}}""", "data:image/png;base64,")]
    [InlineData("""{"images":[{"type":"image_url","image_url":{"url":"a.png"}}]}""")]
    [InlineData("""{"image":"file://FOLDER/a.png"}""")]
    public void A_picture_may_be_named_in_an_object_or_by_the_address_of_its_file(string line, string scheme = "")
    {
        using var folder = new ScratchFolder();
        folder.Write("a.png", "a");
        string text = line.Replace("FOLDER", folder.Path, StringComparison.Ordinal)
            .Replace("YQ==", $"{scheme}YQ==", StringComparison.Ordinal);
        Assert.Equal("a"u8, Assert.Single(ImageDataset.Open(folder.Write("m.jsonl", text))[0].Images).GetBytes());
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0 }, "packed (gzip)")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0 }, "it is UTF-16")]
    public void A_file_that_holds_no_text_is_named_for_what_it_is(byte[] bytes, string seen)
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", bytes);
        Assert.Contains(seen, Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
    }

    [Fact]
    public void An_address_is_never_fetched()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", """{"image":"http://127.0.0.1:9/a.png"}""");
        var error = Assert.Throws<DatasetException>(() => ImageDataset.Open(file)[0].Image!.GetBytes());
        Assert.Contains("(line 1), column \"image\": \"http://127.0.0.1:9/a.png\" is a remote address", error.Message);
        Assert.Contains("never fetched",
            Assert.Throws<DatasetException>(() => ImageDataset.Open("https://example.org/streets")).Message);
    }

    [Theory]
    [InlineData("""{"image":5}""", "the path of an image is expected")]
    [InlineData("""{"images":"a.png"}""", "a list of image paths is expected")]
    [InlineData("""{"images":[["a.png"]]}""", "the path of an image is expected")]
    public void An_image_that_is_no_path_names_its_row(string line, string seen)
    {
        using var folder = new ScratchFolder();
        var dataset = ImageDataset.Open(folder.Write("m.jsonl", line));
        DatasetException error = Assert.Throws<DatasetException>(() => dataset[0]);
        Assert.Equal((0, 1L), (error.Row, error.Line));
        Assert.Contains(seen, error.Message);
    }

    [Fact]
    public void Thousands_of_different_keys_are_refused()
    {
        using var folder = new ScratchFolder();
        string file =
            folder.Write("m.jsonl", string.Join('\n', Enumerable.Range(0, 5000).Select(key => $"{{\"k{key}\":1}}")));
        Assert.Contains("different keys", Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
    }

    [Fact]
    public void A_file_that_shrank_since_it_was_opened_is_an_error_of_its_line()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("m.jsonl", "{\"a\":1}\n{\"a\":2}\n");
        var dataset = ImageDataset.Open(file);
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            stream.SetLength(10);
        Assert.Equal(1L, dataset[0]["a"]);
        Assert.Throws<DatasetException>(() => dataset[1]);
    }

    [Fact]
    public void Rows_name_their_columns_when_another_is_asked_for()
    {
        using var folder = new ScratchFolder();
        DatasetRow row = ImageDataset.Open(folder.Write("m.jsonl", "{\"a\":1,\"b\":2}"))[0];
        Assert.Contains("The row has a, b.", Assert.Throws<KeyNotFoundException>(() => row["c"]).Message);
    }

    [Fact]
    public void The_metadata_of_an_image_folder_is_no_manifest()
    {
        string path = Fixtures.Own("datasets", "imagefolder", "geo_folder", "train", "metadata.jsonl");
        Assert.Contains("Open the folder.", Assert.Throws<DatasetException>(() => ImageDataset.Open(path)).Message);
    }

    [Fact]
    public void A_manifest_has_no_splits()
    {
        string path = Fixtures.Own("datasets", "jsonl", "manifest.jsonl");
        Assert.Empty(ImageDataset.SplitsOf(path));
        Assert.Contains("Leave the split out",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(path, "train")).Message);
    }
}
