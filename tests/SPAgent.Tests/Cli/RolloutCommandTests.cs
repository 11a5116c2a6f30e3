using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>Several answers to a row, as a script meets them.</summary>
public sealed class RolloutCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task From_answers_to_figures_pages_replay_and_an_export()
    {
        CommandLine.Outcome distilled = await DistillAsync("--samples", "4", "--rollouts", "4");
        Assert.True(distilled.ExitCode == 0, distilled.Messages);
        Assert.Equal(
            (16, 16), (distilled.Json.GetProperty("total").GetInt32(), distilled.Json.GetProperty("done").GetInt32()));
        int successes = TraceStore.Open(Traces).Read().Count(trace => trace.Reward!.Success);
        Assert.Equal(successes, distilled.Json.GetProperty("successes").GetInt32());

        JsonElement stats = (await RunAsync("stats", Traces, "--json")).Json;
        Assert.Equal((16, 4), (stats.GetProperty("total_traces").GetInt32(), stats.GetProperty("rows").GetInt32()));
        Assert.Equal(["1", "2", "4"], stats.GetProperty("pass_at_k").EnumerateObject().Select(one => one.Name));
        Assert.All(stats.GetProperty("pass_at_k_rows").EnumerateObject(), one => Assert.Equal(4, one.Value.GetInt32()));
        double[] passes = [.. stats.GetProperty("pass_at_k").EnumerateObject().Select(one => one.Value.GetDouble())];
        Assert.Equal(passes.Order(), passes);
        JsonElement always = (await RunAsync("stats", Traces, "--json", "--success-when", "score >= 0")).Json;
        Assert.Equal(1, always.GetProperty("pass_at_k").GetProperty("1").GetDouble());

        JsonElement replayed = (await RunAsync("replay", Traces, "--json", "--output", _folder["pictures"])).Json;
        Assert.Equal(16, replayed.GetProperty("traces").GetArrayLength());
        Assert.True(Directory.Exists(_folder["pictures", "trace_" + Row().ToString("00000") + ".r2"]));
        Assert.Equal(16, (await RunAsync("rescore", Traces, "--json")).Json.GetProperty("traces").GetInt32());

        CommandLine.Outcome checkedFolder = await CommandLine.RunAsync("check", Traces, "--json");
        Assert.DoesNotContain("duplicate_question", checkedFolder.Output, StringComparison.Ordinal);
        Assert.Equal(16, checkedFolder.Json.GetProperty("traces").GetInt32());

        await RunAsync("view", Traces, "--html", _folder["page.html"]);
        string page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains($"<article id=\"t{Row()}\"", page, StringComparison.Ordinal);
        Assert.Contains($"<article id=\"t{Row()}r4\"", page, StringComparison.Ordinal);
        Assert.Contains($"Trace {Row()}, rollout 4", page, StringComparison.Ordinal);
        Assert.Contains("pass@k", page, StringComparison.Ordinal);

        JsonElement all = (await ExportAsync("all")).Json, best = (await ExportAsync("best", "--best-of-row")).Json;
        Assert.Equal((16, 4), (all.GetProperty("rows").GetInt32(), best.GetProperty("rows").GetInt32()));
        Assert.Equal(12, best.GetProperty("filtered").GetInt32());
        JsonElement solved = (await ExportAsync("solved", "--solved")).Json;
        Assert.Equal(
            (successes, 16 - successes),
            (solved.GetProperty("rows").GetInt32(), solved.GetProperty("filtered").GetInt32()));
        JsonElement two =
            (await ExportAsync("two", "--per-row", "2", "--max-similar", "0.99", "--min-margin", "0")).Json;
        Assert.InRange(two.GetProperty("rows").GetInt32(), 4, 8);
    }

    [Theory]
    [InlineData("--rollouts", "0")]
    [InlineData("--rollouts", "1025")]
    [InlineData("--stop-when-solved", "0")]
    [InlineData("--success-when", "score")]
    [InlineData("--success-when", "score >= high")]
    public async Task What_makes_no_sense_is_exit_code_2_and_names_the_option(string option, string value)
    {
        CommandLine.Outcome outcome = await DistillAsync(option, value);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(option, outcome.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Traces));
    }

    [Fact]
    public async Task Temperature_0_needs_force()
    {
        CommandLine.Outcome refused = await DistillAsync("--samples", "1", "--rollouts", "2", "--temperature", "0");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Messages, StringComparison.Ordinal);
        CommandLine.Outcome forced =
            await DistillAsync("--samples", "1", "--rollouts", "2", "--temperature", "0", "--force");
        Assert.True(forced.ExitCode == 0, forced.Messages);
    }

    [Theory]
    [InlineData("--best-of-row", "--per-row", "2")]
    [InlineData("--success-when", "score over 0.5", "--solved")]
    [InlineData("--max-similar", "2", "--dedup")]
    [InlineData("--per-row", "0", "--dedup")]
    public async Task An_export_names_the_option_that_is_wrong(params string[] options)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            ["export", Fixtures.Samples("traces", "written"), "--format", "jsonl", "--output", _folder["out.jsonl"],
                .. options]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(options[0], outcome.Messages, StringComparison.Ordinal);
    }

    private string Traces => _folder["traces"];

    private int Row() => TraceStore.Open(Traces).Indices()[0];

    private Task<CommandLine.Outcome> DistillAsync(params string[] options) => CommandLine.RunAsync(
    [
        "distill", "--dataset", Fixtures.Samples("streets"), "--model", "simulated", "--simulated-failures", "0",
            "--tools-mode", "prompt",
        "--output", Traces, "--json", .. options,
    ]);

    private Task<CommandLine.Outcome> ExportAsync(string output, params string[] options) =>
        RunAsync(["export", Traces, "--format", "swift", "--output", _folder[output], "--json", .. options]);

    private static async Task<CommandLine.Outcome> RunAsync(params string[] arguments)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}\n{outcome.Messages}{outcome.Output}");
        return outcome;
    }
}
