using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class RetryTests
{
    private static readonly byte[] Answer = FakeReply.Text("fine").Body;

    public static TheoryData<string> Faults => [.. FaultyReplies.Keys];

    private static readonly Dictionary<string, (FakeReply Reply, ModelFailure Kind)> FaultyReplies = new()
    {
        ["500"] = (FakeReply.Error(500, "boom"), ModelFailure.Server),
        ["503 of a proxy"] =
            (FakeReply.Json("<h1>Busy</h1>", 503) with { ContentType = "text/html" }, ModelFailure.Server),
        ["408"] = (FakeReply.Error(408), ModelFailure.Timeout),
        ["dropped connection"] = (FakeReply.Dropped, ModelFailure.ConnectionLost),
        ["half a body"] = (FakeReply.Text("fine") with { CutAfter = Answer.Length / 2 }, ModelFailure.ConnectionLost),
        ["half a body of unknown length"] =
            (FakeReply.Text("fine") with { CutAfter = Answer.Length / 2, SendsLength = false }, ModelFailure.BadAnswer),
        ["invalid JSON"] = (FakeReply.Json("{\"choices\":[{\"message\""), ModelFailure.BadAnswer),
        ["empty body"] = (FakeReply.Json(""), ModelFailure.BadAnswer),
        ["empty choices"] = (FakeReply.Json("""{"choices":[]}"""), ModelFailure.BadAnswer),
        ["a page"] = (FakeReply.Json("<html>Welcome</html>") with { ContentType = "text/html" },
            ModelFailure.BadAnswer),
        ["an event stream"] = (FakeReply.Json("data: {\"choices\":[]}\n\n") with { ContentType = "text/event-stream" },
            ModelFailure.BadAnswer),
        ["half an event stream"] = (FakeReply.Json("data: {\"choices\":[{\"delta\":{\"content\":\"fi\"}}]}\n\n") with
        { ContentType = "text/event-stream" }, ModelFailure.BadAnswer),
        ["an error in a stream"] =
            (FakeReply.Json("data: {\"choices\":[{\"delta\":{\"content\":\"fi\"}}]}\n\ndata: "
                + "{\"error\":{\"code\":502,\"message\":\"gone\"}}\n\n"), ModelFailure.Server),
        ["nothing"] = (FakeReply.Message("""{"role":"assistant","content":""}"""), ModelFailure.Empty),
        ["null"] = (FakeReply.Message("""{"role":"assistant","content":null,"reasoning_content":"","tool_calls":[]}"""),
            ModelFailure.Empty),
        ["a line feed"] = (FakeReply.Message("""{"role":"assistant","content":"\n"}""", "length"), ModelFailure.Empty),
        ["an error in a choice"] =
            (FakeReply.Json(
                """{"choices":[{"error":{"code":"502","message":"upstream"},"message":{"content":"a bo"}}]}"""),
                    ModelFailure.Server),
        ["an error in a choice of a stream"] =
            (FakeReply.Json("data: {\"choices\":[{\"delta\":{\"content\":\"a bo\"},"
                + "\"error\":{\"code\":502,\"message\":\"gone\"}}]}\n\ndata: [DONE]\n\n"), ModelFailure.Server),
        ["finish_reason error"] =
            (FakeReply.Message("""{"role":"assistant","content":"a bo"}""", "error"), ModelFailure.Server),
        ["409"] = (FakeReply.Error(409, "a lock is held"), ModelFailure.Server),
        ["425"] = (FakeReply.Error(425, "too early"), ModelFailure.Server),
        ["498"] = (FakeReply.Error(498, "capacity exceeded"), ModelFailure.Server),
        ["529"] = (FakeReply.Error(529, "overloaded"), ModelFailure.Server),
        ["an error inside a 200"] =
            (FakeReply.Json("""{"error":{"message":"upstream","code":502}}"""), ModelFailure.Server),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_asked_again_until_an_answer_comes(string fault)
    {
        FakeReply reply = FaultyReplies[fault].Reply;
        await using FakeChatServer server = FakeChatServer.Start().Script(reply, reply);
        using IChatClient client = Chat.Client(server);

        ChatResponse response = await client.AskAsync();

        Assert.Equal("ok", response.Text);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(3, response.AdditionalProperties!["attempts"]);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_that_stays_ends_as_a_named_failure_of_one_sample(string fault)
    {
        (FakeReply reply, ModelFailure kind) = FaultyReplies[fault];
        await using FakeChatServer server = FakeChatServer.Start(_ => reply);
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()) with { MaxRetries = 2 });

        ModelException failure = await client.FailureAsync();

        Assert.Equal((kind, false, 3), (failure.Kind, failure.StopsRun, failure.Attempts));
        Assert.Equal(3, server.Requests.Count);
        Assert.StartsWith($"{server.BaseUri} (fake-vlm): ", failure.Message);
    }

    [Fact]
    public async Task Waits_grow_from_the_base_delay_to_the_longest()
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(500));
        using IChatClient client =
            Chat.Client(server, Chat.Patient(time) with { MaxRetries = 12, MaxDelay = TimeSpan.FromSeconds(20) });

        await client.FailureAsync();

        Assert.Equal(12, time.Skipped.Count);
        Assert.InRange(time.Skipped[0].TotalSeconds, 0, 3);
        Assert.All(time.Skipped, wait => Assert.InRange(wait.TotalSeconds, 0, 20));
        Assert.Equal(TimeSpan.FromSeconds(20), time.Skipped[^1]);
        Assert.True(time.Skipped.Distinct().Count() > 4, "without jitter the waits would be powers of two");
    }

    [Fact]
    public async Task A_503_is_waited_for_as_long_as_it_asks()
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Error(503, retryAfter: "7"));
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        await client.AskAsync();

        Assert.Equal([TimeSpan.FromSeconds(7)], time.Skipped);
    }

    [Fact]
    public async Task Silence_ends_at_the_time_out()
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Silence);
        using IChatClient client = Chat.Client(server, Chat.Patient(time) with { MaxRetries = 0 });
        Task<ChatResponse> asking = client.AskAsync();
        await server.ArrivalAsync();

        time.Advance(Chat.RequestTimeout);

        ModelException failure = await Assert.ThrowsAsync<ModelException>(() => asking);
        Assert.Equal((ModelFailure.Timeout, false), (failure.Kind, failure.StopsRun));
        Assert.Contains("1200 s", failure.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_from_the_start_or_in_the_middle_is_asked_again(bool midway)
    {
        SteppedTime time = Chat.Time();
        FakeReply silence = midway ? FakeReply.Text("fine") with { CutAfter = Answer.Length / 2, Stalls = true }
            : FakeReply.Silence;
        await using FakeChatServer server = FakeChatServer.Start().Script(silence);
        using IChatClient client = Chat.Client(server, Chat.Patient(time));
        Task<ChatResponse> asking = client.AskAsync();
        await server.ArrivalAsync();

        time.Advance(Chat.RequestTimeout);

        Assert.Equal("ok", (await asking).Text);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_is_no_failure()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Silence);
        using IChatClient client = Chat.Client(server);
        using CancellationTokenSource cancel = new();
        Task<ChatResponse> asking = client.AskAsync(token: cancel.Token);
        await server.ArrivalAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_of_20_MB_is_refused_unread_and_not_paid_for_again(bool sendsLength)
    {
        FakeReply flood = FakeReply.Text(new string('a', 20_000_000)) with { SendsLength = sendsLength };
        await using FakeChatServer server = FakeChatServer.Start(_ => flood);
        using IChatClient client = Chat.Client(server);

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.TooLarge, false), (failure.Kind, failure.StopsRun));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_of_20_MB_is_read_where_it_is_allowed()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(new string('a', 20_000_000)));
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()) with { MaxResponseBytes = 32 << 20 });

        Assert.Equal(20_000_000, (await client.AskAsync()).Text.Length);
    }

    [Fact]
    public async Task A_request_that_the_server_does_not_take_is_not_sent_again()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(400, "context length exceeded"));
        using IChatClient client = Chat.Client(server);

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.ContextTooLong, 400, false), (failure.Kind, failure.StatusCode, failure.StopsRun));
        Assert.Contains("HTTP 400 (context length exceeded", failure.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_completion_under_a_wrong_content_type_is_an_answer()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(_ => FakeReply.Text("fine") with { ContentType = "text/plain" });
        using IChatClient client = Chat.Client(server);

        Assert.Equal("fine", (await client.AskAsync()).Text);
    }
}
