using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>The commands as a person or a script meets them: answers on stdout, messages on stderr, exit
/// codes.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_is_killed_goes_on_and_replays_every_trace_as_exact()
    {
        CommandLine.Outcome demo = await CommandLine.RunAsync("demo", "--output", _folder["demo"], "--json");
        Assert.True(demo.ExitCode == 0, demo.Messages);
        JsonElement replay = demo.Json.GetProperty("replay"), summary = demo.Json.GetProperty("summary");
        Assert.Equal(replay.GetProperty("steps").GetInt32(),
            replay.GetProperty("exact").GetInt32() + replay.GetProperty("failed_calls").GetInt32());
        Assert.Equal(0, replay.GetProperty("other").GetInt32());
        Assert.True(demo.Json.GetProperty("survived").GetInt32() > 0);
        Assert.True(summary.GetProperty("done").GetInt32() > 0);
        Assert.True(replay.GetProperty("traces").GetInt32() >= 24);
        Assert.True(File.Exists(replay.GetProperty("example").GetString()));
    }

    [Fact]
    public async Task Demo_repeats_and_leaves_a_folder_that_is_not_its_own_alone()
    {
        Directory.CreateDirectory(_folder["mine"]);
        File.WriteAllText(_folder["mine", "thesis.txt"], "ten years");
        CommandLine.Outcome refused = await CommandLine.RunAsync("demo", "--output", _folder["mine"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.True(File.Exists(_folder["mine", "thesis.txt"]));
    }

    [Fact]
    public async Task Replay_prints_a_verdict_for_each_step_and_writes_the_pictures()
    {
        string trace = await FirstTraceWithACallAsync();
        CommandLine.Outcome outcome =
            await CommandLine.RunAsync("replay", trace, "--output", _folder["pictures"], "--json");
        Assert.Equal(0, outcome.ExitCode);
        JsonElement[] steps = [.. outcome.Json.GetProperty("steps").EnumerateArray()];
        Assert.All(steps, step => Assert.Equal("exact", step.GetProperty("verdict").GetString()));
        Assert.Equal(0, steps[0].GetProperty("turn").GetInt32());
        for (int i = 0; i < steps.Length; i++)
        {
            RasterImage picture = RasterImage.Load(_folder["pictures", $"step_{i:00}.png"]);
            Assert.Equal(steps[i].GetProperty("sha256").GetString(), picture.PixelSha256());
            Assert.Equal((steps[i].GetProperty("width").GetInt32(), steps[i].GetProperty("height").GetInt32()),
                (picture.Width, picture.Height));
        }
    }

    [Fact]
    public async Task A_mismatch_is_a_finding_with_exit_code_1()
    {
        string path = await FirstTraceWithACallAsync();
        Trace trace = Trace.Load(path);
        await (trace with { SampleIndex = (trace.SampleIndex + 1) % 24 }).SaveAsync(_folder["moved.json"],
            TestContext.Current.CancellationToken);
        CommandLine.Outcome outcome = await CommandLine.RunAsync("replay", _folder["moved.json"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("mismatch", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_shows_a_trace_a_folder_and_the_figures_over_it()
    {
        string trace = await FirstTraceWithACallAsync();
        Assert.Contains("Ground truth", (await CommandLine.RunAsync("view", trace)).Output,
            StringComparison.OrdinalIgnoreCase);
        CommandLine.Outcome batch = await CommandLine.RunAsync("view", Path.GetDirectoryName(trace)!, "--batch");
        Assert.Equal(0, batch.ExitCode);
        Assert.Contains("acc", batch.Output, StringComparison.OrdinalIgnoreCase);
        CommandLine.Outcome json =
            await CommandLine.RunAsync("view", Path.GetDirectoryName(trace)!, "--batch", "--json");
        Assert.Equal(Directory.EnumerateFiles(Path.GetDirectoryName(trace)!, "trace_*.json").Count(),
            json.Json.GetProperty("total_traces").GetInt32());
    }

    [Fact]
    public async Task Rescore_writes_back_a_reward_that_was_tampered_with()
    {
        string path = await FirstTraceWithACallAsync();
        Trace trace = Trace.Load(path);
        await (trace with { Reward = trace.Reward! with { Score = 0.123 } }).SaveAsync(path,
            TestContext.Current.CancellationToken);
        string folder = Path.GetDirectoryName(path)!;
        Assert.Equal(1, (await CommandLine.RunAsync("rescore", folder, "--dry-run", "--json")).Json
            .GetProperty("changed").GetInt32());
        Assert.Equal(0.123, Trace.Load(path).Reward!.Score);
        Assert.Equal(1, (await CommandLine.RunAsync("rescore", folder, "--json")).Json.GetProperty("written")
            .GetInt32());
        Assert.Equal(trace.Reward!.Score, Trace.Load(path).Reward!.Score);
        Assert.Equal(0, (await CommandLine.RunAsync("rescore", folder, "--json")).Json.GetProperty("changed")
            .GetInt32());
    }

    [Fact]
    public async Task The_sample_datasets_hold_the_same_rows()
    {
        JsonElement folder =
            (await CommandLine.RunAsync("dataset", "info", Fixtures.Samples("streets"), "--json")).Json;
        JsonElement arrow =
            (await CommandLine.RunAsync("dataset", "info", Fixtures.Samples("streets-arrow"), "--json")).Json;
        Assert.Equal(("image_folder", "hf_disk"),
            (folder.GetProperty("kind").GetString(), arrow.GetProperty("kind").GetString()));
        Assert.Equal(folder.GetProperty("rows").GetInt32(), arrow.GetProperty("rows").GetInt32());
        foreach (string index in (string[])["0", "17"])
        {
            JsonElement one =
                (await CommandLine.RunAsync("dataset", "row", Fixtures.Samples("streets"), index, "--json")).Json
                    .GetProperty("columns");
            JsonElement other =
                (await CommandLine.RunAsync("dataset", "row", Fixtures.Samples("streets-arrow"), index, "--json")).Json
                    .GetProperty("columns");
            Assert.Equal(one.GetProperty("lat").GetDouble(), other.GetProperty("lat").GetDouble());
            Assert.Equal(one.GetProperty("image").GetProperty("bytes").GetRawText(),
                other.GetProperty("image").GetProperty("bytes").GetRawText());
        }
    }

    [Theory]
    [InlineData(2, "no such", "dataset", "info", "/nowhere/at/all")]
    [InlineData(2, "row 99", "dataset", "row", "data-samples/streets", "99")]
    [InlineData(2, "--output", "distill", "--dataset", "data-samples/streets", "--model", "simulated")]
    [InlineData(2, "--base-url", "distill", "--dataset", "data-samples/streets", "--output", "/tmp/unused-spagent",
        "--model", "gpt")]
    [InlineData(2, "no address", "distill", "--dataset", "data-samples/streets", "--output", "/tmp/unused-spagent",
        "--model", "gpt", "--base-url", "localhost")]
    [InlineData(2, "http or https", "collect", "--images", "README.md", "--question", "?", "--output",
        "/tmp/unused-spagent", "--model", "gpt", "--base-url", "ftp://localhost/v1")]
    [InlineData(2, "spagent", "unheard-of")]
    public async Task Bad_input_is_exit_code_2_with_a_message(int code, string message, params string[] arguments)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync(arguments);
        Assert.Equal(code, outcome.ExitCode);
        Assert.Contains(message, outcome.Messages, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", outcome.Messages, StringComparison.Ordinal);
    }

    private async Task<string> FirstTraceWithACallAsync()
    {
        CommandLine.Outcome run = await CommandLine.RunAsync(
            "distill", "--dataset", Fixtures.Samples("streets"), "--output", _folder["traces"], "--samples", "8",
            "--model", "simulated", "--simulated-failures", "0", "--json");
        Assert.True(run.ExitCode == 0, run.Messages);
        return Directory.EnumerateFiles(_folder["traces"], "trace_*.json").Order(StringComparer.Ordinal)
            .First(path => Trace.Load(path).ToolCalls.Count > 0);
    }
}
