using System.Diagnostics;
using SPAgent.Tests.Collection;

namespace SPAgent.Tests.Storage;

/// <summary>Names of what is being written, and who may remove what a killed writer left.</summary>
public sealed class TemporariesTests : IDisposable
{
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = FileAttributes.None };

    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trace_00001.json")]
    [InlineData("🚌")]
    [InlineData("a name with blanks.and.dots")]
    public void A_temporary_lies_beside_its_file_and_is_hidden(string name)
    {
        string temporary = Temporaries.NameFor(_folder[name]);
        Assert.Equal(_folder.Path, Path.GetDirectoryName(temporary));
        Assert.StartsWith($".{name}.", Path.GetFileName(temporary), StringComparison.Ordinal);
        Assert.EndsWith(".tmp", temporary, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_are_alike() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => Temporaries.NameFor(_folder["x"]))
            .Distinct().Count());

    [Theory]
    [InlineData("a", 255)]
    [InlineData("ü", 127)]
    [InlineData("🚌", 63)]
    public void The_longest_name_that_a_file_may_have_has_a_temporary_too(string letter, int times)
    {
        string file = _folder[string.Concat(Enumerable.Repeat(letter, times))], temporary = Temporaries.NameFor(file);
        File.WriteAllText(temporary, "x");
        File.Move(temporary, file);
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_name_is_cut_between_two_characters()
    {
        Assert.Equal("🚌🚌", Temporaries.Shorten("🚌🚌🚌", 11));
        Assert.Equal("üü", Temporaries.Shorten("üüü", 5));
        Assert.Equal("whole", Temporaries.Shorten("whole", 5));
    }

    [Fact]
    public void Files_and_folders_of_dead_writers_go_and_those_of_living_ones_stay()
    {
        string living = Temporary(Environment.ProcessId), dead = Temporary(DeadProcess()),
            folder = Temporary(DeadProcess(), folder: true);
        Temporaries.RemoveLeftovers(_folder.Path, _clock);
        Assert.Equal((true, false, false), (Path.Exists(living), Path.Exists(dead), Path.Exists(folder)));
    }

    [Fact]
    public void Another_machines_leftovers_go_after_a_week()
    {
        string other = _folder[".x.00000000-1-00000000.tmp"];
        File.WriteAllText(other, "x");
        File.SetLastWriteTimeUtc(other, _clock.GetUtcNow().UtcDateTime);
        _clock.Advance(TimeSpan.FromDays(7).TotalSeconds);
        Temporaries.RemoveLeftovers(_folder.Path, _clock);
        Assert.True(File.Exists(other));
        _clock.Advance(1);
        Temporaries.RemoveLeftovers(_folder.Path, _clock);
        Assert.False(File.Exists(other));
    }

    [Fact]
    public void What_is_no_temporary_of_ours_is_left_alone()
    {
        string[] foreign = [".tmp", "..tmp", ".mine.tmp", ".x.a-b-c.tmp", ".x.1-2.tmp", ".x.00000000-99999999999-0.tmp",
            ".hidden", "x.tmp", "x.00000000-1-00000000.tmp"];
        foreach (string name in foreign)
        {
            File.WriteAllText(_folder[name], "x");
            File.SetLastWriteTimeUtc(_folder[name], DateTime.UnixEpoch);
        }

        Temporaries.RemoveLeftovers(_folder.Path, _clock);
        Assert.Equal(foreign.Order(StringComparer.Ordinal), Directory.EnumerateFiles(_folder.Path, "*", s_all)
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_link_is_removed_and_what_it_leads_to_is_not()
    {
        Directory.CreateDirectory(_folder["precious"]);
        File.WriteAllText(_folder["precious", "thesis.txt"], "ten years");
        string link = TemporaryName(DeadProcess());
        Directory.CreateSymbolicLink(link, _folder["precious"]);
        Temporaries.RemoveLeftovers(_folder.Path, _clock);
        Assert.Equal((false, true), (Path.Exists(link), File.Exists(_folder["precious", "thesis.txt"])));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_leftovers() =>
        Temporaries.RemoveLeftovers(_folder["nowhere"], _clock);

    [Fact]
    public async Task Many_that_tidy_at_once_do_not_trip_over_each_other()
    {
        int dead = DeadProcess();
        for (int i = 0; i < 200; i++) Temporary(dead, folder: i % 2 == 0);
        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => Temporaries.RemoveLeftovers(_folder.Path, _clock))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path, "*", s_all));
    }

    private string Temporary(int process, bool folder = false)
    {
        string path = TemporaryName(process);
        if (folder) File.WriteAllText(Path.Combine(Directory.CreateDirectory(path).FullName, "half"), "x");
        else File.WriteAllText(path, "half");
        return path;
    }

    private string TemporaryName(int process) => Temporaries.NameFor(_folder["x"])
        .Replace($"-{Environment.ProcessId}-", $"-{process}-", StringComparison.Ordinal);

    private static int DeadProcess()
    {
        using Process gone = Process.Start("true");
        gone.WaitForExit();
        return gone.Id;
    }
}
