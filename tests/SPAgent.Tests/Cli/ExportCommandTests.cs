namespace SPAgent.Tests.Cli;

/// <summary><c>spagent export</c> as a script meets it.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exports_traces_and_reports_as_json()
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            "export", Fixtures.Samples("traces", "written"), "--format", "llamafactory", "--output", _folder["out"],
            "--dataset", Fixtures.Samples("streets"), "--json");
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal((4, 0),
            (outcome.Json.GetProperty("rows").GetInt32(), outcome.Json.GetProperty("refused_count").GetInt32()));
        Assert.Empty(Export.LlamaFactoryRules.CheckFolder(_folder["out"]));
    }

    [Fact]
    public async Task A_refused_row_is_exit_code_1_and_named()
    {
        string[] command = ["export", Fixtures.Samples("traces", "sorted-index"), "--format", "swift", "--output",
            _folder["out"], "--dataset", Fixtures.Samples("streets")];
        CommandLine.Outcome outcome = await CommandLine.RunAsync(command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("trace_00000.json: ", outcome.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder["out"]));
        Directory.Delete(_folder["out"], recursive: true);
        Assert.Equal(1, (await CommandLine.RunAsync([.. command, "--strict"])).ExitCode);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Ids_may_stand_in_a_file_one_a_line()
    {
        File.WriteAllText(_folder["ids.txt"], "0\ntrace_00008\n");
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            "export", Fixtures.Samples("traces", "written"), "--format", "jsonl", "--output", _folder["out.jsonl"],
            "--dataset", Fixtures.Samples("streets"), "--ids", $"@{_folder["ids.txt"]}", "--json");
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal((2, false), (outcome.Json.GetProperty("rows").GetInt32(),
            outcome.Json.TryGetProperty("unknown_ids", out _)));
    }

    [Theory]
    [InlineData("--task", "dpo,kto", "sft, dpo, kto, grpo")]
    [InlineData("--pairs", "1", "best, all, adjacent")]
    [InlineData("--loss-on", "all,final", "all, final")]
    [InlineData("--box-units", "0", "pixels, thousandths, fractions")]
    [InlineData("--tool-style", "xml", "native, text")]
    [InlineData("--images", "7", "copy, link, reference")]
    public async Task A_choice_is_one_of_its_names_no_number_and_no_list(string option, string value, string known)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync("export", Fixtures.Samples("traces", "written"),
            "--format", "jsonl", "--output", _folder["out.jsonl"], option, value);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith($"spagent: {option} knows {known}, not \"{value}\".\n", outcome.Messages,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.jsonl"]));
    }

    [Theory]
    [InlineData("excel", "data-samples/traces/written", "llamafactory")]
    [InlineData("jsonl", "data-samples/nowhere", "nowhere")]
    [InlineData("jsonl", "data-samples/streets", "sessions")]
    public async Task Bad_input_is_exit_code_2_with_a_message(string format, string path, string message)
    {
        CommandLine.Outcome outcome =
            await CommandLine.RunAsync("export", path, "--format", format, "--output", _folder["out"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(message, outcome.Messages, StringComparison.Ordinal);
    }
}
