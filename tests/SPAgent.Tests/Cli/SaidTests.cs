using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>What would otherwise be lost in silence is said, or refused before anything is lost.</summary>
public sealed class SaidTests : IDisposable
{
    private static readonly string s_streets = Fixtures.Samples("streets");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_worst_are_shown_the_worst_first_and_help_calls_the_program_by_its_name()
    {
        CommandLine.Outcome worst =
            await CommandLine.RunAsync("view", Fixtures.Samples("traces", "written"), "--worst", "3", "--json");
        Assert.Equal([8, 5, 20], worst.Json.GetProperty("traces").EnumerateArray().Select(trace =>
            trace.GetProperty("sample_index").GetInt32()));
        foreach (string[] further in (string[][])[["--worst", "0"], ["--worst", "3", "--batch"]])
        {
            CommandLine.Outcome refused =
                await CommandLine.RunAsync(["view", Fixtures.Samples("traces", "written"), .. further]);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        }

        Assert.Contains("\n  spagent view <PATH> [options]", (await CommandLine.RunAsync("view", "--help")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_error_says_names_no_parameter_of_a_method()
    {
        ArgumentException problem = new("Give an image.", "images");
        Assert.Equal("Give an image.", TerminalText.Message(problem));
        Assert.Equal("row 7: Give an image. Mend it.",
            TerminalText.Message(new InvalidDataException($"row 7: {problem.Message} Mend it.", problem)));
        Assert.Equal("It says (Parameter 'x').", TerminalText.Message(new IOException("It says (Parameter 'x').")));
    }

    [Fact]
    public async Task What_a_trace_says_does_not_steer_the_terminal_of_a_replay()
    {
        Directory.CreateDirectory(_folder["steering"]);
        string file = _folder["steering", "trace_00000.json"];
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json"));
        await (trace with { ToolCalls = [new() { Turn = 1, Name = "x\u001b]0;y\u0007", Success = true }] })
            .SaveAsync(file, TestContext.Current.CancellationToken);
        foreach (string path in (string[])[file, _folder["steering"]])
        {
            CommandLine.Outcome outcome = await CommandLine.RunAsync("replay", path, "--dataset", s_streets);
            Assert.Equal(1, outcome.ExitCode);
            Assert.Contains("x␛]0;y␇", outcome.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Neither_an_answer_nor_a_question_that_failed_steers_the_terminal()
    {
        await using FakeChatServer answering =
            FakeChatServer.Start(_ => FakeReply.Text("<answer>r\u001b]0;y\u0007</answer>"));
        await using FakeChatServer failing = FakeChatServer.Start(_ => FakeReply.Error(400, "no"));
        foreach ((FakeChatServer server, string output, string shown) in ((FakeChatServer, string, string)[])
            [(answering, "answered", "r␛]0;y␇"), (failing, "failed", "q␛]0;z␇?")])
        {
            CommandLine.Outcome outcome = await CommandLine.RunAsync("collect", "--images",
                Path.Combine(s_streets, "00_paris.jpg"), "--question", "q\u001b]0;z\u0007?", "--output",
                _folder[output], "--tools", "none", "--model", "some", "--base-url", $"{server.BaseUri}");
            string said = outcome.Output + outcome.Messages;
            Assert.Contains(shown, said, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("view")]
    [InlineData("view", "--batch")]
    [InlineData("rescore")]
    [InlineData("replay")]
    [InlineData("export", "--format", "jsonl", "--output", "unused.jsonl")]
    public async Task A_folder_of_folders_is_refused_and_those_with_traces_are_named(params string[] command)
    {
        Directory.CreateDirectory(_folder["runs", "empty"]);
        Directory.Move(CopyOf("written"), _folder["runs", "first"]);
        CommandLine.Outcome outcome = await CommandLine.RunAsync([command[0], _folder["runs"], .. command[1..]]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(_folder["runs", "first"], outcome.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder["runs", "empty"], outcome.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("view")]
    [InlineData("export", "--format", "jsonl", "--output", "unused.jsonl")]
    public async Task A_folder_that_is_not_there_might_have_been_of_traces_or_of_sessions(params string[] command)
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync([command[0], _folder["nowhere"], .. command[1..]]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("no such folder", outcome.Messages, StringComparison.Ordinal);
        Assert.Contains("traces or sessions", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_trace_so_far_is_empty_and_said_to_be()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllText(_folder["run", "run.json"], "{}");
        CommandLine.Outcome outcome = await CommandLine.RunAsync("stats", _folder["run"], "--json");
        Assert.Equal((0, 0), (outcome.ExitCode, outcome.Json.GetProperty("total_traces").GetInt32()));
        Assert.Contains("no trace so far", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_replaces_an_export_and_nothing_else()
    {
        string[] command = ["export", CopyOf("written"), "--format", "jsonl", "-o", _folder["rows.jsonl"],
            "--dataset", s_streets];
        File.WriteAllText(_folder["rows.jsonl"], "ten years of work");
        CommandLine.Outcome refused = await CommandLine.RunAsync(command);
        Assert.Equal((2, "ten years of work"), (refused.ExitCode, File.ReadAllText(_folder["rows.jsonl"])));
        Assert.Contains("not of an earlier export", refused.Messages, StringComparison.Ordinal);

        File.WriteAllText(_folder["rows.jsonl"], "");
        Assert.Equal(0, (await CommandLine.RunAsync(command)).ExitCode);
        File.AppendAllText(_folder["rows.jsonl"], "\n");
        Assert.Equal(0, (await CommandLine.RunAsync(command)).ExitCode);
    }

    [Fact]
    public async Task Neither_a_card_nor_a_validation_file_of_somebody_elses_is_replaced()
    {
        string[] command = ["export", CopyOf("written"), "--format", "jsonl", "--output", _folder["rows.jsonl"],
            "--dataset", s_streets, "--validation", "0.5"];
        File.WriteAllText(_folder["rows.validation.jsonl"], "mine");
        Assert.Equal((2, "mine"),
            ((await CommandLine.RunAsync(command)).ExitCode, File.ReadAllText(_folder["rows.validation.jsonl"])));
        Assert.False(File.Exists(_folder["rows.jsonl"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path, ".*.tmp"));
    }

    [Fact]
    public async Task Ids_that_nothing_has_and_an_export_of_nothing_are_said()
    {
        string[] command = ["export", CopyOf("written"), "--format", "jsonl", "--output", _folder["rows.jsonl"],
            "--dataset", s_streets, "--json", "--ids"];
        CommandLine.Outcome some = await CommandLine.RunAsync([.. command, "0,trace_00000,7777,session_x"]),
            none = await CommandLine.RunAsync([.. command, "7777"]);
        Assert.Equal(["7777", "session_x"],
            some.Json.GetProperty("unknown_ids").EnumerateArray().Select(id => id.GetString()));
        Assert.Contains("7777", some.Messages, StringComparison.Ordinal);
        Assert.Contains("not one row", none.Messages, StringComparison.Ordinal);
        Assert.False((await CommandLine.RunAsync([.. command[..^1]])).Json.TryGetProperty("unknown_ids", out _));
    }

    [Theory]
    [InlineData("exact", "answer")]
    [InlineData("choice", "answer")]
    public async Task A_reward_whose_column_is_missing_stops_a_distillation_before_anything_is_asked(string reward,
        string missing)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text("<answer>B</answer>"));
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            "distill", "--dataset", s_streets, "--output", _folder["out"], "--samples", "2", "--model", "some",
            "--base-url", $"{server.BaseUri}", "--reward", reward);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(missing, outcome.Messages, StringComparison.Ordinal);
        Assert.Contains("country", outcome.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.False(File.Exists(_folder["out", "run.json"]));
    }

    [Fact]
    public async Task A_rescoring_by_a_column_that_no_trace_has_is_refused()
    {
        string traces = CopyOf("written");
        byte[] before = File.ReadAllBytes(Path.Combine(traces, "trace_00000.json"));
        CommandLine.Outcome outcome =
            await CommandLine.RunAsync("rescore", traces, "--reward", "exact", "--answer-column", "solution", "--yes");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("solution", outcome.Messages, StringComparison.Ordinal);
        Assert.Contains("country", outcome.Messages, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(traces, "trace_00000.json")));
    }

    [Fact]
    public async Task Rewards_become_none_only_by_consent()
    {
        string traces = CopyOf("written");
        string[] command = ["rescore", traces, "--reward", "none", "--json"];
        CommandLine.Outcome refused = await CommandLine.RunAsync(command);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--yes", refused.Messages, StringComparison.Ordinal);
        Assert.All(TraceStore.Open(traces).Read(), trace => Assert.NotNull(trace.Reward));
        Assert.Equal(0, (await CommandLine.RunAsync([.. command, "--yes"])).ExitCode);
        Assert.All(TraceStore.Open(traces).Read(), trace => Assert.Null(trace.Reward));
    }

    [Fact]
    public async Task A_rescoring_removes_what_the_dead_left_and_not_what_the_living_write()
    {
        string traces = CopyOf("written"), living = Temporaries.NameFor(Path.Combine(traces, "trace_00000.json"));
        using System.Diagnostics.Process gone = System.Diagnostics.Process.Start("true");
        gone.WaitForExit();
        string dead = living.Replace($"-{Environment.ProcessId}-", $"-{gone.Id}-", StringComparison.Ordinal);
        foreach (string file in (string[])[living, dead]) File.WriteAllText(file, "half");
        await CommandLine.RunAsync("rescore", traces);
        Assert.Equal((true, false), (File.Exists(living), File.Exists(dead)));
    }

    [Fact]
    public async Task A_page_over_a_trace_that_can_not_be_read_is_exit_code_1()
    {
        string traces = CopyOf("written");
        string[] command = ["view", traces, "--html", _folder["page.html"], "--dataset", s_streets];
        Assert.Equal(0, (await CommandLine.RunAsync(command)).ExitCode);
        File.WriteAllText(Path.Combine(traces, "trace_09999.json"), "{\"sample");
        CommandLine.Outcome outcome = await CommandLine.RunAsync(command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("trace_09999.json", outcome.Messages, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["page.html"]));
    }

    [Fact]
    public async Task A_folder_of_traces_is_replayed_with_a_line_for_each_and_a_sum()
    {
        string traces = CopyOf("written");
        int count = TraceStore.Open(traces).Indices().Count;
        CommandLine.Outcome lines =
            await CommandLine.RunAsync("replay", traces, "--dataset", s_streets, "--output", _folder["pictures"]);
        Assert.True(lines.ExitCode == 0, lines.Output + lines.Messages);
        string[] told = lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(count + 1, told.Length);
        Assert.All(told[..^1], line => Assert.EndsWith("exact", line, StringComparison.Ordinal));
        Assert.StartsWith($"{count} traces", told[^1], StringComparison.Ordinal);
        Assert.Equal(count, Directory.GetDirectories(_folder["pictures"])
            .Count(folder => File.Exists(Path.Combine(folder, "step_00.png"))));

        Trace first = TraceStore.Open(traces).Read().First();
        await (first with { ImageSha256 = new string('0', 64) }).SaveAsync(
            Path.Combine(traces, TraceStore.FileName(first.SampleIndex)), TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(traces, "trace_09999.json"), "{");
        CommandLine.Outcome json = await CommandLine.RunAsync("replay", traces, "--dataset", s_streets, "--json");
        Assert.Equal(1, json.ExitCode);
        JsonElement[] each = [.. json.Json.GetProperty("traces").EnumerateArray()];
        Assert.Equal((count + 1, "mismatch"), (each.Length, each[0].GetProperty("verdict").GetString()));
        Assert.NotNull(each[^1].GetProperty("problem").GetString());
        JsonElement sum = json.Json.GetProperty("sum");
        Assert.Equal((count + 1, 1, 1),
            (sum.GetProperty("traces").GetInt32(), sum.GetProperty("traces_with_mismatch").GetInt32(),
                sum.GetProperty("not_replayed").GetInt32()));
    }

    [Theory]
    [InlineData("collect")]
    [InlineData("distill")]
    public async Task A_run_in_which_all_fail_shows_the_commonest_reason(string kind)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text("<answer>B</answer>"))
            .Script([.. Enumerable.Repeat(FakeReply.Error(400, "the picture is of no kind"), 3)]);
        string[] about = kind == "collect"
            ? ["--images", Path.Combine(s_streets, "00_paris.jpg"), "--question", "?"]
            : ["--dataset", s_streets, "--samples", "1"];
        string[] command = [kind, .. about, "--output", _folder["out"], "--tools", "none", "--model", "some",
            "--base-url", $"{server.BaseUri}"];
        CommandLine.Outcome outcome = await CommandLine.RunAsync(command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("commonest reason", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("no kind", outcome.Output, StringComparison.Ordinal);
    }

    private string CopyOf(string traces)
    {
        string copy = Directory.CreateDirectory(_folder[traces]).FullName;
        foreach (string file in Directory.EnumerateFiles(Fixtures.Samples("traces", traces)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
