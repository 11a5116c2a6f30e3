using System.Text;

namespace SPAgent.Tests.Storage;

/// <summary>Files are whole or absent, whatever goes wrong and whoever looks.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_written_and_replaced_and_nothing_else_is_left()
    {
        await WriteAsync("a", "first, and long");
        await WriteAsync("a", "second");
        WholeFile.Write(_folder["b"], "third"u8);
        Assert.Equal(("second", "third"), (File.ReadAllText(_folder["a"]), File.ReadAllText(_folder["b"])));
        Assert.Equal(2, Entries().Count());
    }

    [Fact]
    public async Task A_file_in_parts_is_whole_or_absent()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await WholeFile.WriteAsync(_folder["a"], Parts(fail: false), stop);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => WholeFile.WriteAsync(_folder["b"], Parts(fail: true), stop));
        Assert.Equal("one, two", File.ReadAllText(_folder["a"]));
        Assert.Single(Entries());

        static IEnumerable<ReadOnlyMemory<byte>> Parts(bool fail)
        {
            yield return "one, "u8.ToArray();
            if (fail) throw new InvalidDataException();
            yield return "two"u8.ToArray();
        }
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        await WriteAsync("empty", "");
        Assert.Equal(0, new FileInfo(_folder["empty"]).Length);
    }

    [Fact]
    public async Task Sixty_four_writers_at_once_all_find_their_files_whole()
    {
        await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(i => WriteAsync($"{i}", new string((char)('0' + i), 10_000))));
        Assert.All(Enumerable.Range(0, 64),
            i => Assert.Equal(new string((char)('0' + i), 10_000), File.ReadAllText(_folder[$"{i}"])));
        Assert.Equal(64, Entries().Count());
    }

    [Fact]
    public async Task A_reader_meets_one_version_or_another_and_never_half_of_one()
    {
        await WriteAsync("file", Version(0));
        using CancellationTokenSource end = new();
        Task<int> reading = Task.Run(() =>
        {
            int reads = 0;
            for (; !end.IsCancellationRequested || reads == 0; reads++)
            {
                string text = File.ReadAllText(_folder["file"]);
                Assert.Equal(Version(text[0] - 'a'), text);
            }

            return reads;
        });
        for (int version = 1; version < 100; version++)
            WholeFile.Write(_folder["file"], Encoding.UTF8.GetBytes(Version(version % 26)));
        await end.CancelAsync();
        Assert.True(await reading > 0);

        static string Version(int number) => new((char)('a' + number), 50_000 + number);
    }

    [Fact]
    public async Task A_write_that_fails_leaves_neither_name()
    {
        Directory.CreateDirectory(_folder["taken", "inside"]);
        await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync("taken", "x"));
        Assert.ThrowsAny<Exception>(() => WholeFile.Write(_folder["taken"], "x"u8));
        Assert.Equal([_folder["taken"]], Entries());
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_and_is_not_made()
    {
        await Assert.ThrowsAnyAsync<IOException>(() =>
            WholeFile.WriteAsync(_folder["nowhere", "a"], "x"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task A_write_that_is_cancelled_before_it_began_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WholeFile.WriteAsync(_folder["a"], "x"u8.ToArray(), new CancellationToken(canceled: true)));
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task A_full_disk_leaves_the_former_file_and_nothing_else()
    {
        using SmallDisk disk = new("128k");
        await WholeFile.WriteAsync(disk["a"], "former"u8.ToArray(), TestContext.Current.CancellationToken);
        SmallDisk.FillUp(disk["ballast"]);
        IOException full = await Assert.ThrowsAsync<IOException>(
            () => WholeFile.WriteAsync(disk["a"], new byte[50_000], TestContext.Current.CancellationToken));
        Assert.Contains("space", full.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<IOException>(() => WholeFile.Write(disk["b"], new byte[50_000]));
        Assert.Equal("former", File.ReadAllText(disk["a"]));
        Assert.Equal(["a", "ballast"],
            Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(disk["a"])!, "*", s_all)
                .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = FileAttributes.None };

    private IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(_folder.Path, "*", s_all);

    private Task WriteAsync(string name, string text) =>
        WholeFile.WriteAsync(_folder[name], Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
}
