using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>Full disks, folders that go, several processes at once, killed ones, and standard streams that are closed
/// or full.</summary>
public sealed class StressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("60k")]
    [InlineData("150k")]
    [InlineData("300k")]
    public async Task A_disk_that_is_full_while_questions_are_asked_fails_none_of_them(string size)
    {
        using SmallDisk disk = new(size);
        string[] command = Collect(Manifest(12), disk["data"]);
        CommandLine.Outcome full = await CommandLine.RunAsync(command);
        Assert.Equal(2, full.ExitCode);
        Assert.Contains("space", full.Messages, StringComparison.OrdinalIgnoreCase);

        Process.Start("mount", ["-o", "remount,size=40m", Path.GetDirectoryName(disk["x"])!]).WaitForExit();
        CommandLine.Outcome rest = await CommandLine.RunAsync(command);
        Assert.True(rest.ExitCode == 0, rest.Messages);
        Assert.Equal((0, 0),
            (rest.Json.GetProperty("failed").GetInt32(), rest.Json.GetProperty("failed_earlier").GetInt32()));
        Assert.Equal(12, CollectionStatistics.Of(disk["data"]).TotalSessions);
    }

    [Fact]
    public async Task Several_processes_with_one_manifest_ask_each_question_once()
    {
        string[] command = Collect(Manifest(16), _folder["data"], latency: 0.05);
        CommandLine.Outcome[] outcomes =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CommandLine.RunAsync(command)));
        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Messages));
        Assert.All(outcomes,
            outcome => Assert.Equal(16, Number(outcome, "answered") + Number(outcome, "answered_earlier")));
        Assert.Equal(16, outcomes.Sum(outcome => Number(outcome, "answered")));
        Assert.Equal(16, CollectionStatistics.Of(_folder["data"]).TotalSessions);
        Assert.Empty(Directory.EnumerateFiles(_folder["data"], ".claims"));
    }

    [Fact]
    public async Task Questions_of_a_killed_process_are_asked_at_once_by_one_that_waits_for_them()
    {
        string manifest = Manifest(4);
        using Process holder = CommandLine.Start(Collect(manifest, _folder["data"], latency: 600));
        await WaitAsync(holder, () => Begun(_folder["data"]) == 4);
        Task<CommandLine.Outcome> second = CommandLine.RunAsync(Collect(manifest, _folder["data"]));
        holder.Kill();
        CommandLine.Outcome outcome = await second;
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal(4, Number(outcome, "answered"));
    }

    [Theory]
    [InlineData("collect")]
    [InlineData("distill")]
    public async Task A_folder_that_is_removed_under_a_run_is_an_error(string kind)
    {
        StreetFolder.Make(_folder["streets"], rows: 6);
        string[] command = kind == "collect"
            ? Collect(Manifest(6), _folder["out"], latency: 0.3)
            : ["distill", "--dataset", _folder["streets"], "--output", _folder["out"], "--samples", "6", "--workers",
                "2", "--model", "simulated", "--simulated-latency", "0.3", "--simulated-failures", "0"];
        using Process process = CommandLine.Start(command);
        string written = kind == "collect" ? _folder["out", "sessions"] : _folder["out"];
        await WaitAsync(process, () => Directory.Exists(written)
            && Directory.EnumerateFileSystemEntries(written, kind == "collect" ? "session_*" : "trace_*.json").Any());
        Remove(_folder["out"]);
        string messages = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 2, messages);
        Assert.False(Directory.Exists(_folder["out", "sessions"]));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("1>&-")]
    [InlineData("0<&-")]
    [InlineData("0<&- 1>&- 2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("1>/dev/full")]
    [InlineData("1>/dev/full 2>&-")]
    public async Task Streams_that_are_closed_or_full_cost_messages_and_not_the_run(string streams)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        StreetFolder.Make(_folder["streets"], rows: 8);
        Assert.Equal(0,
            await ShellAsync($"distill --dataset '{_folder["streets"]}' --output '{_folder["traces"]}' --samples 8 "
                + $"--model simulated --simulated-failures 0 {streams}"));
        Assert.Equal(8, TraceStore.Open(_folder["traces"]).Read().Count());
        Assert.Equal(0, await ShellAsync($"stats '{_folder["traces"]}' --json {streams}"));
        Assert.Equal(0,
            await ShellAsync($"export '{_folder["traces"]}' --format jsonl --output "
                + $"'{_folder["rows.jsonl"]}' {streams}"));
        Assert.Equal(8, File.ReadLines(_folder["rows.jsonl"]).Count());
        Assert.Equal(0,
            await ShellAsync($"collect --manifest '{Manifest(3)}' --output '{_folder["data"]}' --model simulated "
                + $"--simulated-failures 0 {streams}"));
        Assert.Equal(3, CollectionStatistics.Of(_folder["data"]).TotalSessions);
    }

    [Fact]
    public async Task A_pack_of_more_shards_than_files_may_be_open_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        for (int shard = 0; shard < 60; shard++)
        {
            string folder = Directory.CreateDirectory(_folder["out", $"shard-{shard:00000}-of-00060"]).FullName;
            File.WriteAllText(Path.Combine(folder, "run.json"), $"{{\"shard\": {shard}, \"shards\": 60}}");
            File.WriteAllText(Path.Combine(folder, $"trace_{shard:00000}.json"), $"{{\"sample_index\": {shard}}}");
        }

        string pack = $"pack '{_folder["out"]}' --partial -o '{_folder["pack"]}' 2>'{_folder["messages"]}'";
        Assert.Equal(2, await ShellAsync(pack, "ulimit -n 200; "));
        Assert.Contains("ulimit -n 210", await File.ReadAllTextAsync(_folder["messages"], Stop),
            StringComparison.Ordinal);
        Assert.Equal(0, await ShellAsync(pack, "ulimit -n 210; "));
    }

    [Fact]
    public async Task A_full_standard_output_is_told_on_the_other_stream()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        await ShellAsync($"dataset info '{Fixtures.Samples("streets")}' >/dev/full 2>'{_folder["messages"]}'");
        Assert.Contains("standard output is not whole", await File.ReadAllTextAsync(_folder["messages"], Stop),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hang_up_says_how_to_go_on()
    {
        using Process process = CommandLine.Start(Collect(Manifest(4), _folder["data"], latency: 600));
        await WaitAsync(process, () => Begun(_folder["data"]) == 4);
        Process.Start("kill", ["-HUP", $"{process.Id}"]).WaitForExit();
        string messages = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("run the same command again", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_a_replay_are_whole_or_absent_on_a_full_disk()
    {
        using SmallDisk disk = new("120k");
        CommandLine.Outcome outcome =
            await CommandLine.RunAsync("replay", Fixtures.Samples("traces", "written", "trace_00000.json"), "--dataset",
                Fixtures.Samples("streets"), "--output", disk["pictures"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.All(Directory.EnumerateFiles(disk["pictures"], "*", new EnumerationOptions { AttributesToSkip = 0 }),
            file => RasterImage.Load(file));
    }

    private string Manifest(int questions)
    {
        string image = Fixtures.Samples("streets", "00_paris.jpg");
        File.WriteAllLines(_folder["manifest.jsonl"], Enumerable.Range(0, questions)
            .Select(i => JsonSerializer.Serialize(new { image, question = $"What is number {i}?" })));
        return _folder["manifest.jsonl"];
    }

    private static string[] Collect(string manifest, string output, double latency = 0) =>
        ["collect", "--manifest", manifest, "--output", output, "--model", "simulated", "--simulated-failures", "0",
            "--simulated-latency", FormattableString.Invariant($"{latency}"), "--json"];

    private static int Number(CommandLine.Outcome outcome, string name) => outcome.Json.GetProperty(name).GetInt32();

    private static int Begun(string collection) =>
        File.Exists(Path.Combine(collection, ".claims"))
            ? File.ReadAllText(Path.Combine(collection, ".claims")).Split('\n').Count(line => line.StartsWith('+')) : 0;

    private static async Task WaitAsync(Process process, Func<bool> until)
    {
        while (!process.HasExited && !until()) await Task.Delay(5, Stop);
        Assert.False(process.HasExited, "it ended too early");
    }

    // While others write into it, a folder is not removed at the first attempt.
    private static void Remove(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // Something was made in it meanwhile.
            }
        }
    }

    private static async Task<int> ShellAsync(string arguments, string before = "")
    {
        using Process shell =
            Process.Start(new ProcessStartInfo("bash", ["-c", $"{before}'{CommandLine.Executable}' {arguments}"])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(Stop),
            messages = shell.StandardError.ReadToEndAsync(Stop);
        await shell.WaitForExitAsync(Stop);
        TestContext.Current.SendDiagnosticMessage($"{await output}{await messages}");
        return shell.ExitCode;
    }
}
