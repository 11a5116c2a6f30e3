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
    public async Task Replay_leaves_no_picture_of_a_longer_trace_among_those_of_a_shorter_one()
    {
        Directory.CreateDirectory(_folder["pictures"]);
        for (int step = 0; step < 20; step++)
            File.WriteAllText(_folder["pictures", $"step_{step:00}.png"], "of another trace");
        CommandLine.Outcome outcome = await CommandLine.RunAsync("replay",
            Fixtures.Samples("traces", "written", "trace_00008.json"), "--dataset", Fixtures.Samples("streets"),
            "--output", _folder["pictures"], "--json");
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        int steps = outcome.Json.GetProperty("steps").GetArrayLength();
        Assert.Equal(Enumerable.Range(0, steps).Select(step => _folder["pictures", $"step_{step:00}.png"]),
            Directory.GetFiles(_folder["pictures"]).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(_folder["pictures"]), file => Assert.NotNull(RasterImage.Load(file)));
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
    public async Task Rescore_scores_as_the_run_did_with_all_that_its_reward_was_set_to()
    {
        Directory.CreateDirectory(_folder["rows"]);
        File.Copy(Fixtures.Samples("streets", "00_paris.jpg"), _folder["rows", "a.jpg"]);
        File.WriteAllText(_folder["rows", "metadata.jsonl"], """
            {"file_name":"a.jpg","latitude":48.5,"lon":2.5,"area":[10,10,20,20],"answer":"red","doors":["blue","red"]}
            """);
        ImageDataset rows = ImageDataset.Open(_folder["rows"]);
        foreach ((IReward reward, string answer) in ((IReward, string)[])
        [
            (new GeoGuessrReward { Linear = true, LatitudeColumn = "latitude" }, "40.5, 2.5"),
            (new BoxReward { AnswerColumn = "area", TruthHasSize = true }, "[10, 10, 30, 30]"),
            (new MultipleChoiceReward { OptionsColumn = "doors" }, "B"),
        ])
        {
            string traces = _folder[reward.Name];
            DistillationOptions options = new() { Samples = 1, Reward = reward };
            await new DistillationRun(ScriptedModel.Saying($"<answer>{answer}</answer>"), rows, traces, options)
                .ExecuteAsync(null, TestContext.Current.CancellationToken);
            Assert.True(Assert.Single(TraceStore.Open(traces).Read()).Reward!.Score > 0.9 || reward is GeoGuessrReward);
            foreach (string[] named in (string[][])[[], ["--reward", reward.Name]])
            {
                CommandLine.Outcome outcome =
                    await CommandLine.RunAsync(["rescore", traces, "--dry-run", "--json", .. named]);
                Assert.True(outcome.ExitCode == 0, outcome.Messages);
                Assert.Equal(0, outcome.Json.GetProperty("changed").GetInt32());
            }
        }
    }

    [Fact]
    public async Task What_is_piped_is_UTF_8_whatever_a_terminal_would_get()
    {
        Directory.CreateDirectory(_folder["rows"]);
        File.Copy(Fixtures.Samples("streets", "00_paris.jpg"), _folder["rows", "a.jpg"]);
        File.WriteAllText(_folder["rows", "metadata.jsonl"], """{"file_name":"a.jpg","city":"東京"}""");
        CommandLine.Outcome outcome = await CommandLine.RunWithAsync("LC_ALL", "de_DE.ISO-8859-1",
            "dataset", "row", _folder["rows"], "0", "--json");
        Assert.Equal("東京", outcome.Json.GetProperty("columns").GetProperty("city").GetString());
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
    [InlineData(2, "--otlp is no address", "collect", "--images", "README.md", "--question", "?", "--output",
        "/tmp/unused-spagent", "--model", "simulated", "--otlp", "localhost:4317")]
    [InlineData(2, "--model @cf/meta/some needs --base-url", "distill", "--dataset", "data-samples/streets",
        "--output", "/tmp/unused-spagent", "--model", "@cf/meta/some")]
    [InlineData(2, "spagent: --workers is from 1 to 1024, not 0.", "rescore", "data-samples/traces/written",
        "--dry-run", "--workers", "0")]
    [InlineData(2, "--strategy knows random, hardest, easiest, order, adaptive, not \"7\".", "distill", "--dataset",
        "data-samples/streets", "--output", "/tmp/unused-spagent", "--model", "simulated", "--strategy", "7")]
    [InlineData(2, "--tools-mode knows auto, native, prompt, not \"auto,native\".", "distill", "--dataset",
        "data-samples/streets", "--output", "/tmp/unused-spagent", "--model", "simulated", "--tools-mode",
        "auto,native")]
    [InlineData(2, "--save knows successful, correct, all, not \"2\".", "collect", "--images", "README.md",
        "--question", "?", "--output", "/tmp/unused-spagent", "--model", "simulated", "--save", "2")]
    [InlineData(2, "--box-units knows pixels, thousandths, fractions, not \"1\".", "collect", "--images", "README.md",
        "--question", "?", "--output", "/tmp/unused-spagent", "--model", "simulated", "--box-units", "1")]
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
