namespace SPAgent.Tests;

public sealed class DatasetFingerprintTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hf-disk/geo_sharded", null)]
    [InlineData("hf-disk/geo_dict", "train")]
    [InlineData("imagefolder/geo_folder", "train")]
    [InlineData("imagefolder/labels", null)]
    [InlineData("jsonl/manifest.jsonl", null)]
    public void A_copy_elsewhere_has_the_same_fingerprint(string path, string? split)
    {
        string copy = Copy(path);
        string fingerprint = ImageDataset.Open(Fixtures.Own("datasets", path), split).Fingerprint;
        Assert.Equal(fingerprint, ImageDataset.Open(copy, split).Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
    }

    [Theory]
    [InlineData("hf-disk/geo_sharded", null, "data-00001-of-00003.arrow")]
    [InlineData("hf-disk/geo_sharded", null, "state.json")]
    [InlineData("imagefolder/geo_folder", "train", "train/metadata.jsonl")]
    [InlineData("imagefolder/geo_folder", "train", "train/sub/dir/0004.jpg")]
    [InlineData("imagefolder/labels", null, "train/dog/1.png")]
    [InlineData("jsonl", null, "manifest.jsonl")]
    [InlineData("jsonl", null, "img/2.png")]
    public void One_byte_changed_in_place_changes_it(string path, string? split, string file)
    {
        string copy = Copy(path);
        string opened = path == "jsonl" ? Path.Combine(copy, "manifest.jsonl") : copy;
        string before = ImageDataset.Open(opened, split).Fingerprint;
        string changed = Path.Combine(copy, file);
        byte[] bytes = File.ReadAllBytes(changed);
        // A digit within a text, a bit within a picture: the file stays as long as it was, and readable.
        int at = Math.Max(Array.FindLastIndex(bytes, value => value is >= (byte)'1' and <= (byte)'9'), 0);
        bytes[at] ^= 1;
        File.WriteAllBytes(changed, bytes);
        Assert.NotEqual(before, ImageDataset.Open(opened, split).Fingerprint);
    }

    [Fact]
    public void Other_splits_and_files_that_are_no_rows_do_not_matter()
    {
        string copy = Copy("imagefolder/geo_folder");
        string before = ImageDataset.Open(copy, "train").Fingerprint;
        File.WriteAllText(Path.Combine(copy, "train", "0009_unlisted.png"), "other");
        File.AppendAllText(Path.Combine(copy, "test", "metadata.jsonl"), "\n");
        Assert.Equal(before, ImageDataset.Open(copy, "train").Fingerprint);
    }

    [Fact]
    public void Above_the_limit_times_of_writing_stand_for_the_content()
    {
        string file = _folder.Write("m.jsonl", """{"image":"a.png"}""");
        string picture = _folder.Write("a.png", "picture");
        using (FileStream stream = File.OpenWrite(picture)) stream.SetLength(65 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string one = ImageDataset.Open(file).Fingerprint;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(one, ImageDataset.Open(file).Fingerprint);
        File.SetLastWriteTimeUtc(picture, File.GetLastWriteTimeUtc(picture).AddSeconds(1));
        Assert.NotEqual(one, ImageDataset.Open(file).Fingerprint);
    }

    [Theory]
    [InlineData("imagefolder/labels")]
    [InlineData("jsonl/manifest.jsonl")]
    [InlineData("hf-disk/geo_sharded")]
    public void A_picture_is_closed_once_it_is_read(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        string copy = Copy(path);
        var dataset = ImageDataset.Open(copy);
        string[] before = Open();
        Assert.NotEmpty(dataset.Fingerprint);
        foreach (DatasetImage image in dataset.Rows().SelectMany(row => row.Images)) image.GetBytes();
        Assert.Equal(before, Open());

        string[] Open() => [.. Directory.GetFiles("/proc/self/fd")
            .Select(link => new FileInfo(link).LinkTarget).OfType<string>()
            .Where(target => target.StartsWith(_folder.Path, StringComparison.Ordinal)).Order()];
    }

    private string Copy(string path)
    {
        string source = Fixtures.Own("datasets", path), target = Path.Combine(_folder.Path, "copy");
        string home = File.Exists(source) ? Path.GetDirectoryName(source)! : source;
        foreach (string file in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.Combine("copy", Path.GetRelativePath(home, file)), File.ReadAllBytes(file));
        }

        return File.Exists(source) ? Path.Combine(target, Path.GetFileName(source)) : target;
    }
}
