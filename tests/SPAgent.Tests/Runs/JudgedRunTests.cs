using System.Text.Json;
using Microsoft.Extensions.AI;
using static SPAgent.Tests.JudgeTalk;

namespace SPAgent.Tests.Runs;

/// <summary>Runs whose answers a model judges: what a judge costs, and that it costs no conversation.</summary>
public sealed class JudgedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public JudgedRunTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 8);

    private static CancellationToken End => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_judge_s_cost_is_counted_apart()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Verdict(0.5)));
        using IChatClient judge = Chat.Client(server);
        DistillationSummary summary = await RunAsync(new JudgeReward(judge, Rubric), samples: 4);
        // 13 tokens a reply of the fake server; the scripted teacher counts none.
        Assert.Equal((4, 4, 52L, 0L, 0, 0.5), (summary.Done, summary.JudgeRequests, summary.JudgeTokens,
            summary.Tokens, summary.Unscored, summary.MeanScore));
        Assert.Contains("judge: 4 requests, 52 tokens", $"{summary}", StringComparison.Ordinal);
        TraceStatistics figures = TraceStore.Open(_folder["traces"]).Statistics(End);
        Assert.Equal((0L, 4L, 52L), (figures.TotalTokens, figures.JudgeRequests, figures.JudgeTokens));
        Assert.Contains("Judge: 4 requests, 52 tokens", $"{figures}", StringComparison.Ordinal);
        Assert.All(Traces(), trace => Assert.Equal(13, Assert.Single(trace.Judgements).Tokens));
    }

    [Fact]
    public async Task Run_json_keeps_the_judge_and_the_hash_of_the_rubric_and_holds_the_run_to_them()
    {
        await RunAsync(new JudgeReward(ScriptedModel.Saying(Verdict(1)), Rubric), samples: 1);
        JsonElement run = JsonElement.Parse(File.ReadAllText(_folder["traces", "run.json"]));
        Assert.Equal("judge", run.GetProperty("reward").GetString());
        JsonElement settings = run.GetProperty("reward_settings");
        Assert.Equal("scripted", settings.GetProperty("judge").GetString());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(Rubric))),
            settings.GetProperty("rubric_sha256").GetString());
        Assert.DoesNotContain(Rubric, File.ReadAllText(_folder["traces", "run.json"]), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<DistillationException>(() => RunAsync(
            new JudgeReward(ScriptedModel.Saying(Verdict(1)), "Another rubric."), samples: 2));
        Assert.Equal("reward_settings", refused.Field);
    }

    [Fact]
    public async Task A_judge_that_is_down_fails_the_scoring_and_not_the_paid_conversation()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(500, "down"));
        using IChatClient judge = Chat.Client(server);
        ScriptedModel teacher = Teacher();
        DistillationSummary summary = await RunAsync(new JudgeReward(judge, Rubric), samples: 8, teacher);
        Assert.Equal((8, 0, 8, null), (summary.Done, summary.Failed, summary.Unscored, summary.MeanScore));
        Assert.Contains("8 traces have no verdict", $"{summary}", StringComparison.Ordinal);
        Assert.Equal(8, teacher.Requests.Count);
        Assert.False(File.Exists(_folder["traces", "failures.jsonl"]));
        // Three failures in a row, each with the retries of its client; then it is left alone.
        Assert.Equal(3 * (1 + new OpenAICompatibleOptions().MaxRetries), server.Requests.Count);
        Assert.All(Traces(), trace => Assert.Contains("down", trace.Judgements[^1].Problem, StringComparison.Ordinal));
        QualityReport report = QualityReport.Check(_folder["traces"], cancellationToken: End);
        Assert.Equal(8, report.Findings.Count(finding => finding.Check == "no_verdict"));

        ScriptedModel back = ScriptedModel.Saying(Verdict(1));
        foreach (Trace trace in Traces())
        {
            (Trace scored, _) = await TraceScoring.ScoreAsync(new JudgeReward(back, Rubric), trace, null, End);
            Assert.Equal(1, scored.Reward!.Score);
            // The note of the failure is of the past.
            Assert.Null(Assert.Single(scored.Judgements).Problem);
        }

        Assert.Equal(8, back.Requests.Count);
        Assert.Equal(8, teacher.Requests.Count);
    }

    [Fact]
    public async Task A_reward_that_throws_costs_its_score_and_not_the_paid_conversation()
    {
        DistillationSummary summary = await RunAsync(new Throwing(), samples: 8);
        Assert.Equal((8, 0, 8), (summary.Done, summary.Failed, summary.Unscored));
        Assert.All(Traces(), trace =>
            Assert.Equal("Not scored: about 5", Assert.Single(trace.Judgements).Problem));
    }

    [Fact]
    public async Task A_refused_key_of_the_judge_is_tried_once()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(401, "wrong key"));
        using IChatClient judge = Chat.Client(server);
        DistillationSummary summary = await RunAsync(new JudgeReward(judge, Rubric), samples: 8);
        Assert.Equal((8, 8), (summary.Done, summary.Unscored));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_verdict_that_can_t_be_read_is_no_reward_and_a_finding()
    {
        DistillationSummary summary =
            await RunAsync(new JudgeReward(ScriptedModel.Saying("Splendid!"), Rubric), samples: 2);
        Assert.Equal((2, 2, 2 * 2, null),
            (summary.Done, summary.Unscored, summary.JudgeRequests, summary.MeanScore));
        Assert.All(Traces(), trace => Assert.Null(trace.Reward));
        Finding[] found = [.. QualityReport.Check(_folder["traces"], cancellationToken: End).Findings
            .Where(finding => finding.Check == "no_verdict")];
        Assert.Equal(2, found.Length);
        Assert.All(found, finding => Assert.Equal(["Splendid!"], finding.Evidence));
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_the_judge_thinks_keeps_the_conversation()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(End);
        Waiting judge = new(stop);
        DistillationRun run = new(Teacher(), _streets, _folder["traces"],
            new DistillationOptions { Samples = 1, Reward = new JudgeReward(judge, Rubric) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ExecuteAsync(null, stop.Token));
        Trace trace = Assert.Single(Traces());
        Assert.Null(trace.Reward);
        Assert.Contains("stopped", trace.Judgements[^1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_judge_is_sent_the_pictures_that_the_teacher_was()
    {
        ScriptedModel judge = ScriptedModel.Saying(Verdict(1)), teacher = Teacher();
        await RunAsync(new JudgeReward(judge, Rubric) { SendsPictures = true }, samples: 1, teacher);
        DataContent Picture(ScriptedModel model) =>
            Assert.Single(model.Requests[0].SelectMany(message => message.Contents).OfType<DataContent>());
        Assert.Equal(Picture(teacher).Data.ToArray(), Picture(judge).Data.ToArray());
        // Again from the dataset, as a rescoring has them.
        ScriptedModel again = ScriptedModel.Saying(Verdict(0));
        Trace trace = Assert.Single(Traces());
        JudgeReward seeing = new(again, Rubric) { SendsPictures = true };
        (Trace scored, _) = await TraceScoring.ScoreAsync(seeing, trace,
            _ => Task.FromResult(TraceScoring.Pictures(trace, _streets)), End);
        Assert.Empty(again.Requests);
        Assert.Equal(1, scored.Reward!.Score);
    }

    [Fact]
    public async Task A_reward_that_asks_something_else_is_called_with_row_answer_and_conversation()
    {
        Asking reward = new();
        await RunAsync(reward, samples: 1);
        RewardContext context = Assert.Single(reward.Asked);
        Assert.Equal("<answer>here</answer>", context.Answer);
        Assert.Equal("<answer>here</answer>", Assert.Single(context.Conversation).Response);
        Assert.StartsWith("Country", context.Row.GetProperty("country").GetString(), StringComparison.Ordinal);
        Assert.Equal(0.25, Assert.Single(Traces()).Reward!.Score);
    }

    [Fact]
    public async Task The_simulated_model_judges_where_it_is_named_and_says_so()
    {
        JudgeReward judge = new(ChatModels.Simulated(options: new() { FailureRate = 0 }), Rubric);
        Assert.Contains("simulated", judge.Judge, StringComparison.Ordinal);
        RewardContext one = Context(), other = Context("elsewhere");
        RewardScore? first = await judge.ScoreAsync(one, End), second = await judge.ScoreAsync(other, End);
        Assert.NotNull(first);
        Assert.NotEqual(first.Score, second?.Score);
        Assert.Contains("Made up", one.Judgements[0].Reason, StringComparison.Ordinal);
    }

    private static ScriptedModel Teacher() => ScriptedModel.Saying("<answer>here</answer>");

    private Task<DistillationSummary> RunAsync(IReward reward, int samples, ScriptedModel? teacher = null) =>
        new DistillationRun(teacher ?? Teacher(), _streets, _folder["traces"],
            new DistillationOptions { Samples = samples, Reward = reward, MaxWorkers = 1 }).ExecuteAsync(null, End);

    private Trace[] Traces() => [.. TraceStore.Open(_folder["traces"]).Read()];

    private sealed class Asking : IAsyncReward
    {
        public List<RewardContext> Asked { get; } = [];

        public string Name => "asking";

        public Task<RewardScore?> ScoreAsync(RewardContext context, CancellationToken cancellationToken = default)
        {
            Asked.Add(context);
            return Task.FromResult<RewardScore?>(new RewardScore { Score = 0.25, ParseSuccess = true });
        }
    }

    private sealed class Throwing : IReward
    {
        public string Name => "throwing";

        public RewardScore? Score(string response, JsonElement row) => throw new FormatException("about 5");
    }

    // Stops the run when it is asked, and never answers.
    private sealed class Waiting(CancellationTokenSource stop) : DelegatingChatClient(new SilentModel())
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages,
            ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await stop.CancelAsync();
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
    }
}
