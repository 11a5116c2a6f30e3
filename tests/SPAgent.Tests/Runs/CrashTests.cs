using System.Diagnostics;

namespace SPAgent.Tests.Runs;

/// <summary>What is left after a process was killed, or a disk was full, and how a run goes on.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_every_trace_is_whole_and_the_same_command_finishes_the_rest()
    {
        StreetFolder.Make(_folder["streets"], rows: 60);
        int kills = Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1" ? 60 : 3;
        for (int kill = 1; kill <= kills; kill++)
        {
            string traces = _folder[$"traces{kill}"];
            int before = await KillWhenAsync(traces, count: 60 * kill / (kills + 1));
            // Whole: each visible file opens, and none that was finished is missing.
            Assert.Equal(before, TraceStore.Open(traces).Read().Count());

            CommandLine.Outcome rest = await CommandLine.RunAsync([.. Distil(traces, latency: "0"), "--json"]);
            Assert.Equal(0, rest.ExitCode);
            Assert.Equal((before, 60 - before),
                (rest.Json.GetProperty("already_done").GetInt32(), rest.Json.GetProperty("done").GetInt32()));
            Assert.Equal(Enumerable.Range(0, 60), TraceStore.Open(traces).Indices().Order());
        }
    }

    [Fact]
    public async Task Interrupted_it_says_how_to_go_on()
    {
        StreetFolder.Make(_folder["streets"], rows: 60);
        using Process process = CommandLine.Start(Distil(_folder["traces"], latency: "0.1"));
        await WaitForTracesAsync(process, _folder["traces"], 5);
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        string messages = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("run the same command again", messages, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder["traces"]),
            path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_is_a_clear_error_that_tears_nothing_and_the_run_goes_on_after_space_is_made()
    {
        StreetFolder.Make(_folder["streets"], rows: 60);
        string disk = _folder["disk"], ballast = Path.Combine(disk, "ballast");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk) == 0, "mounting a small disk needs root");
        try
        {
            File.WriteAllBytes(ballast, new byte[160 * 1024]);
            CommandLine.Outcome full =
                await CommandLine.RunAsync(Distil(Path.Combine(disk, "traces"), latency: "0", samples: 25));
            Assert.Equal(2, full.ExitCode);
            Assert.Contains("space", full.Messages, StringComparison.OrdinalIgnoreCase);
            int whole = TraceStore.Open(Path.Combine(disk, "traces")).Read().Count();
            Assert.InRange(whole, 1, 24);

            File.Delete(ballast);
            CommandLine.Outcome rest =
                await CommandLine.RunAsync(Distil(Path.Combine(disk, "traces"), latency: "0", samples: 25));
            Assert.True(rest.ExitCode == 0, rest.Messages);
            Assert.Equal(25, TraceStore.Open(Path.Combine(disk, "traces")).Read().Count());
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [Fact]
    public async Task A_copy_taken_while_a_run_writes_opens_clean()
    {
        StreetFolder.Make(_folder["streets"], rows: 60);
        using Process process = CommandLine.Start(Distil(_folder["traces"], latency: "0.05"));
        await WaitForTracesAsync(process, _folder["traces"], 10);
        Run("cp", "-r", _folder["traces"], _folder["copy"]);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.All(TraceStore.Open(_folder["copy"]).Read(), trace => Assert.NotEmpty(trace.Turns));
        Assert.NotEmpty(TraceStore.Open(_folder["copy"]).Indices());
    }

    private async Task<int> KillWhenAsync(string traces, int count)
    {
        using Process process = CommandLine.Start(Distil(traces, latency: "0.03"));
        await WaitForTracesAsync(process, traces, count);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return TraceStore.Open(traces).Indices().Count;
    }

    private static async Task WaitForTracesAsync(Process process, string traces, int count)
    {
        while (!process.HasExited && !(Directory.Exists(traces) && TraceStore.Open(traces).Indices().Count >= count))
            await Task.Delay(2, TestContext.Current.CancellationToken);
    }

    private string[] Distil(string traces, string latency, int samples = 60) =>
    [
        "distill", "--dataset", _folder["streets"], "--output", traces, "--samples", $"{samples}", "--workers", "4",
        "--model", "simulated", "--simulated-latency", latency, "--simulated-failures", "0",
    ];

    private static int Run(string program, params string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
