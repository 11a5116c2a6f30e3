using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What is left of an export that was killed, and what the same command makes of it. SPAGENT_ENDURANCE=1 kills
/// more often.</summary>
public sealed class ExportCrashTests : IDisposable
{
    private const int Traces = 40;
    private static readonly int s_kills = Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1" ? 60 : 3;
    private static readonly EnumerationOptions s_everything = new()
    { AttributesToSkip = 0, RecurseSubdirectories = true };

    private readonly TemporaryFolder _folder = new();
    private readonly MadeTraces _traces;

    public ExportCrashTests() => _traces = new MadeTraces(_folder, Traces, width: 320, height: 240);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llamafactory", "train")]
    [InlineData("jsonl", "train.jsonl")]
    [InlineData("json", "train.json")]
    public async Task Killed_at_any_moment_the_earlier_export_stands_and_the_same_command_writes_the_whole(
        string format, string name)
    {
        (string[] earlier, string[] whole) = await PrepareAsync(format, name, Traces);
        Random moments = new(7);
        for (int kill = 0; kill < s_kills; kill++)
        {
            int pictures = moments.Next(0, 2 * Traces);
            using Process process = CommandLine.Start(Arguments(format, name));
            while (!process.HasExited && Unfinished() < pictures)
                await Task.Delay(1, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(Visible() is var seen && (seen.SequenceEqual(earlier) || seen.SequenceEqual(whole)),
                $"killed at {pictures} pictures:\n{string.Join('\n', seen)}");
        }

        await FinishesAsync(format, name, whole);
    }

    [Theory]
    [InlineData("llamafactory", "train")]
    [InlineData("jsonl", "train.jsonl")]
    public async Task Killed_between_any_two_steps_of_its_end_whoever_sees_rows_sees_whole_ones_with_their_pictures(
        string format, string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"),
            "strace, which kills at a given system call, is not installed");
        (string[] earlier, string[] whole) = await PrepareAsync(format, name, rows: 5);
        int step = 1;
        while (await KilledAtAsync(step, format, name))
        {
            bool folder = TrainingFormat.ByName(format).IsFolder;
            Assert.True(!folder || Visible() is var seen && (seen.SequenceEqual(earlier) || seen.SequenceEqual(whole)),
                $"step {step}: {string.Join('\n', Visible())}");
            string rows = folder ? Path.Combine(_folder["out", name], TrainingFormat.ByName(format).DataFile("train"))
                : _folder["out", name];
            foreach (JsonElement row in Rows.Read(rows))
            {
                Assert.All(row.GetProperty("images").EnumerateArray(),
                    image => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(rows)!, image.GetString()!)),
                        $"step {step}: {image}"));
            }

            step++;
        }

        Assert.True(step > 1, "it was never killed");
        await FinishesAsync(format, name, whole);
    }

    // An earlier export of some traces, and what the same output is once all are exported; a picture of the earlier one
    // is not in the later one.
    private async Task<(string[] Earlier, string[] Whole)> PrepareAsync(string format, string name, int rows)
    {
        Save(Enumerable.Range(0, 3));
        Assert.Equal(0, (await CommandLine.RunAsync(Arguments(format, name))).ExitCode);
        string[] earlier = Visible();
        Directory.Move(_folder["out"], _folder["kept"]);
        File.Delete(_traces.Store.PathOf(0));
        Save(Enumerable.Range(3, rows - 3));
        Assert.Equal(0, (await CommandLine.RunAsync(Arguments(format, name))).ExitCode);
        string[] whole = Visible();
        Directory.Delete(_folder["out"], recursive: true);
        Directory.Move(_folder["kept"], _folder["out"]);
        Assert.Equal(earlier, Visible());
        return (earlier, whole);
    }

    private void Save(IEnumerable<int> indices)
    {
        foreach (int index in indices)
            _traces.Save(index, ["I turn it.", "<answer>here</answer>"], [MadeTraces.Rotate(1, $"{10 + index}")]);
    }

    private async Task FinishesAsync(string format, string name, string[] whole)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync(Arguments(format, name));
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal(whole, Visible());
        Assert.Equal(Visible().Length, Directory.EnumerateFiles(_folder["out"], "*", s_everything).Count());
    }

    private string[] Arguments(string format, string name) =>
        ["export", _folder["traces"], "--dataset", _folder["streets"], "--format", format, "--output",
            _folder["out", name]];

    private async Task<bool> KilledAtAsync(int step, string format, string name)
    {
        const string calls = "rename,renameat2,rmdir";
        ProcessStartInfo start = new(
            "strace", ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e",
                $"inject={calls}:signal=KILL:when={step}", CommandLine.Executable, .. Arguments(format, name)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0 or 137, $"{await output}{await errors}");
        return process.ExitCode == 137;
    }

    // Files of temporaries, which other programs don't see.
    private int Unfinished() => Directory.EnumerateFiles(_folder["out"], "*", s_everything).Count(IsHidden);

    private string[] Visible() =>
    [
        .. Directory.EnumerateFiles(_folder["out"], "*", s_everything).Where(path => !IsHidden(path))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];

    private bool IsHidden(string path) =>
        Path.GetRelativePath(_folder["out"], path).Split('/').Any(part => part.StartsWith('.'));
}
