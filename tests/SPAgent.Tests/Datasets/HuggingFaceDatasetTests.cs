using System.Text.Json;

namespace SPAgent.Tests;

public sealed class HuggingFaceDatasetTests
{
    public static TheoryData<string> Folders => [.. ExpectedDatasets.Own.GetProperty("hf_disk").EnumerateArray()
        .Where(entry => entry.GetProperty("kind").GetString() == "dataset" && entry.TryGetProperty("columns", out _))
        .Select(entry => entry.GetProperty("id").GetString()!)];

    public static TheoryData<string> Broken =>
        [.. ExpectedDatasets.Texts(ExpectedDatasets.Own.GetProperty("hf_errors"), "id")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Rows_have_the_values_that_were_written(string id)
    {
        JsonElement entry = ExpectedDatasets.Find(ExpectedDatasets.Own, "hf_disk", id);
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", entry.GetProperty("path").GetString()!));
        Assert.Equal("hf_disk", dataset.Kind);
        Assert.Empty(dataset.Splits);
        ExpectedDatasets.Same(entry, dataset);
    }

    [Theory]
    [InlineData("geo_small")]
    [InlineData("real_trec")]
    public void Rows_have_the_values_that_others_wrote(string id)
    {
        JsonElement entry = ExpectedDatasets.Find(ExpectedDatasets.Shared, "hf_disk", id);
        ExpectedDatasets.Same(entry,
            ImageDataset.Open(Fixtures.Shared("datasets", entry.GetProperty("path").GetString()!)));
    }

    [Fact]
    public void Each_split_of_a_dictionary_is_opened_by_its_name()
    {
        string path = Fixtures.Own("datasets", "hf-disk", "geo_dict");
        JsonElement splits = ExpectedDatasets.Find(ExpectedDatasets.Own, "hf_disk", "geo_dict").GetProperty("splits");
        Assert.Equal(["train", "validation", "test"], ImageDataset.SplitsOf(path));
        foreach (JsonProperty split in splits.EnumerateObject())
        {
            var dataset = ImageDataset.Open(path, split: split.Name);
            Assert.Equal((path, split.Name), (dataset.Path, dataset.Split));
            Assert.Equal(["train", "validation", "test"], dataset.Splits);
            ExpectedDatasets.Same(split.Value, dataset);
        }
    }

    [Fact]
    public void A_dictionary_without_a_split_says_which_there_are()
    {
        string path = Fixtures.Own("datasets", "hf-disk", "geo_dict");
        Assert.Contains("train, validation, test. Name one: split: \"train\" (--split).",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(path)).Message);
        Assert.Contains("no split \"dev\"; there are train",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(path, "dev")).Message);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_folder_gives_no_row_but_a_clear_error(string id)
    {
        string path = Fixtures.Own("datasets", "hf-errors", id);
        string message = Assert.Throws<DatasetException>(() => ImageDataset.Open(path)).Message;
        string named = id switch
        {
            "truncated_body" => "cut off",
            "missing_shard" => "data-00001-of-00002.arrow",
            "no_state_json" => "no state.json",
            "ipc_file_format" => "ARROW1",
            _ => "differ",
        };
        Assert.Contains(named, message);
    }

    [Fact]
    public void Packed_batches_are_read()
    {
        JsonElement entry = ExpectedDatasets.Find(ExpectedDatasets.Own, "hf_disk", "compressed_zstd");
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "compressed_zstd"));
        Assert.Equal(entry.GetProperty("num_rows").GetInt32(), dataset.Count);
        foreach (JsonProperty row in entry.GetProperty("row_sample").EnumerateObject())
        {
            JsonElement read = ExpectedDatasets.Parse(dataset[int.Parse(row.Name)].ToDescription())
                .GetProperty("columns");
            JsonCompare.Same(row.Value, read, row.Name);
        }
    }

    [Fact]
    public void Images_of_all_storage_forms_are_found_or_refused_by_name()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "geo_paths"));
        Assert.Equal(180, dataset[0].Image!.GetBytes().Length);
        Assert.Contains("row 1, column \"image\": there is no file \"/nonexistent/abs/path/001.png\"",
            Refusal(1).Message);
        Assert.Contains("remote address, which is never fetched", Refusal(2).Message);
        Assert.Equal(195, dataset[3].Image!.GetBytes().Length);
        Assert.Contains("neither bytes nor a path", Refusal(4).Message);
        Assert.Null(dataset[5].Image);
        Assert.Empty(dataset[6].Image!.GetBytes());

        DatasetException Refusal(int row)
        {
            DatasetException error = Assert.Throws<DatasetException>(() => dataset[row].Image!.GetBytes());
            Assert.Equal((row, "image"), (error.Row, error.Column));
            return error;
        }
    }

    [Fact]
    public void The_labels_of_a_class_are_kept_with_the_column()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "kitchen_sink"));
        Assert.Equal(["urban", "rural", "coast"], dataset.Columns.Single(column => column.Name == "label").Labels);
        Assert.All(dataset.Columns.Where(column => column.Name != "label"), column => Assert.Null(column.Labels));
    }

    [Fact]
    public void Types_are_named_as_arrow_names_them()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "kitchen_sink"));
        JsonElement expected = ExpectedDatasets.Find(ExpectedDatasets.Own, "hf_disk", "kitchen_sink")
            .GetProperty("columns");
        Assert.Equal(ExpectedDatasets.Texts(expected, "type"), dataset.Columns.Select(column => column.Type));
    }

    [Fact]
    public void A_row_outside_the_dataset_is_refused()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "geo_sharded"));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset[dataset.Count]);
    }

    [Fact]
    public void One_column_can_be_read_alone()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "geo_sharded"));
        Assert.Equal(dataset.Rows().Select(row => row["country"]), dataset.Column("country"));
        Assert.Contains("image, lat, lon", Assert.Throws<ArgumentException>(() => dataset.Column("nothing")).Message);
    }

    [Fact]
    public async Task Five_hundred_tasks_read_the_same_rows_at_once()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "rows_2350"));
        string[] alone = [.. dataset.Rows().Select(row => row.ToJson())];
        IEnumerable<Task> tasks = Enumerable.Range(0, 512).Select(task => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                int row = ((task * 7919) + (i * 104729)) % alone.Length;
                Assert.Equal(alone[row], dataset[row].ToJson());
            }
        }, TestContext.Current.CancellationToken));
        await Task.WhenAll(tasks);
    }

    [Fact]
    public void Sample_data_is_the_row_without_its_image()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "hf-disk", "geo_paths"));
        Assert.All(dataset.Rows(), row => Assert.Equal(
            ["lat", "lon", "country", "city", "locatability_score"],
            ExpectedDatasets.Parse(row.ToJson()).EnumerateObject().Select(member => member.Name)));
        Assert.Equal(JsonValueKind.Null,
            ExpectedDatasets.Parse(dataset[4].ToJson()).GetProperty("locatability_score").ValueKind);
    }
}
