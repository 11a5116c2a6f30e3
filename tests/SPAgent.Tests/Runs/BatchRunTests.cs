using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

public sealed class BatchRunTests : IAsyncDisposable
{
    private const int Rows = 6;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeBatchServer _server = new();
    private readonly ImageDataset _rows;

    public BatchRunTests() => _rows = StreetFolder.Make(_folder["streets"], Rows);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_batch_asks_and_leaves_what_single_requests_do()
    {
        // The answer depends on what was asked, so that none can stand for another.
        _server.Reply = body => FakeBatchServer.Says($"<answer>{body.GetRawText().Length % 80}, 2</answer>");
        await using FakeChatServer live = FakeChatServer.Start(request =>
            FakeReply.Text($"<answer>{request.Json.GetRawText().Length % 80}, 2</answer>"));
        DistillationOptions options = Options with { Rollouts = 2 };

        DistillationSummary summary = await RunAsync(options);
        using IChatClient client = ChatModels.OpenAICompatible("fake-vlm", live.BaseUri);
        DistillationSummary alive = await new DistillationRun(client, _rows, _folder["live"],
            options with { Batch = false }).ExecuteAsync(null, Stop);

        Assert.Equal((2 * Rows, 0), (summary.Done, summary.Failed));
        Assert.Equal((alive.Done, alive.Tokens), (summary.Done, summary.Tokens));
        Assert.Equal(live.Requests.Select(request => request.Json.GetRawText()).Order(StringComparer.Ordinal),
            Assert.Single(_server.Batches).Select(line => line.GetProperty("body").GetRawText())
                .Order(StringComparer.Ordinal));
        Assert.Equal(Traces("live"), Traces("out"));
        Assert.Equal(File.ReadAllText(_folder["live", "run.json"]), File.ReadAllText(_folder["out", "run.json"]));
        Assert.False(Directory.Exists(_folder["out", "batches"]));
    }

    [Fact]
    public async Task Lines_in_another_order_and_twice_are_put_in_their_place()
    {
        _server.Reply = body => FakeBatchServer.Says($"<answer>{body.GetRawText().Length % 80}, 2</answer>");
        await RunAsync(Options);
        Directory.Move(_folder["out"], _folder["straight"]);
        _server.Output = lines => [.. lines.Reverse(), lines[0].Replace("answer>", "answer> late ",
            StringComparison.Ordinal), "no json", """{"custom_id":"trace_00099","response":{"status_code":200}}"""];

        DistillationSummary summary = await RunAsync(Options);

        Assert.Equal(Rows, summary.Done);
        Assert.Equal(Traces("straight"), Traces("out"));
    }

