using System.IO.Compression;
using ParquetSharp;

namespace SPAgent.Tests;

/// <summary>An image folder whose metadata is Parquet.</summary>
public sealed class ParquetMetadataTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_rows_are_those_of_the_folder(bool zipped)
    {
        _folder.Write("set/sub/a.png", "a");
        _folder.Write("set/b.png", "b");
        Metadata("set/metadata.parquet", ["sub/a.png", "b.png", null]);
        string path = Path.Combine(_folder.Path, "set");
        if (zipped) ZipFile.CreateFromDirectory(path, path += ".zip");
        var dataset = ImageDataset.Open(path);
        Assert.Equal(("image_folder", 3), (dataset.Kind, dataset.Count));
        Assert.Equal([("image", "image"), ("lat", "float64"), ("count", "int64"), ("name", "utf8")],
            dataset.Columns.Select(column => (column.Name, column.Type)));
        Assert.Equal([1.0, 2.0, null], dataset.Column("lat"));
        Assert.Equal([0L, 1L, 2L], dataset.Column("count"));
        Assert.Equal("ü", dataset[0]["name"]);
        Assert.Equal("a"u8, dataset[0].Image!.GetBytes());
        Assert.Equal("b"u8, dataset[1].Image!.GetBytes());
        Assert.Null(dataset[2].Image);
    }

    [Fact]
    public void Its_splits_are_those_of_the_folders_and_its_fingerprint_follows_it()
    {
        _folder.Write("train/a.png", "a");
        _folder.Write("test/b.png", "b");
        Metadata("train/metadata.parquet", ["a.png"]);
        Metadata("test/metadata.parquet", ["b.png"]);
        Assert.Equal(["train", "test"], ImageDataset.SplitsOf(_folder.Path));
        var test = ImageDataset.Open(_folder.Path, "test");
        Assert.Equal("test/b.png", test[0].Image!.Path);
        string before = test.Fingerprint;
        Metadata("test/metadata.parquet", ["b.png", null]);
        Assert.NotEqual(before, ImageDataset.Open(_folder.Path, "test").Fingerprint);
    }

    [Fact]
    public void A_path_that_leads_out_is_refused_with_its_row()
    {
        _folder.Write("set/a.png", "a");
        _folder.Write("out.png", "o");
        Metadata("set/metadata.parquet", ["a.png", "../out.png"]);
        var dataset = ImageDataset.Open(Path.Combine(_folder.Path, "set"));
        DatasetException refused = Assert.Throws<DatasetException>(() => dataset[1].Image!.GetBytes());
        Assert.Equal((1, "image"), (refused.Row, refused.Column));
        Assert.Contains("../out.png", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_kinds_in_a_folder_are_refused()
    {
        _folder.Write("a.png", "a");
        Metadata("metadata.parquet", ["a.png"]);
        _folder.Write("metadata.csv", "file_name\na.png\n");
        Assert.Contains("Keep metadata of one kind",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private void Metadata(string name, string?[] files)
    {
        Column[] columns =
        [
            new Column<string>("file_name"), new Column<double?>("lat"), new Column<int>("count"),
            new Column<string>("name"),
        ];
        using var file = new ParquetFileWriter(Path.Combine(_folder.Path, name), columns);
        using RowGroupWriter group = file.AppendRowGroup();
        Write(group, files!);
        Write(group, [.. files.Select((path, row) => path is null ? null : (double?)(row + 1))]);
        Write(group, [.. Enumerable.Range(0, files.Length)]);
        Write(group, [.. files.Select(_ => "ü")]);
        file.Close();
    }

    private static void Write<T>(RowGroupWriter group, T[] values)
    {
        using LogicalColumnWriter<T> column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }
}
