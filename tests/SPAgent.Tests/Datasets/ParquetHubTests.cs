using System.Text;

namespace SPAgent.Tests;

public sealed class ParquetHubTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_readme_says_which_files_are_which_split()
    {
        Copy("writers/sharp.parquet", "a/part.parquet", "b/part.parquet");
        const string files = "\n  - split: late\n    path: b/*\n  - split: early\n    path: [a/part.parquet]";
        Readme($"configs:\n- config_name: default\n  data_files:{files}");
        Assert.Equal(["late", "early"], ImageDataset.SplitsOf(_scratch.Path));
        Assert.Equal(12, ImageDataset.Open(_scratch.Path, "early").Count);
    }

    [Fact]
    public void A_configuration_is_named_where_there_are_several()
    {
        Copy("writers/sharp.parquet", "a/part.parquet", "b/part.parquet");
        Readme("configs:\n- config_name: one\n  data_files: a/*\n- config_name: two\n  data_files: b/*");
        Assert.Contains("there are one, two", Refusal());
        Assert.Contains("no configuration \"three\"", Refusal("three"));
        Assert.Equal(12, ImageDataset.Open(_scratch.Path, config: "two").Count);
        Assert.Equal(["train"], ImageDataset.SplitsOf(_scratch.Path, "one"));
    }

    [Fact]
    public void Without_a_readme_splits_are_told_by_shards_then_folders_then_names()
    {
        Copy("writers/sharp.parquet", "x/test/0.parquet", "x/train/0.parquet");
        Assert.Equal(["train", "test"], ImageDataset.SplitsOf(_scratch.Path));
        Copy("writers/sharp.parquet", "data/zeta-00000-of-00001.parquet", "data/validation-00000-of-00001.parquet");
        Assert.Equal(["validation", "zeta"], ImageDataset.SplitsOf(_scratch.Path));
    }

    [Fact]
    public void Names_and_then_nothing_tell_splits()
    {
        Copy("writers/sharp.parquet", "my-dev.parquet", "other.parquet");
        Assert.Equal(["validation"], ImageDataset.SplitsOf(_scratch.Path));
        File.Delete(Path.Combine(_scratch.Path, "my-dev.parquet"));
        Assert.Equal(["train"], ImageDataset.SplitsOf(_scratch.Path));
    }

    [Fact]
    public void A_snapshot_of_the_cache_is_read_through_its_links_and_a_link_elsewhere_is_refused()
    {
        Copy("writers/sharp.parquet", "blobs/abc", "elsewhere.parquet");
        string data = Directory.CreateDirectory(Path.Combine(_scratch.Path, "snapshots", "v1", "data")).FullName;
        File.CreateSymbolicLink(Path.Combine(data, "train-00000-of-00001.parquet"), "../../../blobs/abc");
        Assert.Equal(12, ImageDataset.Open(_scratch.Path).Count);
        Assert.Equal(12, ImageDataset.Open(Path.GetDirectoryName(data)!).Count);
        File.CreateSymbolicLink(Path.Combine(data, "test-00000-of-00001.parquet"), "../../../elsewhere.parquet");
        Assert.Contains("leads out of", Refusal());
    }

    [Theory]
    [InlineData("../*.parquet", "leads out")]
    [InlineData("/etc/*.parquet", "leads out")]
    [InlineData("hf://datasets/x/y.parquet", "remote address")]
    [InlineData("absent-*", "no file is \"absent-*\"")]
    public void A_readme_that_names_what_is_not_in_the_folder_is_refused(string path, string seen)
    {
        Copy("writers/sharp.parquet", "part.parquet");
        Readme($"configs:\n- config_name: default\n  data_files: \"{path}\"");
        Assert.Contains(seen, Refusal());
    }

    [Fact]
    public void Front_matter_without_end_with_aliases_or_of_a_megabyte_is_refused()
    {
        Copy("writers/sharp.parquet", "part.parquet");
        Readme("a: &x [1]\nb: *x");
        Assert.Contains("alias", Refusal());
        Readme("a: " + new string('x', 1 << 20));
        Assert.Contains("longer than", Refusal());
        _scratch.Write("README.md", "---\na: 1\n");
        Assert.Contains("no end", Refusal());
        Readme("a: [1");
        Assert.Contains("can't be read, line", Refusal());
    }

    [Theory]
    [InlineData("dtype: image")]
    [InlineData("dtype:\n      image:\n        decode: false")]
    public void Features_of_the_readme_name_labels_and_pictures(string picture)
    {
        Copy("plain/no_metadata.parquet", "part.parquet");
        const string names = "class_label:\n        names:\n          '0': no\n          '1': yes";
        string blob = $"- name: blob\n    {picture}";
        Readme($"dataset_info:\n  features:\n  - name: label\n    dtype:\n      {names}\n  {blob}");
        var dataset = ImageDataset.Open(_scratch.Path);
        Assert.Equal(["no", "yes"], dataset.Columns.Single(column => column.Name == "label").Labels!);
        Assert.Equal("image", dataset.Columns.Single(column => column.Name == "blob").Type);
        Assert.All(dataset.Rows(), row => Assert.True(row["blob"] is null or DatasetImage));
        Assert.Contains(dataset.Rows(), row => row["blob"] is DatasetImage picture && picture.GetBytes().Length > 0);
    }

    [Fact]
    public void A_missing_shard_is_named_unless_a_glob_leaves_it_out()
    {
        Copy("writers/sharp.parquet", "data/train-00000-of-00003.parquet", "data/train-00002-of-00003.parquet");
        Assert.Contains("train-00001-of-00003.parquet is missing", Refusal());
        Copy("writers/sharp.parquet", "data/train-00001-of-00003.parquet");
        Assert.Equal(36, ImageDataset.Open(_scratch.Path).Count);
        Assert.Equal(24, ImageDataset.Open(Path.Combine(_scratch.Path, "data/train-0000[01]-*.parquet")).Count);
        Assert.Equal(24, ImageDataset.Open(Path.Combine(_scratch.Path, "**/train-0000{0,2}-*")).Count);
        Assert.Contains("no file has a name", Refused(Path.Combine(_scratch.Path, "data/test-*.parquet")));
    }

    [Theory]
    [InlineData(null, "train-00001-of-00002.parquet is missing")]
    [InlineData("train: data/train-*, test: data/test-*", "train-00001-of-00002.parquet is missing")]
    [InlineData("train: absent-*, test: data/test-*", "\"absent-*\", which it names for the split \"train\"")]
    public void Only_the_split_that_is_opened_must_be_whole(string? files, string seen)
    {
        Copy("writers/sharp.parquet", "data/train-00000-of-00002.parquet", "data/test-00000-of-00001.parquet");
        if (files is not null) Readme($"configs:\n- config_name: default\n  data_files: {{{files}}}");
        Assert.Equal(["train", "test"], ImageDataset.SplitsOf(_scratch.Path));
        Assert.Equal(12, ImageDataset.Open(_scratch.Path, "test").Count);
        Assert.Contains(seen,
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_scratch.Path, "train")).Message);
    }

    [Theory]
    [InlineData(true, "data_files: part.parquet", "image_folder")]
    [InlineData(false, "data_files: part.parquet", "parquet")]
    [InlineData(false, "", "image_folder")]
    public void Parquet_beside_pictures_is_the_dataset_only_where_the_readme_says_so(
        bool described, string yaml, string kind)
    {
        Copy("writers/sharp.parquet", "part.parquet");
        _scratch.Write("images/a.png", "a");
        if (described) _scratch.Write("metadata.jsonl", """{"file_name":"images/a.png"}""");
        Readme($"configs:\n- config_name: default\n  {yaml}");
        Assert.Equal(kind, ImageDataset.Open(_scratch.Path).Kind);
    }

    [Fact]
    public void The_outermost_folder_tells_the_split_and_case_does_not_count()
    {
        Copy("writers/sharp.parquet", "Train/test/0.parquet", "val/0.parquet");
        Assert.Equal(["train", "validation"], ImageDataset.SplitsOf(_scratch.Path));
    }

    [Fact]
    public void A_picture_without_bytes_lies_beside_its_own_file_of_a_glob()
    {
        foreach (string part in (string[])["a", "b"])
        {
            _scratch.Write($"{part}/p.png", part);
            TableField[] fields =
                [TableField.Group("image", new TableField("bytes", TableType.Bytes, []), TableField.Text("path"))];
            using FileStream file = File.Create(Path.Combine(_scratch.Path, part, "x.parquet"));
            using TableWriter table = ParquetSource.Table(fields, "{}", () => file);
            table.Add(ExpectedDatasets.Parse("""{"image":{"bytes":null,"path":"p.png"}}"""), fields, []);
            table.WriteGroup();
            table.Finish();
        }

        var dataset = ImageDataset.Open(Path.Combine(_scratch.Path, "*/x.parquet"));
        Assert.Equal(["a", "b"], dataset.Rows().Select(row => Encoding.UTF8.GetString(row.Image!.GetBytes())));
    }

    [Fact]
    public void Parts_may_be_numbered_from_1_and_digits_of_other_scripts_are_no_numbers()
    {
        Copy("writers/sharp.parquet", "train-00001-of-00002.parquet", "train-00002-of-00002.parquet");
        _scratch.Write("train-٠٠٠٠٠-of-٠٠٠٠١.txt", "");
        Assert.Equal(24, ImageDataset.Open(_scratch.Path).Count);
    }

    [Fact]
    public void The_fingerprint_is_of_names_lengths_and_footers()
    {
        Copy("writers/sharp.parquet", "one/x.parquet", "two/x.parquet", "one/y.parquet");
        string first = Of("one/x.parquet");
        File.SetLastWriteTimeUtc(Path.Combine(_scratch.Path, "two/x.parquet"), DateTime.UnixEpoch);
        Assert.Equal(first, Of("two/x.parquet"));
        Assert.NotEqual(first, Of("one/y.parquet"));
        Copy("writers/net.parquet", "three/x.parquet");
        Assert.NotEqual(first, Of("three/x.parquet"));

        string Of(string name) => ImageDataset.Open(Path.Combine(_scratch.Path, name)).Fingerprint;
    }

    [Fact]
    public void What_is_no_parquet_has_no_configurations()
    {
        string file = _scratch.Write("rows.jsonl", "{\"image\": \"a.png\"}\n");
        Assert.Contains("no configurations",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(file, config: "x")).Message);
    }

    private string Refusal(string? config = null) =>
        Assert.Throws<DatasetException>(() => ImageDataset.Open(_scratch.Path, config: config)).Message;

    private static string Refused(string path) =>
        Assert.Throws<DatasetException>(() => ImageDataset.Open(path)).Message;

    private void Readme(string yaml) => _scratch.Write("README.md", $"---\n{yaml}\n---\n# A dataset\n");

    private void Copy(string fixture, params string[] names)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Fixtures.Shared("datasets", "parquet-fixtures"), fixture));
        foreach (string name in names) _scratch.Write(name, bytes);
    }
}
