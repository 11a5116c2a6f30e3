using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>Shards and packs as a scheduler's script meets them.</summary>
public sealed class ShardCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task From_shards_to_a_pack_and_back()
    {
        Assert.Equal(0, (await DistillAsync("0/3")).ExitCode);
        Assert.Equal(0, (await DistillAsync("1/3")).ExitCode);
        CommandLine.Outcome open = await CommandLine.RunAsync("shards", Out, "--json");
        Assert.Equal(1, open.ExitCode);
        Assert.Equal([2], open.Json.GetProperty("incomplete").EnumerateArray().Select(one => one.GetInt32()));
        Assert.Equal([(0, true), (1, true), (2, false)], open.Json.GetProperty("shards").EnumerateArray()
            .Select(one => (one.GetProperty("shard").GetInt32(), one.GetProperty("complete").GetBoolean())));
        Assert.EndsWith("--array=2\n", (await CommandLine.RunAsync("shards", Out)).Output, StringComparison.Ordinal);

        CommandLine.Outcome refused = await CommandLine.RunAsync("pack", Out, "--output", _folder["packed"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("2 (it never began)", refused.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["packed"]));
        CommandLine.Outcome partial =
            await CommandLine.RunAsync("pack", Out, "--output", _folder["partial"], "--partial", "--json");
        Assert.Equal(0, partial.ExitCode);
        Assert.Equal([2], partial.Json.GetProperty("missing").EnumerateArray().Select(one => one.GetInt32()));

        Assert.Equal(0, (await DistillAsync("2/3")).ExitCode);
        Assert.Equal(0, (await CommandLine.RunAsync("shards", Out)).ExitCode);
        await RunAsync("pack", Out, "--output", _folder["packed"], "--json");
        await RunAsync("unpack", _folder["packed"], "--output", _folder["back"], "--json");
        string[] files = [.. Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Out, file))];
        Assert.Equal(9, files.Count(file => file.Contains("trace_", StringComparison.Ordinal)));
        Assert.All(files,
            file => Assert.Equal(File.ReadAllBytes(Path.Combine(Out, file)), File.ReadAllBytes(_folder["back", file])));

        foreach (string folder in (string[])[Out, _folder["packed"], _folder["back"]])
        {
            Assert.Equal(9, (await RunAsync("stats", folder, "--json")).GetProperty("total_traces").GetInt32());
            Assert.Equal(9, (await RunAsync("check", folder, "--json")).GetProperty("traces").GetInt32());
            Assert.Equal(9, (await RunAsync("replay", folder, "--json")).GetProperty("traces").GetArrayLength());
            Assert.Equal(9, (await RunAsync("view", folder, "--json")).GetProperty("traces").GetArrayLength());
            Assert.Equal(9, (await RunAsync("compare", Out, folder, "--json")).GetProperty("paired").GetInt32());
            JsonElement exported = await RunAsync(
                "export", folder, "--format", "swift", "--output", folder + ".export", "--json");
            Assert.Equal(9, exported.GetProperty("rows").GetInt32());
            await RunAsync("view", folder, "--html", folder + ".html", "--json");
        }
    }

    [Fact]
    public async Task Rescoring_a_pack_writes_a_new_one()
    {
        Assert.Equal(0, (await DistillAsync("0/1")).ExitCode);
        await RunAsync("pack", Out, "--output", _folder["packed"], "--json");
        byte[] before = File.ReadAllBytes(_folder["packed", "traces-00000.jsonl.zst"]);
        CommandLine.Outcome refused = await CommandLine.RunAsync("rescore", _folder["packed"], "--reward", "exact");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--output", refused.Messages, StringComparison.Ordinal);
        JsonElement scored = await RunAsync("rescore", _folder["packed"], "--output", _folder["new"], "--reward",
            "exact", "--answer-column", "country", "--yes", "--json");
        Assert.Equal(9, scored.GetProperty("changed").GetInt32());
        Assert.Equal(before, File.ReadAllBytes(_folder["packed", "traces-00000.jsonl.zst"]));
        Assert.All(TraceStore.Open(_folder["new"]).Read(), trace => Assert.Equal(0, trace.Reward!.Score));
        Assert.All(TraceStore.Open(_folder["packed"]).Read(), trace => Assert.True(trace.Reward!.Score > 0));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder.Path),
            path => Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public async Task Failures_are_fine_where_they_were_called_so_and_bad_input_is_not()
    {
        string[] failing = ["--simulated-failures", "1", "--max-failures", "100"];
        CommandLine.Outcome failed = await DistillAsync("0/1", [.. failing, "--json"]);
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(0, (await DistillAsync("0/1", [.. failing, "--failures-ok"])).ExitCode);
        Assert.Equal(2, (await DistillAsync("1/1", [.. failing, "--failures-ok"])).ExitCode);
        ShardState state = Assert.Single(ShardState.Of(Out));
        Assert.Equal((true, failed.Json.GetProperty("failed").GetInt32()), (state.Complete, state.Failed));
    }

    [Theory]
    [InlineData("30", 5)]
    [InlineData("0", 4)]
    public async Task SIGTERM_drains_and_the_same_command_goes_on(string seconds, int least)
    {
        using Process process = CommandLine.Start([.. Distill("0/1"), "--samples", "60", "--workers", "1",
            "--simulated-latency", "0.1", "--simulated-failures", "0", "--drain", seconds]);
        string shard = Path.Combine(Out, "shard-00000-of-00001");
        while (!process.HasExited && !(Directory.Exists(shard) && TraceStore.Open(shard).Indices().Count >= 4))
            await Task.Delay(2, TestContext.Current.CancellationToken);
        Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
        string messages = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, process.ExitCode);
        Assert.Contains("SIGTERM", messages, StringComparison.Ordinal);
        int kept = TraceStore.Open(Out).Read().Count();
        Assert.InRange(kept, least, 59);
        Assert.False(Assert.Single(ShardState.Of(Out)).Complete);
        CommandLine.Outcome rest = await DistillAsync("0/1", "--samples", "60", "--json");
        Assert.Equal((0, kept), (rest.ExitCode, rest.Json.GetProperty("already_done").GetInt32()));
    }

    private string Out => _folder["out"];

    private string[] Distill(string shard)
    {
        if (!Directory.Exists(_folder["streets"])) StreetFolder.Make(_folder["streets"], rows: 60);
        return ["distill", "--dataset", _folder["streets"], "--output", Out, "--model", "simulated", "--shard", shard];
    }

    private Task<CommandLine.Outcome> DistillAsync(string shard, params string[] further) =>
        CommandLine.RunAsync([.. Distill(shard), .. further.Contains("--samples") ? [] : (string[])["--samples", "9"],
            .. further.Contains("--simulated-failures") ? [] : (string[])["--simulated-failures", "0"], .. further]);

    private static async Task<JsonElement> RunAsync(params string[] arguments)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}: {outcome.Messages}");
        return outcome.Json;
    }
}