    [Fact]
    public async Task Failures_of_single_requests_are_booked_and_those_that_may_pass_are_asked_again()
    {
        int asked = 0;
        _server.Reply = _ => ++asked switch
        {
            2 => FakeBatchServer.Refuses(400, "no such thing"),
            3 => FakeBatchServer.Refuses(500, "broken"),
            _ => FakeBatchServer.Says("<answer>1, 2</answer>"),
        };

        DistillationSummary first = await RunAsync(Options);
        DistillationSummary again = await RunAsync(Options);
        DistillationSummary retried = await RunAsync(Options with { RetryFailed = true });

        Assert.Equal((Rows - 2, 2), (first.Done, first.Failed));
        Assert.Equal((1, 0, 1), (again.Done, again.Failed, again.FailedEarlier));
        Assert.Equal((1, 0), (retried.Done, retried.Failed));
        Assert.Equal([Rows, 1, 1], _server.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Tokens_of_a_reply_that_is_no_good_are_counted()
    {
        int asked = 0;
        _server.Reply = _ => FakeBatchServer.Says(++asked == 2 ? "" : "<answer>1, 2</answer>");

        DistillationSummary summary = await RunAsync(Options);

        Assert.Equal((Rows - 1, 1), (summary.Done, summary.Failed));
        JsonElement line = JsonElement.Parse(Assert.Single(File.ReadAllLines(_folder["out", "usage.jsonl"])));
        Assert.Equal((11, 2),
            (line.GetProperty("prompt_tokens").GetInt32(), line.GetProperty("completion_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("cancelled")]
    public async Task What_came_of_a_batch_that_ended_early_is_kept_and_the_rest_is_asked_again(string end)
    {
        (_server.End, _server.Most) = (_ => end, 2);
        DistillationException early = await Assert.ThrowsAsync<DistillationException>(() => RunAsync(Options));
        int kept = TraceStore.Open(_folder["out"]).Indices().Count;
        (_server.End, _server.Most) = (_ => "completed", Rows);
        DistillationSummary rest = await RunAsync(Options);

        Assert.Contains($"{Rows - 2} requests of the batch have no answer; 2 came now", early.Message,
            StringComparison.Ordinal);
        Assert.Contains(end, early.Message, StringComparison.Ordinal);
        Assert.Equal((2, 2, Rows - 2), (kept, rest.AlreadyDone, rest.Done));
        Assert.Equal([Rows, Rows - 2], _server.Batches.Select(batch => batch.Count));
        Assert.False(File.Exists(_folder["out", "failures.jsonl"]));
    }

    [Fact]
    public async Task A_batch_that_is_refused_as_a_whole_says_why_and_can_be_sent_again()
    {
        _server.End = number => number == 1 ? "failed" : "completed";
        DistillationException refused = await Assert.ThrowsAsync<DistillationException>(() => RunAsync(Options));
        Assert.Contains("The queue is full.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Rows, (await RunAsync(Options)).Done);
    }

    [Fact]
    public async Task More_requests_than_a_batch_may_have_go_in_several()
    {
        DistillationSummary summary = await RunAsync(Options with { MaxBatchRequests = 4 });
        Assert.Equal(Rows, summary.Done);
        Assert.Equal([4, 2], _server.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task More_bytes_than_a_file_may_have_go_in_several()
    {
        await RunAsync(Options);
        long whole = Assert.Single(_server.Batches).Sum(line => (long)line.GetRawText().Length + 1);
        Directory.Delete(_folder["out"], recursive: true);
        DistillationSummary summary = await RunAsync(Options with { MaxBatchBytes = whole / 2 });
        Assert.Equal(Rows, summary.Done);
        Assert.InRange(_server.Batches.Count, 3, 4);
        Assert.Equal(2 * Rows, _server.Batches.Sum(batch => batch.Count));
    }

    [Fact]
    public async Task A_request_larger_than_a_file_may_be_fails_alone()
    {
        DistillationSummary summary = await RunAsync(Options with { MaxBatchBytes = 1 });
        Assert.Equal((0, Rows), (summary.Done, summary.Failed));
        Assert.Empty(_server.Batches);
    }

    [Fact]
    public async Task What_the_server_takes_in_another_form_is_sent_again_in_it()
    {
        _server.Reply = body => body.TryGetProperty("max_tokens", out _)
            ? FakeBatchServer.Refuses(400, "max_tokens is not supported, use max_completion_tokens")
            : body.TryGetProperty("temperature", out _)
                ? FakeBatchServer.Refuses(400, "temperature is not supported with this model")
                : FakeBatchServer.Says("<answer>1, 2</answer>");

        DistillationSummary summary = await RunAsync(Options);

        Assert.Equal((Rows, 0), (summary.Done, summary.Failed));
        Assert.Equal([Rows, Rows, Rows], _server.Batches.Select(batch => batch.Count));
        Assert.False(File.Exists(_folder["out", "failures.jsonl"]));
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_no_second_batch()
    {
        _server.LosesAnswers = true;
        DistillationSummary summary = await RunAsync(Options);
        Assert.Equal(Rows, summary.Done);
        Assert.Single(_server.Batches);
    }

    [Fact]
    public async Task Server_errors_along_the_way_are_waited_for()
    {
        HashSet<string> seen = [];
        _server.Before = request =>
            seen.Add($"{request.Method} {request.Path}") ? FakeReply.Error(503, "later") : null;
        DistillationSummary summary = await RunAsync(Options);
        Assert.Equal(Rows, summary.Done);
        Assert.Single(_server.Batches);
    }

    [Fact]
    public async Task A_server_that_is_away_while_a_batch_is_at_work_is_waited_for()
    {
        int asked = 0;
        // More often than one request is repeated.
        _server.Before = request =>
            request.Path.StartsWith("/v1/batches/", StringComparison.Ordinal) && ++asked < 10
                ? FakeReply.Error(503, "later") : null;
        DistillationSummary summary = await RunAsync(Options);
        Assert.Equal(Rows, summary.Done);
        Assert.Single(_server.Batches);
    }

    [Fact]
    public async Task A_row_without_a_readable_picture_fails_and_is_not_sent()
    {
        File.WriteAllText(_folder["streets", "002.jpg"], "no picture");
        DistillationSummary summary = await RunAsync(Options);
        Assert.Equal((Rows - 1, 1), (summary.Done, summary.Failed));
        Assert.Equal(Rows - 1, Assert.Single(_server.Batches).Count);
    }

    [Fact]
    public async Task A_reply_that_is_longer_than_one_may_be_is_a_failure_of_its_row()
    {
        int asked = 0;
        _server.Reply = _ => FakeBatchServer.Says(
            $"<answer>1, 2</answer>{new string('x', ++asked == 2 ? 300_000 : 0)}");
        DistillationSummary summary = await RunAsync(Options, most: 100_000);
        DistillationSummary again = await RunAsync(Options, most: 100_000);

        Assert.Equal((Rows - 1, 1, 1), (summary.Done, summary.Failed, again.FailedEarlier));
        Assert.Contains("100,000 bytes", File.ReadAllText(_folder["out", "failures.jsonl"]), StringComparison.Ordinal);
        Assert.Single(_server.Batches);
    }

    [Fact]
    public async Task A_server_without_batches_is_told_of_at_once()
    {
        _server.Before = _ => FakeReply.Error(404, "no such page");
        ModelException none = await Assert.ThrowsAsync<ModelException>(() => RunAsync(Options));
        Assert.Contains("without --batch", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_is_at_one_server_and_no_other_run_asks_what_is_in_it()
    {
        using CancellationTokenSource stop = new();
        _server.End = _ =>
        {
            stop.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Options, stop.Token));

        DistillationException alive = await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(Options with { Batch = false }));
        await using FakeBatchServer other = new();
        DistillationException elsewhere = await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(Options, server: other));
        _server.End = _ => "completed";

        Assert.Contains($"{Rows} requests of this run are in a batch", alive.Message, StringComparison.Ordinal);
        Assert.Contains("--base-url", elsewhere.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.Equal(Rows, (await RunAsync(Options)).Done);
        Assert.Single(_server.Batches);
    }

    [Fact]
    public async Task Answers_that_a_smaller_run_does_not_want_wait_for_a_larger_one()
    {
        using CancellationTokenSource stop = new();
        _server.End = _ =>
        {
            stop.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Options, stop.Token));
        _server.End = _ => "completed";
        DistillationSummary few = await RunAsync(Options with { Samples = 2 });
        DistillationSummary all = await RunAsync(Options);

        Assert.Equal((2, Rows - 2), (few.Done, all.Done));
        Assert.Single(_server.Batches);
        Assert.False(Directory.Exists(_folder["out", "batches"]));
    }

    [Fact]
    public async Task A_key_opens_each_request_and_reaches_no_file()
    {
        const string key = "sk-secret-of-the-test";
        _server.Reply = _ => FakeBatchServer.Says($"<answer>1, 2</answer> said {key}");
        using CancellationTokenSource stop = new();
        // Stopped when all is fetched and nothing is written.
        FirstReward reward = new(stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(Options with { Reward = reward, MaxWorkers = 1 }, stop.Token, key: key));

        Assert.All(_server.Requests, request => Assert.Equal($"Bearer {key}", request.Authorization));
        string[] files = Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("0001.output.jsonl", StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain(key, File.ReadAllText(file), StringComparison.Ordinal));
        DistillationSummary rest = await RunAsync(Options with { Reward = reward }, key: key);
        Assert.Equal(Rows, rest.Done + rest.AlreadyDone);
        Assert.Single(_server.Batches);
    }

    public static TheoryData<string, DistillationOptions> Unfit => new()
    {
        { "--tools", Options with { Tools = [new ZoomInTool()] } },
        { "--turns", Options with { MaxTurns = 2 } },
        { "--stop-when-solved", Options with { Rollouts = 2, StopWhenSolved = 1 } },
        { "--strategy", Options with { Strategy = SamplingStrategy.Adaptive } },
        { "--max-tokens-total", Options with { Budget = new() { MaxTokensTotal = 9 } } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Unfit))]
    public async Task What_a_batch_cannot_do_is_refused_by_name(string name, DistillationOptions options)
    {
        DistillationException refused = await Assert.ThrowsAsync<DistillationException>(() => RunAsync(options));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private static DistillationOptions Options => new()
    {
        Samples = Rows,
        Batch = true,
        MaxTurns = 1,
        Tools = [],
        TimeProvider = Chat.Time(),
    };

    private async Task<DistillationSummary> RunAsync(
        DistillationOptions options, CancellationToken? stop = null, FakeBatchServer? server = null, string? key = null,
        int most = 4 << 20)
    {
        using IChatClient client = ChatModels.OpenAICompatible("fake-vlm", (server ?? _server).BaseUri, key,
            Chat.Patient(Chat.Time()) with { MaxResponseBytes = most });
        return await new DistillationRun(client, _rows, _folder["out"], options).ExecuteAsync(null, stop ?? Stop);
    }

    // But for times, and what a server alone knows of its attempts.
    private List<string> Traces(string folder)
    {
        List<string> traces = [];
        foreach (string file in Directory.GetFiles(_folder[folder], "trace_*.json").Order(StringComparer.Ordinal))
        {
            JsonObject trace = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            foreach (string name in (string[])["started_at", "duration_ms", "attempts"]) trace.Remove(name);
            foreach (JsonNode? turn in trace["conversation_log"]!.AsArray()) turn!.AsObject().Remove("latency_ms");
            traces.Add($"{Path.GetFileName(file)} {trace.ToJsonString()}");
        }

        return traces;
    }

    /// <summary>Scores nothing, and tells when it is first asked to.</summary>
    private sealed class FirstReward(Action first) : IReward
    {
        private int _asked;

        public string Name => "first";

        public RewardScore? Score(string response, JsonElement row)
        {
            if (Interlocked.Increment(ref _asked) == 1) first();
            return null;
        }
    }
}
