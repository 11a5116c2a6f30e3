using System.Security.Cryptography;
using System.Text.Json;

namespace SPAgent.Tests;

public sealed class ImageFolderTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Rows_are_the_lines_of_the_metadata_in_order(string split)
    {
        JsonElement rows = ExpectedDatasets.Find(ExpectedDatasets.Own, "imagefolder", "geo_folder")
            .GetProperty("splits").GetProperty(split).GetProperty("rows");
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "imagefolder", "geo_folder"), split);
        Assert.Equal(("image_folder", rows.GetArrayLength(), split), (dataset.Kind, dataset.Count, dataset.Split));
        Assert.Equal(["image", "lat", "lon", "country", "city", "locatability_score"],
            dataset.Columns.Select(column => column.Name));
        Assert.Equal(["image", "float64", "float64", "utf8"], dataset.Columns.Take(4).Select(column => column.Type));
        foreach (DatasetRow row in dataset.Rows())
        {
            JsonElement expected = rows[row.Index];
            JsonElement image = expected.GetProperty("image");
            Assert.Equal(image.GetProperty("file").GetString(), row.Image!.Path);
            Assert.Equal(image.GetProperty("sha256").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(row.Image.GetBytes())));
            foreach (JsonProperty member in ExpectedDatasets.Parse(row.ToJson()).EnumerateObject())
            {
                JsonCompare.Same(expected.GetProperty(member.Name), member.Value, member.Name);
            }
        }
    }

    [Fact]
    public void A_row_is_described_like_one_of_a_hugging_face_folder()
    {
        DatasetRow row = ImageDataset.Open(Fixtures.Own("datasets", "imagefolder", "geo_folder"), "test")[0];
        JsonElement json = ExpectedDatasets.Parse(row.ToDescription());
        Assert.Equal(["index", "columns"], json.EnumerateObject().Select(member => member.Name));
        JsonElement image = json.GetProperty("columns").GetProperty("image");
        Assert.Equal("21c48ce5e33a2b16508dab04ff0e9c284924b0901e4f6213edc156157a5d3633",
            image.GetProperty("bytes").GetProperty("sha256").GetString());
        Assert.Equal(123, image.GetProperty("bytes").GetProperty("length").GetInt32());
        Assert.Equal("test/only.png", image.GetProperty("path").GetString());
    }

    [Fact]
    public void Several_splits_need_a_name()
    {
        string path = Fixtures.Own("datasets", "imagefolder", "geo_folder");
        Assert.Equal(["train", "test"], ImageDataset.SplitsOf(path));
        Assert.Contains("there are train, test. Name one: split: \"train\" (--split).",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(path)).Message);
    }

    [Fact]
    public void Without_metadata_the_folder_of_an_image_is_its_label()
    {
        var dataset = ImageDataset.Open(Fixtures.Own("datasets", "imagefolder", "labels"));
        JsonElement rows = ExpectedDatasets.Find(ExpectedDatasets.Own, "imagefolder", "labels").GetProperty("splits")
            .GetProperty("train").GetProperty("rows");
        Assert.Equal(["cat", "dog"], dataset.Columns[1].Labels);
        Assert.Equal(rows.EnumerateArray().Select(row => row.GetProperty("label").GetInt64()),
            dataset.Column("label").Cast<long>());
        Assert.Equal(["train/cat/0.png", "train/cat/1.png", "train/dog/0.png", "train/dog/1.png"],
            dataset.Rows().Select(row => row.Image!.Path));
        Assert.All(dataset.Rows(), row => Assert.Equal(
            rows[row.Index].GetProperty("image").GetProperty("sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(row.Image!.GetBytes()))));
    }

    [Fact]
    public void Labels_have_the_same_numbers_in_every_split()
    {
        using var folder = new ScratchFolder();
        foreach (string file in new[] { "train/cat/0.png", "train/dog/0.png", "val/dog/1.png" })
            folder.Write(file, "picture");
        Assert.Equal(["train", "validation"], ImageDataset.SplitsOf(folder.Path));
        var dataset = ImageDataset.Open(folder.Path, "validation");
        Assert.Equal((1L, "val/dog/1.png"), ((long)dataset[0]["label"]!, dataset[0].Image!.Path));
    }

    [Fact]
    public void Images_in_one_folder_have_no_label()
    {
        using var folder = new ScratchFolder();
        folder.Write("b.jpg", "picture");
        folder.Write("a.PNG", "picture");
        folder.Write(".hidden.png", "picture");
        folder.Write("notes.txt", "text");
        var dataset = ImageDataset.Open(folder.Path);
        Assert.Equal(["image"], dataset.Columns.Select(column => column.Name));
        Assert.Equal(["a.PNG", "b.jpg"], dataset.Rows().Select(row => row.Image!.Path));
        Assert.Equal("{}", dataset[0].ToJson());
    }

    [Theory]
    [InlineData("../outside.png", "leads out of")]
    [InlineData("sub/../../outside.png", "leads out of")]
    [InlineData("..\\outside.png", "leads out of")]
    [InlineData("/etc/hostname", "leads out of")]
    [InlineData("C:\\outside.png", "leads out of")]
    [InlineData("", "leads out of")]
    [InlineData("https://example.org/a.png", "never fetched")]
    [InlineData("file:///etc/hostname", "never fetched")]
    [InlineData("data:image/png;base64,AAAA", "never fetched")]
    [InlineData("absent.png", "there is no file")]
    [InlineData("a\0b.png", "leads out of")]
    public void Paths_in_the_metadata_stay_inside_the_folder(string path, string refusal)
    {
        using var folder = new ScratchFolder();
        folder.Write("outside.png", "picture");
        folder.Write("data/inside.png", "picture");
        folder.Write("data/metadata.jsonl",
            "{\"file_name\":\"inside.png\"}\n\n" + JsonSerializer.Serialize(new { file_name = path }));
        var dataset = ImageDataset.Open(Path.Combine(folder.Path, "data"));
        Assert.Equal("picture"u8, dataset[0].Image!.GetBytes());
        DatasetException error = Assert.Throws<DatasetException>(() => dataset[1].Image!.GetBytes());
        Assert.Equal((1, "image", 3L), (error.Row, error.Column, error.Line));
        Assert.Contains(refusal, error.Message);
    }

    [Fact]
    public void Keys_that_end_in_file_name_are_images_as_well()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.png", "a");
        folder.Write("b.png", "b");
        folder.Write("metadata.jsonl",
            """{"before_file_name":"a.png","after_file_name":null,"file_names":["b.png","a.png"],"note":1}""");
        var dataset = ImageDataset.Open(folder.Path);
        Assert.Equal(["before: image", "after: image", "images: list<image>", "note: int64"],
            ExpectedDatasets.Columns(dataset));
        Assert.Equal(["a.png", "b.png", "a.png"], dataset[0].Images.Select(image => image.Path));
        Assert.Equal("""{"note":1}""", dataset[0].ToJson());
    }

    [Fact]
    public void Metadata_at_several_depths_is_read_as_one_dataset()
    {
        using var folder = new ScratchFolder();
        folder.Write("one/a.png", "a");
        folder.Write("two/b.png", "b");
        folder.Write("one/metadata.jsonl", """{"file_name":"a.png","x":1}""");
        folder.Write("two/metadata.jsonl", """{"file_name":"b.png","x":2.5}""");
        var dataset = ImageDataset.Open(folder.Path);
        Assert.Equal([1.0, 2.5], dataset.Column("x").Cast<double>());
        Assert.Equal(["one/a.png", "two/b.png"], dataset.Rows().Select(row => row.Image!.Path));
        Assert.Equal("b"u8, dataset[1].Image!.GetBytes());
    }

    [Theory]
    [InlineData("metadata.jsonl", """{"image":"a.png","n":1}""")]
    [InlineData("metadata.jsonl", """{"images":["a.png"],"n":1}""")]
    [InlineData("metadata.csv", "image;n\na.png;1\n")]
    public void Metadata_may_name_their_images_as_a_manifest_does(string file, string content)
    {
        using var folder = new ScratchFolder();
        folder.Write("a.png", "a");
        folder.Write(file, content);
        DatasetRow row = ImageDataset.Open(folder.Path)[0];
        Assert.Equal(("a", 1L), (System.Text.Encoding.UTF8.GetString(row.Images[0].GetBytes()), row["n"]));
    }

    [Theory]
    [InlineData("metadata.parquet", "PAR1", "metadata.parquet: it is no Parquet file")]
    [InlineData("metadata.csv", "file,lat\na.png,1", "no row names an image")]
    [InlineData("metadata.jsonl", """{"lat":1}""", "no row names an image")]
    [InlineData("metadata.jsonl", """{"file_name":"a.png","image":"a.png"}""", "would both be the column \"image\"")]
    [InlineData("train.parquet", "PAR1", "train.parquet: it is no Parquet file")]
    [InlineData("readme.txt", "text", "holds no dataset")]
    public void Folders_that_are_no_dataset_say_what_is_missing(string file, string content, string refusal)
    {
        using var folder = new ScratchFolder();
        folder.Write(file, content);
        Assert.Contains(refusal, Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message);
    }

    [Fact]
    public void Files_that_may_hold_captions_and_are_no_metadata_are_named()
    {
        using var folder = new ScratchFolder();
        folder.Write("train/a.png", "a");
        folder.Write("train/_annotations.coco.json", "{}");
        folder.Write("train.csv", "id\n");
        folder.Write("dataset_infos.json", "{}");
        Assert.Equal(
            "train.csv is not read (files of its kind: 2): give rows as metadata.jsonl or .csv with file_name, or "
            + "open a file with rows itself.", Assert.Single(ImageDataset.Open(folder.Path).Warnings));
        folder.Write("train/metadata.jsonl", """{"file_name":"a.png"}""");
        Assert.Empty(ImageDataset.Open(folder.Path).Warnings);
    }

    [Fact]
    public void Two_folders_of_one_split_are_read_as_one()
    {
        using var folder = new ScratchFolder();
        folder.Write("test/a.png", "a");
        folder.Write("eval/b.png", "b");
        Assert.Equal(["eval/b.png", "test/a.png"],
            ImageDataset.Open(folder.Path, "test").Rows().Select(row => row.Image!.Path));
    }

    [Fact]
    public void Metadata_beside_the_split_folders_names_all_images()
    {
        using var folder = new ScratchFolder();
        folder.Write("train/a.png", "a");
        folder.Write("test/b.png", "b");
        folder.Write("metadata.jsonl", """{"file_name":"test/b.png"}""");
        Assert.Empty(ImageDataset.SplitsOf(folder.Path));
        Assert.Equal(["test/b.png"], ImageDataset.Open(folder.Path).Rows().Select(row => row.Image!.Path));
        folder.Write("train/metadata.jsonl", """{"file_name":"a.png"}""");
        Assert.Contains("metadata.jsonl lies outside of the splits, and train/metadata.jsonl in one",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_circle_of_links_ends()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.png", "a");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "again"), folder.Path);
        Assert.Equal(1, ImageDataset.Open(folder.Path).Count);
    }

    [Fact]
    public void A_linked_device_is_not_read_forever()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero here");
        using var folder = new ScratchFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Path, "a.png"), "/dev/zero");
        DatasetException error =
            Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)[0].Image!.GetBytes());
        Assert.Contains("row 0 (a.png), column \"image\": the link \"a.png\" leads out of", error.Message);
        string manifest = folder.Write("m.jsonl", """{"image":"/dev/zero"}""");
        Assert.Empty(ImageDataset.Open(manifest)[0].Image!.GetBytes());
    }
}
