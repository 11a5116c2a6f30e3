using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

/// <summary>Several answers to each row of a distillation.</summary>
public sealed partial class RolloutRunTests : IDisposable
{
    private const string Answer = @"\boxed{1.5, 2.5}";

    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public RolloutRunTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 12);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_row_gets_its_answers_under_names_of_their_own()
    {
        await RunAsync(Teacher(), "traces", new() { Samples = 2, Rollouts = 3, Strategy = SamplingStrategy.Order });
        Assert.Equal(
            ["trace_00000.json", "trace_00000.r2.json", "trace_00000.r3.json", "trace_00001.json",
                "trace_00001.r2.json", "trace_00001.r3.json"],
            Names("traces"));
        Trace[] row = [.. TraceStore.Open(_folder["traces"]).ReadRows().First()];
        Assert.Equal([1, 2, 3], row.Select(trace => trace.Rollout));
        Assert.Single(row.Select(trace => trace.ImageSha256).Distinct());
        Assert.Equal(3, row.Select(trace => trace.FinalResponse).Distinct().Count());
    }

    [Fact]
    public async Task The_first_answers_are_those_of_a_run_that_asks_once_byte_for_byte()
    {
        await RunAsync(Teacher(), "one", new() { Samples = 6 });
        await RunAsync(Teacher(), "four", new() { Samples = 6, Rollouts = 4, MaxWorkers = 7 });
        string[] first = [.. Names("four").Where(name => !name.Contains(".r", StringComparison.Ordinal))];
        Assert.Equal(Names("one"), first);
        Assert.All(first, name => Assert.Equal(Text("one", name), Text("four", name)));
        Assert.Equal(24, Names("four").Length);
        Assert.DoesNotContain("rollouts", File.ReadAllText(_folder["one", "run.json"]), StringComparison.Ordinal);
        Assert.Equal(4, Settings("four").GetProperty("rollouts").GetInt32());
    }

    [Fact]
    public async Task Rollouts_may_grow_in_their_folder_and_give_what_a_straight_run_gives()
    {
        await RunAsync(Teacher(), "grown", new() { Samples = 5 });
        DistillationSummary more = await RunAsync(Teacher(), "grown", new() { Samples = 5, Rollouts = 3 });
        Assert.Equal((5, 10, 15), (more.AlreadyDone, more.Done, more.Total));
        await RunAsync(Teacher(), "straight", new() { Samples = 5, Rollouts = 3 });
        Assert.Equal(Names("straight"), Names("grown"));
        Assert.All([.. Names("grown"), "run.json"], name => Assert.Equal(Text("straight", name), Text("grown", name)));

        // Fewer are there already, and what the folder was asked for stays.
        Assert.Equal(0, (await RunAsync(Teacher(), "grown", new() { Samples = 5, Rollouts = 2 })).Done);
        Assert.Equal(3, Settings("grown").GetProperty("rollouts").GetInt32());
        DistillationException other = await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(Teacher(), "grown", new() { Samples = 5, Rollouts = 3, Seed = 1 }));
        Assert.Equal("seed", other.Field);
    }

    [Fact]
    public async Task A_run_that_is_stopped_goes_on_where_it_was()
    {
        using CancellationTokenSource stop = new();
        Progress progress = new(value => { if (value.Done == 7) stop.Cancel(); });
        DistillationRun run =
            new(Teacher(), _streets, _folder["stopped"], new() { Samples = 6, Rollouts = 4, MaxWorkers = 3 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ExecuteAsync(progress, stop.Token));
        Assert.InRange(Names("stopped").Length, 1, 23);
        await RunAsync(Teacher(), "stopped", new() { Samples = 6, Rollouts = 4 });
        await RunAsync(Teacher(), "straight", new() { Samples = 6, Rollouts = 4 });
        Assert.Equal(Names("straight"), Names("stopped"));
        Assert.All(Names("straight"), name => Assert.Equal(Text("straight", name), Text("stopped", name)));
    }

    [Fact]
    public async Task Further_answers_are_asked_for_with_seeds_and_row_by_row()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        await AskAsync(server, new() { Samples = 2, Rollouts = 3 });
        long?[] seeds = Seeds(server);
        Assert.Equal(6, seeds.Length);
        Assert.Null(seeds[0]);
        Assert.Null(seeds[3]);
        long[] sent = [.. seeds.OfType<long>()];
        Assert.Equal(
            [RolloutSeed.Of(0, 0, 2), RolloutSeed.Of(0, 0, 3), RolloutSeed.Of(0, 1, 2), RolloutSeed.Of(0, 1, 3)], sent);
        Assert.Equal(4, sent.Distinct().Count());
        Assert.All(sent, seed => Assert.InRange(seed, 0, int.MaxValue - 1));
        Assert.NotEqual(RolloutSeed.Of(0, 0, 2), RolloutSeed.Of(1, 0, 2));
    }

    [Fact]
    public async Task A_server_that_refuses_a_seed_is_asked_without_from_then_on()
    {
        await using FakeChatServer server = FakeChatServer.Start(
            request =>
                request.Json.TryGetProperty("seed", out _) ? FakeReply.Error(400, "Unsupported parameter: seed")
                : FakeReply.Text(Answer));
        DistillationSummary summary = await AskAsync(server, new() { Samples = 2, Rollouts = 3 });
        Assert.Equal((6, 0), (summary.Done, summary.Failed));
        Assert.Single(Seeds(server).OfType<long>());
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task Equal_answers_are_not_paid_for_unasked()
    {
        ScriptedModel model = ScriptedModel.Saying(Answer);
        DistillationOptions cold = new() { Samples = 1, Rollouts = 2, Temperature = 0 };
        DistillationException refusal =
            await Assert.ThrowsAsync<DistillationException>(() => RunAsync(model, "traces", cold));
        Assert.Contains("--temperature", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(model.Requests);
        Assert.False(Directory.Exists(_folder["traces"]));
        await RunAsync(model, "traces", cold with { Force = true });
        Assert.Equal(2, model.Requests.Count);
        await RunAsync(model, "other", cold with { Rollouts = 1 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Rollouts_are_from_1_to_1024(int rollouts) =>
        Assert.Throws<ArgumentOutOfRangeException>("Rollouts", () => new DistillationOptions { Rollouts = rollouts });

    [Fact]
    public async Task A_failure_is_of_one_rollout_and_tried_again_only_when_asked()
    {
        ScriptedModel failing = new((_, options) => options?.Seed == RolloutSeed.Of(0, 1, 2)
            ? throw new InvalidDataException("gone") : ScriptedModel.Text(Answer));
        DistillationOptions options = new() { Samples = 2, Rollouts = 2, Strategy = SamplingStrategy.Order };
        DistillationSummary summary = await RunAsync(failing, "traces", options);
        Assert.Equal((3, 1), (summary.Done, summary.Failed));
        JsonElement line = JsonElement.Parse(Assert.Single(File.ReadAllLines(_folder["traces", "failures.jsonl"])));
        Assert.Equal((1, 2), (line.GetProperty("sample_index").GetInt32(), line.GetProperty("rollout").GetInt32()));

        ScriptedModel second = ScriptedModel.Saying(Answer);
        Assert.Equal((3, 1, 0), Counts(await RunAsync(second, "traces", options)));
        Assert.Equal((3, 0, 1), Counts(await RunAsync(second, "traces", options with { RetryFailed = true })));
        Assert.Single(second.Requests);
        Assert.False(File.Exists(_folder["traces", "failures.jsonl"]));
    }

    [Fact]
    public async Task A_broken_row_is_no_reason_to_stop_however_often_it_is_asked()
    {
        File.WriteAllBytes(_folder["streets", "001.jpg"], [0xff, 0xd8, 0xff, 0xe0, 0, 1]);
        DistillationOptions options =
            new() { Samples = 3, Rollouts = 30, MaxWorkers = 1, Strategy = SamplingStrategy.Order };
        DistillationSummary summary = await RunAsync(ScriptedModel.Saying(Answer), "traces", options);
        Assert.Equal((60, 30), (summary.Done, summary.Failed));
    }

    [Fact]
    public async Task A_row_is_asked_no_more_when_it_is_solved()
    {
        // Every second answer to a row is right.
        Dictionary<string, int> asked = [];
        ScriptedModel model = new((messages, _) => Reply(messages));
        DistillationOptions options = new()
        {
            Samples = 3,
            Rollouts = 8,
            StopWhenSolved = 2,
            MaxWorkers = 4,
            MaxTurns = 1,
            Strategy = SamplingStrategy.Order,
        };
        DistillationSummary summary = await RunAsync(model, "traces", options);
        Assert.Equal((12, 12, 12), (summary.Done, summary.NotAsked, summary.Total));
        foreach (IReadOnlyList<Trace> row in TraceStore.Open(_folder["traces"]).ReadRows())
        {
            Assert.Equal([false, true, false, true], row.Select(trace => trace.Reward!.Success));
        }

        // What is solved stays solved.
        ScriptedModel unasked = new((_, _) => throw new InvalidOperationException("asked"));
        Assert.Equal((12, 0, 0), Counts(await RunAsync(unasked, "traces", options)));
        TraceStatistics figures = TraceStore.Open(_folder["traces"]).Statistics(TestContext.Current.CancellationToken);
        Assert.Null(figures.PassAtK);
        Assert.Contains("stop_when_solved", figures.PassAtKReason, StringComparison.Ordinal);
        DistillationException other =
            await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(model, "traces", options with { StopWhenSolved = null }));
        Assert.Equal("stop_when_solved", other.Field);

        ChatResponse Reply(IReadOnlyList<ChatMessage> messages)
        {
            byte[] picture = messages.SelectMany(message => message.Contents).OfType<DataContent>()
                .First().Data.ToArray();
            int row = Enumerable.Range(0, 12)
                .First(row => _streets[row].Image!.ForModel(onWhite: true, null).Bytes.Span.SequenceEqual(picture));
            lock (asked)
            {
                int time = asked[$"{row}"] = asked.GetValueOrDefault($"{row}") + 1;
                return ScriptedModel.Text(
                    time % 2 == 0
                    ? FormattableString.Invariant($@"\boxed{{{_streets[row]["lat"]}, {_streets[row]["lon"]}}}")
                    : "no idea");
            }
        }
    }

    [Fact]
    public async Task A_rule_about_a_figure_that_the_reward_has_not_stops_the_run()
    {
        DistillationOptions options =
            new() { Samples = 2, Rollouts = 2, StopWhenSolved = 1, SuccessWhen = SuccessRule.Parse("scores >= 0.5") };
        DistillationException refusal =
            await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(ScriptedModel.Saying(Answer), "traces", options));
        Assert.Contains("no figure \"scores\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("distance@km", refusal.Message, StringComparison.Ordinal);
    }

    private IChatClient Teacher() => ChatModels.Simulated(seed: 7, _streets, new() { FailureRate = 0 });

    private Task<DistillationSummary> RunAsync(
        IChatClient model, string output, DistillationOptions options, IProgress<RunProgress>? progress = null) =>
        new DistillationRun(model, _streets, _folder[output], options)
            .ExecuteAsync(progress, TestContext.Current.CancellationToken);

    private async Task<DistillationSummary> AskAsync(FakeChatServer server, DistillationOptions options)
    {
        OpenAICompatibleOptions patient =
            new() { RequestTimeout = Chat.RequestTimeout, TimeProvider = Chat.Time(), JitterSeed = 1, MaxRetries = 0 };
        using IChatClient client = ChatModels.OpenAICompatible("fake-vlm", server.BaseUri, null, patient);
        return await RunAsync(client, "out", options with
        {
            MaxWorkers = 1,
            MaxTurns = 1,
            Strategy = SamplingStrategy.Order,
            ToolsMode = ToolsMode.Prompt,
        });
    }

    private static long?[] Seeds(FakeChatServer server) =>
        [.. server.Requests.Select(
            request => request.Json.TryGetProperty("seed", out JsonElement seed) ? seed.GetInt64() : (long?)null)];

    private static (int AlreadyDone, int FailedEarlier, int Done) Counts(DistillationSummary summary) =>
        (summary.AlreadyDone, summary.FailedEarlier, summary.Done);

    private string[] Names(string output) =>
        [.. Directory.GetFiles(_folder[output], "trace_*.json").Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    private string Text(string output, string name) => Times().Replace(File.ReadAllText(_folder[output, name]), "");

    private JsonElement Settings(string output) => JsonElement.Parse(File.ReadAllText(_folder[output, "run.json"]));

    [GeneratedRegex("\"(started_at|duration_ms|latency_ms|time)\": ?[^,\\n}]+")]
    private static partial Regex Times();

    private sealed class Progress(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
