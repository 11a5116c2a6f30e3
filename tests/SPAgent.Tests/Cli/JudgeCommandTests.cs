using System.Text.Json;
using static SPAgent.Tests.JudgeTalk;

namespace SPAgent.Tests.Cli;

/// <summary><c>--reward judge</c> in <c>distill</c> and <c>rescore</c>, against a server that counts what it is
/// asked.</summary>
public sealed class JudgeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public JudgeCommandTests()
    {
        StreetFolder.Make(_folder["streets"], rows: 6);
        File.WriteAllText(_folder["rubric.txt"], Rubric + "\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--rubric", "--judge-model")]
    [InlineData("--judge-model", "--rubric")]
    public async Task A_judge_needs_a_rubric_and_a_model_and_the_teacher_does_not_step_in(string given, string missing)
    {
        string value = given == "--rubric" ? _folder["rubric.txt"] : "simulated";
        CommandLine.Outcome outcome = await DistillAsync("--model", "simulated", "--reward", "judge", given, value);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"needs {missing}", outcome.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_judge_by_name_needs_a_server_and_options_of_a_judge_need_the_judge()
    {
        CommandLine.Outcome nowhere = await DistillAsync("--model", "simulated", "--reward", "judge", "--rubric",
            _folder["rubric.txt"], "--judge-model", "some");
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("--judge-base-url", nowhere.Messages, StringComparison.Ordinal);
        CommandLine.Outcome idle = await DistillAsync("--model", "simulated", "--judge-model", "some");
        Assert.Equal(2, idle.ExitCode);
        Assert.Contains("--judge-model is for --reward judge", idle.Messages, StringComparison.Ordinal);
        CommandLine.Outcome unset = await DistillAsync("--model", "simulated", "--reward", "judge", "--rubric",
            _folder["rubric.txt"], "--judge-model", "some", "--judge-base-url", "http://localhost:1/v1",
            "--judge-key-variable", "SPAGENT_TEST_NOT_SET");
        Assert.Equal(2, unset.ExitCode);
        Assert.Contains("SPAGENT_TEST_NOT_SET", unset.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_judged_on_its_own_server_with_its_own_model_and_key()
    {
        await using FakeChatServer judge = FakeChatServer.Start(_ => FakeReply.Text(Verdict(0.5)));
        CommandLine.Outcome outcome = await CommandLine.RunWithKeyAsync("sk-judge", "distill", "--dataset",
            _folder["streets"], "--output", _folder["out"], "--samples", "3", "--model", "simulated",
            "--simulated-failures", "0", "--json", "--reward", "judge", "--rubric", _folder["rubric.txt"],
            "--judge-model", "strict-judge", "--judge-base-url", $"{judge.BaseUri}",
            "--judge-key-variable", "OPENAI_API_KEY", "--judge-pictures");
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal((3, 39), (Number(outcome, "judge_requests"), Number(outcome, "judge_tokens")));
        Assert.Equal(3, judge.Requests.Count);
        Assert.All(judge.Requests, request =>
        {
            Assert.Equal("strict-judge", request.Json.GetProperty("model").GetString());
            Assert.Equal("Bearer sk-judge", request.Authorization);
            Assert.Equal("json_schema", request.Json.GetProperty("response_format").GetProperty("type").GetString());
            Assert.Equal(1, request.Images);
        });
        JsonElement settings = JsonElement.Parse(File.ReadAllText(_folder["out", "run.json"]))
            .GetProperty("reward_settings");
        Assert.Equal("strict-judge", settings.GetProperty("judge").GetString());
        Assert.Equal(64, settings.GetProperty("rubric_sha256").GetString()!.Length);
        Assert.All(TraceStore.Open(_folder["out"]).Read(), trace => Assert.Equal(0.5, trace.Reward!.Score));
    }

    [Fact]
    public async Task A_run_whose_judge_refuses_keeps_its_conversations_and_a_rescoring_completes_it()
    {
        bool refuses = true;
        await using FakeChatServer judge = FakeChatServer.Start(
            _ => refuses ? FakeReply.Error(401, "wrong key") : FakeReply.Text(Verdict(1)));
        CommandLine.Outcome outcome = await DistillAsync([.. Teacher, .. Judge(judge), "--workers", "1"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal((6, 6), (Number(outcome, "done"), Number(outcome, "unscored")));
        Assert.Single(judge.Requests);
        refuses = false;
        CommandLine.Outcome rescored = await RescoreAsync(judge);
        Assert.True(rescored.ExitCode == 0, rescored.Messages);
        Assert.Equal((6, 6, 0), (Number(rescored, "judged"), Number(rescored, "judge_requests"),
            Number(rescored, "failed")));
        Assert.All(TraceStore.Open(_folder["out"]).Read(), trace => Assert.Equal(1, trace.Reward!.Score));
    }

    [Fact]
    public async Task A_rescoring_goes_on_where_its_judge_failed_and_pays_for_nothing_twice()
    {
        await DistillAsync(Teacher);
        Assert.All(TraceStore.Open(_folder["out"]).Read(), trace => Assert.NotNull(trace.Reward!["distance@km"]));
        await using FakeChatServer judge = FakeChatServer.Start(_ => FakeReply.Text(Verdict(0.25)));

        CommandLine.Outcome look = await RescoreAsync(judge, "--dry-run");
        Assert.Equal((6, 0, 0), (Number(look, "to_ask"), Number(look, "kept"), Number(look, "written")));
        Assert.Empty(judge.Requests);

        // Two verdicts, an answer that can't be read, then the account is empty.
        judge.Script(FakeReply.Text(Verdict(0.25)), FakeReply.Text(Verdict(0.25)), FakeReply.Text("Hm."),
            FakeReply.Error(402, "insufficient balance"));
        CommandLine.Outcome stopped = await RescoreAsync(judge, "--workers", "1");
        Assert.Equal(2, stopped.ExitCode);
        Assert.Contains("run the same command again", stopped.Messages, StringComparison.Ordinal);
        Assert.Equal(4, judge.Requests.Count);
        Trace[] traces = [.. TraceStore.Open(_folder["out"]).Read()];
        Assert.Equal([0.25, 0.25], traces.Take(2).Select(trace => trace.Reward!.Score));
        // The rewards that were there stay until there is a verdict.
        Assert.All(traces.Skip(2), trace => Assert.NotNull(trace.Reward!["distance@km"]));

        CommandLine.Outcome resumed = await RescoreAsync(judge);
        Assert.True(resumed.ExitCode == 0, resumed.Messages);
        // Of four answers one was asked about once already: its second request alone is new.
        Assert.Equal((2, 4, 4),
            (Number(resumed, "kept"), Number(resumed, "judged"), Number(resumed, "judge_requests")));
        Assert.Equal(8, judge.Requests.Count);
        Assert.Equal(1, judge.Requests.Skip(4)
            .Count(request => request.Json.GetProperty("messages").GetArrayLength() == 4));

        Dictionary<string, byte[]> before = Files();
        CommandLine.Outcome again = await RescoreAsync(judge);
        Assert.Equal((6, 0, 0), (Number(again, "kept"), Number(again, "judge_requests"), Number(again, "written")));
        Assert.Equal(8, judge.Requests.Count);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_rescoring_stops_after_three_failures_in_a_row_and_takes_no_reward_away()
    {
        await DistillAsync(Teacher);
        Dictionary<string, byte[]> before = Files();
        await using FakeChatServer judge = FakeChatServer.Start(_ => FakeReply.Error(400, "this text is not taken"));
        CommandLine.Outcome outcome = await RescoreAsync(judge, "--workers", "1");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("3 traces in a row", outcome.Messages, StringComparison.Ordinal);
        Assert.Equal(3, judge.Requests.Count);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task One_failure_is_counted_and_the_others_are_judged()
    {
        await DistillAsync(Teacher);
        await using FakeChatServer judge = FakeChatServer.Start(_ => FakeReply.Text(Verdict(1)));
        judge.Script(FakeReply.Error(400, "this text is not taken"));
        CommandLine.Outcome outcome = await RescoreAsync(judge, "--workers", "1");
        Assert.Equal((1, 1, 5), (outcome.ExitCode, Number(outcome, "failed"), Number(outcome, "judged")));
        Assert.Contains("not taken", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verdict_that_can_t_be_read_is_no_reward_and_exit_code_1()
    {
        await DistillAsync(Teacher);
        await using FakeChatServer judge = FakeChatServer.Start(_ => FakeReply.Text("Splendid!"));
        CommandLine.Outcome outcome = await RescoreAsync(judge);
        Assert.Equal((1, 6, 12), (outcome.ExitCode, Number(outcome, "without_verdict"),
            Number(outcome, "judge_requests")));
        Assert.All(TraceStore.Open(_folder["out"]).Read(), trace => Assert.Null(trace.Reward));
        await RescoreAsync(judge);
        Assert.Equal(12, judge.Requests.Count);
        await RescoreAsync(judge, "--retry-failed");
        Assert.Equal(24, judge.Requests.Count);
    }

    [Fact]
    public async Task A_simulated_judge_judges_where_it_is_named()
    {
        CommandLine.Outcome outcome = await DistillAsync([.. Teacher, "--reward", "judge", "--rubric",
            _folder["rubric.txt"], "--judge-model", "simulated"]);
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.All(TraceStore.Open(_folder["out"]).Read(), trace => Assert.Contains("simulated",
            Assert.Single(trace.Judgements).Judge, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pictures_for_a_judge_need_their_dataset()
    {
        await DistillAsync(Teacher);
        await using FakeChatServer judge = FakeChatServer.Start(_ => FakeReply.Text(Verdict(1)));
        CommandLine.Outcome refused = await RescoreAsync(judge, "--judge-pictures");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--dataset", refused.Messages, StringComparison.Ordinal);
        CommandLine.Outcome seen = await RescoreAsync(judge, "--judge-pictures", "--dataset", _folder["streets"]);
        Assert.True(seen.ExitCode == 0, seen.Messages);
        Assert.Equal(6, judge.Requests.Count);
        Assert.All(judge.Requests, request => Assert.Equal(1, request.Images));
    }

    [Fact]
    public async Task A_tolerance_is_for_numbers()
    {
        CommandLine.Outcome refused = await DistillAsync([.. Teacher, "--tolerance", "3"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--reward numeric", refused.Messages, StringComparison.Ordinal);
        CommandLine.Outcome taken = await DistillAsync(
            [.. Teacher, "--reward", "numeric", "--answer-column", "lat", "--tolerance", "3"]);
        Assert.True(taken.ExitCode == 0, taken.Messages);
        Assert.Equal(3, JsonElement.Parse(File.ReadAllText(_folder["out", "run.json"])).GetProperty("reward_settings")
            .GetProperty("tolerance").GetDouble());
    }

    private static string[] Teacher => ["--model", "simulated", "--simulated-failures", "0"];

    private string[] Judge(FakeChatServer server) => ["--reward", "judge", "--rubric", _folder["rubric.txt"],
        "--judge-model", "strict-judge", "--judge-base-url", $"{server.BaseUri}"];

    private Task<CommandLine.Outcome> DistillAsync(params string[] options) => CommandLine.RunAsync(["distill",
        "--dataset", _folder["streets"], "--output", _folder["out"], "--samples", "6", "--json", .. options]);

    private Task<CommandLine.Outcome> RescoreAsync(FakeChatServer server, params string[] options) =>
        CommandLine.RunAsync(["rescore", _folder["out"], "--json", .. Judge(server), .. options]);

    private Dictionary<string, byte[]> Files() => Directory.EnumerateFiles(_folder["out"])
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    private static int Number(CommandLine.Outcome outcome, string field)
    {
        Assert.True(outcome.Output.Length > 0, outcome.Messages);
        return outcome.Json.TryGetProperty(field, out JsonElement value) ? value.GetInt32() : 0;
    }
}
