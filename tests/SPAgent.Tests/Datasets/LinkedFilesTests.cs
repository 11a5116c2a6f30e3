namespace SPAgent.Tests;

public sealed class LinkedFilesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_inside_the_folder_is_followed()
    {
        _folder.Write("set/originals/1.bin", "a");
        Link("set/a.png", "originals/1.bin");
        Link("set/b.png", Path.Combine(_folder.Path, "set/a.png"));
        ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, "set"));
        Assert.All(dataset.Rows(), row => Assert.Equal("a"u8, row.Image!.GetBytes()));
        Assert.Equal(2, dataset.Count);
    }

    [Theory]
    [InlineData("../secret.png")]
    [InlineData("/etc/hostname")]
    [InlineData("sub/../../secret.png")]
    [InlineData("first.png")]
    public void A_link_that_leads_out_is_refused_by_name(string target)
    {
        _folder.Write("secret.png", "secret");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "set/sub"));
        Link("set/first.png", "../secret.png");
        Link("set/a.png", target);
        ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, "set"));
        DatasetException error = Assert.Throws<DatasetException>(() => dataset[0].Image!.GetBytes());
        Assert.Contains("row 0 (a.png), column \"image\": the link \"a.png\" leads out of", error.Message);
        Assert.Null(dataset[0].Image!.File);
    }

    [Fact]
    public void A_linked_folder_that_leads_out_is_refused_where_metadata_names_it()
    {
        _folder.Write("outside/a.png", "secret");
        _folder.Write("set/b.png", "b");
        Link("set/sub", "../outside");
        _folder.Write("set/metadata.jsonl", """{"file_name":"sub/a.png"}""");
        DatasetRow row = ImageDataset.Open(Path.Combine(_folder.Path, "set"))[0];
        Assert.Contains("the link \"sub/a.png\" leads out of",
            Assert.Throws<DatasetException>(() => row.Image!.GetBytes()).Message);
    }

    [Fact]
    public void Metadata_that_is_a_link_out_is_refused()
    {
        _folder.Write("metadata.csv", "file_name\na.png\n");
        _folder.Write("set/a.png", "a");
        Link("set/metadata.csv", "../metadata.csv");
        string message =
            Assert.Throws<DatasetException>(() => ImageDataset.Open(Path.Combine(_folder.Path, "set"))).Message;
        Assert.Contains("the link \"metadata.csv\" leads out of", message);
    }

    [Fact]
    public void A_hub_snapshot_is_followed_into_the_blobs_beside_it_and_nowhere_else()
    {
        _folder.Write("hub/blobs/1f", "a");
        _folder.Write("hub/refs/1f", "other");
        _folder.Write("hub/blobs/2e", "file_name,n\na.png,1\nb.png,2\n");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "hub/snapshots/abc/train"));
        Link("hub/snapshots/abc/train/a.png", "../../../blobs/1f");
        Link("hub/snapshots/abc/train/b.png", "../../../refs/1f");
        Link("hub/snapshots/abc/train/metadata.csv", "../../../blobs/2e");
        foreach (string opened in (string[])["hub/snapshots/abc", "hub/snapshots/abc/train"])
        {
            ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, opened));
            Assert.Equal("a"u8, dataset[0].Image!.GetBytes());
            Assert.Contains("leads out of",
                Assert.Throws<DatasetException>(() => dataset[1].Image!.GetBytes()).Message);
        }
    }

    [Fact]
    public void Of_a_hub_cache_the_version_that_main_names_is_read()
    {
        foreach (string version in (string[])["abc", "def"])
        {
            _folder.Write($"hub/blobs/{version}", version);
            Directory.CreateDirectory(Path.Combine(_folder.Path, "hub/snapshots", version));
            Link($"hub/snapshots/{version}/a.png", $"../../blobs/{version}");
        }

        string hub = Path.Combine(_folder.Path, "hub");
        Assert.Contains("2 versions below snapshots",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(hub)).Message);
        _folder.Write("hub/refs/main", "def");
        DatasetRow row = Assert.Single(ImageDataset.Open(hub).Rows());
        Assert.Equal("a.png", row.Image!.Path);
        Assert.Equal("def"u8, row.Image.GetBytes());
    }

    [Fact]
    public void A_copy_of_a_cache_is_known_by_its_versions()
    {
        _folder.Write($"hub/snapshots/{new string('a', 40)}/a.png", "a");
        Assert.Equal("a.png", Assert.Single(ImageDataset.Open(Path.Combine(_folder.Path, "hub")).Rows()).Image!.Path);
    }

    [Fact]
    public void Pictures_in_a_folder_named_snapshots_are_no_cache()
    {
        _folder.Write("snapshots/cat/a.png", "a");
        _folder.Write("snapshots/dog/b.png", "b");
        Assert.Equal(2, ImageDataset.Open(_folder.Path).Count);
    }

    [Fact]
    public void A_circle_of_file_links_ends()
    {
        Link("a.png", "b.png");
        Link("b.png", "a.png");
        DatasetRow row = ImageDataset.Open(_folder.Path)[0];
        Assert.Contains("the links of \"a.png\" go in a circle",
            Assert.Throws<DatasetException>(() => row.Image!.GetBytes()).Message);
    }

    [Fact]
    public void A_dataset_behind_a_link_opens()
    {
        _folder.Write("real/a.png", "a");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), Path.Combine(_folder.Path, "real"));
        Assert.Equal("a"u8, ImageDataset.Open(Path.Combine(_folder.Path, "link"))[0].Image!.GetBytes());
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_folder.Path, name), target);
}
