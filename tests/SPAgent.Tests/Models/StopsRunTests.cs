using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>What can't work says so at the first call; a server that was there before is asked again.</summary>
public sealed class StopsRunTests
{
    [Theory]
    [InlineData(401, ModelFailure.Unauthorized, "OPENAI_API_KEY")]
    [InlineData(403, ModelFailure.Forbidden, "another model")]
    [InlineData(404, ModelFailure.NotFound, "base URL")]
    public async Task The_first_call_stops_the_run_and_says_what_to_do(int status, ModelFailure kind, string toDo)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(status, "no such thing"));
        using IChatClient client = Chat.Client(server, key: "sk-test");

        ModelException failure = await client.FailureAsync();

        Assert.Equal((kind, status, true, 1), (failure.Kind, failure.StatusCode, failure.StopsRun, failure.Attempts));
        Assert.Contains("no such thing", failure.Message);
        Assert.Contains(toDo, failure.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task The_same_after_an_answer_is_asked_again(int status)
    {
        await using FakeChatServer server = FakeChatServer.Start()
            .Script(FakeReply.Text("first"), FakeReply.Error(status));
        using IChatClient client = Chat.Client(server);

        Assert.Equal("first", (await client.AskAsync()).Text);
        Assert.Equal("ok", (await client.AskAsync()).Text);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    public async Task Of_those_that_stay_after_an_answer_only_a_revoked_key_stops_the_run(int status, bool stops)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(status))
            .Script(FakeReply.Text("first"));
        using IChatClient client = Chat.Client(server);
        await client.AskAsync();

        ModelException failure = await client.FailureAsync();

        Assert.Equal((stops, 6), (failure.StopsRun, failure.Attempts));
    }

    [Fact]
    public async Task A_refused_connection_on_the_first_call_stops_the_run()
    {
        FakeChatServer server = FakeChatServer.Start();
        await server.DisposeAsync();
        using IChatClient client = Chat.Client(server);

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.Refused, true, 1), (failure.Kind, failure.StopsRun, failure.Attempts));
        Assert.Contains("Start the server", failure.Message);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_stops_the_run()
    {
        using IChatClient client = ChatModels.OpenAICompatible("m", new Uri("http://no-such-host.invalid/v1"));

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.Refused, true), (failure.Kind, failure.StopsRun));
    }

    [Fact]
    public async Task A_server_that_comes_back_is_found_again()
    {
        FakeChatServer server = FakeChatServer.Start();
        await using RevivingTime time = new(() => FakeChatServer.Start(port: server.BaseUri.Port), afterWaits: 3);
        using IChatClient client = Chat.Client(server, Chat.Patient(time));
        await client.AskAsync();
        await server.DisposeAsync();

        Assert.Equal("ok", (await client.AskAsync()).Text);
        Assert.Single(time.Revived!.Requests);
    }

    [Fact]
    public async Task A_server_that_stays_away_stops_the_run_after_every_retry()
    {
        FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server);
        await client.AskAsync();
        await server.DisposeAsync();

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.Refused, true, 6), (failure.Kind, failure.StopsRun, failure.Attempts));
    }

    [Fact]
    public async Task A_redirect_is_reported_and_never_followed()
    {
        await using FakeChatServer elsewhere = FakeChatServer.Start();
        FakeReply redirect = new() { Status = 308, Headers = [$"Location: {elsewhere.BaseUri}"] };
        await using FakeChatServer server = FakeChatServer.Start(_ => redirect);
        using IChatClient client = Chat.Client(server, key: "sk-test");

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.NotFound, true), (failure.Kind, failure.StopsRun));
        Assert.Contains(elsewhere.BaseUri.ToString(), failure.Message);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_stops_the_run()
    {
        await using FakeChatServer server = FakeChatServer.Start(
            _ => FakeReply.Json("""{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}""",
                status: 429));
        using IChatClient client = Chat.Client(server);

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.RateLimited, true, 1), (failure.Kind, failure.StopsRun, failure.Attempts));
        Assert.Contains("raise it", failure.Message);
    }

    /// <summary>Time that starts a server again after a number of waits.</summary>
    private sealed class RevivingTime(Func<FakeChatServer> revive, int afterWaits) : TimeProvider, IAsyncDisposable
    {
        private readonly SteppedTime _time = Chat.Time();
        private int _waits;

        public FakeChatServer? Revived { get; private set; }

        public override long TimestampFrequency => _time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

        public override long GetTimestamp() => _time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < Chat.RequestTimeout && Interlocked.Increment(ref _waits) == afterWaits) Revived = revive();
            return _time.CreateTimer(callback, state, dueTime, period);
        }

        public async ValueTask DisposeAsync()
        {
            if (Revived is not null) await Revived.DisposeAsync();
        }
    }
}
