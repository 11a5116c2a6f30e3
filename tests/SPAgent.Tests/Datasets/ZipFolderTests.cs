using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SPAgent.Tests;

public sealed class ZipFolderTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("set/images.zip", "set", "images.zip/")]
    [InlineData("x.ZIP", "x.ZIP", "")]
    public void A_zip_is_read_in_place(string file, string opened, string prefix)
    {
        Zip(file, ("metadata.csv", "file_name,lat\nsub/a.png,1.5\nb.png,2.5\n"), ("sub/a.png", "a"), ("b.png", "b"),
            ("__MACOSX/._b.png", "x"));
        ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, opened));
        Assert.Equal(("image_folder", 2), (dataset.Kind, dataset.Count));
        Assert.Equal([1.5, 2.5], dataset.Column("lat"));
        Assert.Equal([prefix + "sub/a.png", prefix + "b.png"], dataset.Rows().Select(row => row.Image!.Path));
        Assert.Equal(["a", "b"], dataset.Rows().Select(row => Encoding.UTF8.GetString(row.Image!.GetBytes())));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Splits_and_labels_are_told_inside_and_by_the_name_of_the_zip()
    {
        Zip("one.zip", ("set\\train\\cat\\a.png", "a"), ("set/train/dog/b.png", "b"), ("set/test/dog/c.png", "c"));
        ImageDataset test = ImageDataset.Open(Path.Combine(_folder.Path, "one.zip"), "test");
        Assert.Equal((1, 1L), (test.Count, (long)test[0]["label"]!));
        Zip("two/train.zip", ("a.png", "a"));
        Zip("two/test.zip", ("b.png", "b"), ("c.png", "c"));
        Assert.Equal(["train", "test"], ImageDataset.SplitsOf(Path.Combine(_folder.Path, "two")));
        Assert.Equal("c"u8, ImageDataset.Open(Path.Combine(_folder.Path, "two"), "test")[1].Image!.GetBytes());
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("images/a.png")]
    public void Metadata_beside_a_zip_name_the_pictures_in_it(string named)
    {
        Zip("set/images.zip", ("a.png", "a"), ("b.png", "b"));
        _folder.Write("set/metadata.jsonl", $$"""{"file_name": "{{named}}", "v": 1}""");
        ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, "set"));
        Assert.Equal("a"u8, Assert.Single(dataset.Rows()).Image!.GetBytes());
        Assert.Empty(dataset.Warnings);
        string before = dataset.Fingerprint;
        File.Delete(Path.Combine(_folder.Path, "set/images.zip"));
        Zip("set/images.zip", ("a.png", "another"));
        Assert.NotEqual(before, ImageDataset.Open(Path.Combine(_folder.Path, "set")).Fingerprint);
    }

    [Fact]
    public void A_name_that_two_zips_hold_is_refused_and_one_that_says_its_zip_is_read()
    {
        Zip("set/a.zip", ("1.png", "a"));
        Zip("set/b.zip", ("1.png", "b"));
        _folder.Write("set/metadata.jsonl", """{"file_name": "1.png"}""");
        Assert.Contains("is in a.zip and in b.zip", Assert.Throws<DatasetException>(
            () => ImageDataset.Open(Path.Combine(_folder.Path, "set"))[0].Image!.GetBytes()).Message,
            StringComparison.Ordinal);
        _folder.Write("set/metadata.jsonl", """{"file_name": "b/1.png"}""");
        Assert.Equal("b"u8, ImageDataset.Open(Path.Combine(_folder.Path, "set"))[0].Image!.GetBytes());
    }

    [Fact]
    public void Names_that_begin_with_a_dot_and_a_slash_are_names()
    {
        Zip("x.zip", ("./images/a.png", "a"), ("b//c.png", "c"));
        Assert.Equal(["b/c.png", "images/a.png"], ImageDataset.Open(Path.Combine(_folder.Path, "x.zip")).Rows()
            .Select(row => row.Image!.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_zip_beside_pictures_is_not_read_and_that_is_said()
    {
        Zip("set/images.zip", ("a.png", "a"));
        _folder.Write("set/images/a.png", "a");
        ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, "set"));
        Assert.Equal(["images/a.png"], dataset.Rows().Select(row => row.Image!.Path));
        Assert.StartsWith("images.zip is not read, since pictures lie beside it", Assert.Single(dataset.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../a.png", "its entry \"../a.png\" leads out of it")]
    [InlineData("x/../../a.png", "leads out of it")]
    [InlineData("..\\a.png", "leads out of it")]
    [InlineData("/etc/a.png", "its entry \"/etc/a.png\" leads out of it")]
    [InlineData("C:/a.png", "its entry \"C:/a.png\" leads out of it")]
    [InlineData("c:a.png", "leads out of it")]
    [InlineData("inner.zip", "its entry \"inner.zip\" is a zip in a zip")]
    [InlineData("ok.png", "two entries are named \"ok.png\"")]
    public void An_entry_that_is_not_what_it_should_be_refuses_the_zip(string name, string seen)
    {
        string file = Zip("x.zip", ("ok.png", "ok"), (name, "x"));
        Assert.Contains(seen, Refusal(file));
    }

    [Fact]
    public void A_link_in_a_zip_is_refused()
    {
        string file = Path.Combine(_folder.Path, "x.zip");
        using (ZipArchive zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            ZipArchiveEntry entry = zip.CreateEntry("a.png");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using Stream stream = entry.Open();
            stream.Write("/etc/hostname"u8);
        }

        Assert.Contains("its entry \"a.png\" is a symbolic link, which is not followed inside a zip", Refusal(file));
    }

    [Fact]
    public void An_encrypted_entry_is_refused()
    {
        string file = Zip("x.zip", ("a.png", "a"));
        Patch(file, "PK\x01\x02", 8, [1, 0]);
        Assert.Contains("its entry \"a.png\" is encrypted", Refusal(file));
    }

    [Fact]
    public void An_entry_that_grows_over_200_times_is_refused()
    {
        string file = Zip("x.zip", ("a.bmp", new string('x', 100_000)));
        Assert.Contains("its entry \"a.bmp\" claims 100,000 bytes out of", Refusal(file));
        Assert.Contains("it may be a bomb", Refusal(file));
    }

    [Fact]
    public void An_entry_over_the_limit_of_a_picture_is_refused()
    {
        string file = Zip("x.zip", ("a.png", "a"));
        byte[] size = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, 600 << 18);
        BinaryPrimitives.WriteInt32LittleEndian(size.AsSpan(4), 600 << 20);
        Patch(file, "PK\x01\x02", 20, size);
        Assert.Contains("its entry \"a.png\" claims 629,145,600 bytes; the limit is 536,870,912", Refusal(file));
    }

    [Fact]
    public void Over_two_million_entries_are_refused_before_they_are_read()
    {
        byte[] large = new byte[56 + 20 + 22];
        "PK\x06\x06"u8.CopyTo(large);
        BinaryPrimitives.WriteUInt64LittleEndian(large.AsSpan(32), 2_000_001);
        "PK\x06\x07"u8.CopyTo(large.AsSpan(56));
        "PK\x05\x06"u8.CopyTo(large.AsSpan(76));
        large.AsSpan(76 + 8, 4).Fill(0xFF);
        Assert.Contains("it has 2,000,001 entries; 2,000,000 are read at most", Refusal(_folder.Write("x.zip", large)));
    }

    [Fact]
    public void An_entry_that_is_longer_or_shorter_than_it_says_fails_alone()
    {
        string file = Zip("x.zip", ("a.png", "twelve bytes"), ("b.png", "b"));
        foreach (int length in (int[])[11, 13])
        {
            Patch(file, "PK\x01\x02", 24, [(byte)length, 0, 0, 0]);
            ImageDataset dataset = ImageDataset.Open(file);
            DatasetException error = Assert.Throws<DatasetException>(() => dataset[0].Image!.GetBytes());
            Assert.Contains("row 0 (a.png), column \"image\": the entry \"a.png\" of", error.Message);
            Assert.Equal("b"u8, dataset[1].Image!.GetBytes());
        }
    }

    [Theory]
    [InlineData("", "it has no end of a zip")]
    [InlineData("PK\x03\x04 and no more", "it has no end of a zip")]
    public void A_file_that_is_no_zip_says_so(string content, string seen) =>
        Assert.Contains(seen, Refusal(_folder.Write("x.zip", content)));

    [Fact]
    public void A_zip_without_pictures_says_so() =>
        Assert.Contains("the zip holds no pictures", Refusal(Zip("x.zip", ("readme.txt", "text"))));

    [Theory]
    [InlineData("../b.png", "leads out of")]
    [InlineData("/etc/hostname", "leads out of")]
    [InlineData("absent.png", "there is no entry \"absent.png\" in")]
    public void Metadata_in_a_zip_stays_in_it(string path, string seen)
    {
        _folder.Write("b.png", "outside");
        string file = Zip("x.zip", ("metadata.jsonl", $$"""{"file_name":"{{path}}"}"""), ("a.png", "a"));
        DatasetRow row = ImageDataset.Open(file)[0];
        Assert.Contains(seen, Assert.Throws<DatasetException>(() => row.Image!.GetBytes()).Message);
    }

    [Fact]
    public void A_copy_has_the_same_fingerprint_and_another_picture_another()
    {
        string one = Zip("one/x.zip", ("a.png", "a")), two = Path.Combine(_folder.Path, "two/x.zip");
        Directory.CreateDirectory(Path.GetDirectoryName(two)!);
        File.Copy(one, two);
        string fingerprint = ImageDataset.Open(one).Fingerprint;
        Assert.Equal(fingerprint, ImageDataset.Open(two).Fingerprint);
        File.Delete(two);
        Assert.NotEqual(fingerprint, ImageDataset.Open(Zip("two/x.zip", ("a.png", "b"))).Fingerprint);
        ImageDataset inside = ImageDataset.Open(Path.GetDirectoryName(two)!);
        Assert.NotEqual(fingerprint, inside.Fingerprint);
    }

    [Fact]
    public void Many_tasks_read_at_once()
    {
        string file = Zip("x.zip",
            [.. Enumerable.Range(0, 200).Select(i => ($"{i:000}.png", new string((char)('a' + (i % 26)), 50 + i)))]);
        ImageDataset dataset = ImageDataset.Open(file);
        Parallel.For(0, 2_000, i => Assert.Equal(
            new string((char)('a' + (i % 200 % 26)), 50 + (i % 200)),
            Encoding.UTF8.GetString(dataset[i % 200].Image!.GetBytes())));
    }

    private static string Refusal(string file) =>
        Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message;

    private static void Patch(string file, string mark, int offset, byte[] bytes)
    {
        byte[] zip = File.ReadAllBytes(file);
        int at = zip.AsSpan().IndexOf(Encoding.Latin1.GetBytes(mark));
        bytes.CopyTo(zip, at + offset);
        File.WriteAllBytes(file, zip);
    }

    private string Zip(string name, params (string Name, string Content)[] entries)
    {
        string file = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using ZipArchive zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach ((string entry, string content) in entries)
        {
            using Stream stream = zip.CreateEntry(entry).Open();
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        return file;
    }
}
