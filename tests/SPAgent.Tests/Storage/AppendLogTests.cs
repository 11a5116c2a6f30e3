using System.Text;

namespace SPAgent.Tests.Storage;

/// <summary>Lines of several writers: none is lost, mixed or glued to the torn line of a killed one.</summary>
public sealed class AppendLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder["log.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_come_back_as_they_were_appended()
    {
        string[] lines = ["first", "{\"reason\":\"🚌\"}", new string('x', 100_000)];
        foreach (string line in lines) AppendLog.Append(Log, line);
        Assert.Equal(lines, AppendLog.ReadLines(Log));
        Assert.Equal($"{string.Join('\n', lines)}\n", File.ReadAllText(Log));
    }

    [Fact]
    public void Without_a_file_there_are_no_lines() => Assert.Empty(AppendLog.ReadLines(Log));

    [Fact]
    public async Task Many_writers_lose_and_mix_nothing()
    {
        await Parallel.ForAsync(0, 400, new ParallelOptions
        { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, (i, _) =>
    {
        AppendLog.Append(Log, $"{i} {new string((char)('a' + (i % 26)), 3_000)} {i}");
        return ValueTask.CompletedTask;
    });
        Assert.Equal(
            Enumerable.Range(0, 400).Select(i => $"{i} {new string((char)('a' + (i % 26)), 3_000)} {i}")
                .Order(StringComparer.Ordinal),
            AppendLog.ReadLines(Log).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{\"id\": \"to")]
    [InlineData("whole\n{\"id\": \"to")]
    public void A_torn_line_keeps_to_itself(string left)
    {
        File.WriteAllText(Log, left);
        AppendLog.Append(Log, "next");
        Assert.Equal([.. left.Split('\n'), "next"], AppendLog.ReadLines(Log));
    }

    [Fact]
    public void A_line_torn_inside_a_character_costs_no_other()
    {
        File.WriteAllBytes(Log, "{\"reason\": \"🚌"u8[..^2].ToArray());
        AppendLog.Append(Log, "next");
        Assert.Equal("next", AppendLog.ReadLines(Log).Last());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void Empty_lines_count_for_nothing(string left)
    {
        File.WriteAllText(Log, left);
        AppendLog.Append(Log, "only");
        Assert.Equal(["only"], AppendLog.ReadLines(Log));
    }

    [Fact]
    public void A_full_disk_is_an_error_and_the_next_line_is_whole_again()
    {
        using SmallDisk disk = new("64k");
        AppendLog.Append(disk["log"], "before");
        SmallDisk.FillUp(disk["ballast"]);
        // The line's own page is not full: some of it fits.
        Assert.Throws<IOException>(() => AppendLog.Append(disk["log"], new string('x', 8_000)));
        File.Delete(disk["ballast"]);
        AppendLog.Append(disk["log"], "after");
        string[] lines = [.. AppendLog.ReadLines(disk["log"])];
        Assert.Equal(("before", "after"), (lines[0], lines[^1]));
        Assert.All(lines[1..^1], torn => Assert.Equal(torn, new string('x', torn.Length)));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("nowhere",
            Assert.ThrowsAny<IOException>(() => AppendLog.Append(_folder["nowhere", "log"], "x")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        AppendLog.Append(Log, "bus \ud83d.");
        Assert.Equal("bus \ufffd.\n", Encoding.UTF8.GetString(File.ReadAllBytes(Log)));
    }
}
