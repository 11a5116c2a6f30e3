using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class RateLimitTests
{
    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 24 Jan 2025 12:00:30 GMT", 30)]
    public async Task Retry_After_is_honoured_in_seconds_and_as_a_date(string retryAfter, int seconds)
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Error(429, retryAfter: retryAfter));
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        await client.AskAsync();

        // At least as long as asked, at most a tenth more.
        Assert.InRange(Assert.Single(time.Skipped).TotalSeconds, seconds, (1.1 * seconds) + 0.01);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("Fri, 24 Jan 2020 12:00:00 GMT")]
    public async Task Without_a_usable_Retry_After_pauses_double_up_to_the_longest(string? retryAfter)
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(429, retryAfter: retryAfter));
        using IChatClient client = Chat.Client(server, Chat.Patient(time) with { MaxDelay = TimeSpan.FromSeconds(10) });

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.RateLimited, false, 11), (failure.Kind, failure.StopsRun, failure.Attempts));
        double[] least = [1, 2, 4, 8, 10, 10, 10, 10, 10, 10];
        Assert.All(least.Zip(time.Skipped),
            pair => Assert.InRange(pair.Second.TotalSeconds, pair.First, (1.1 * pair.First) + 0.01));
    }

    [Fact]
    public async Task A_wait_of_a_day_stops_the_run_instead()
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(429, retryAfter: "86400"));
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        ModelException failure = await client.FailureAsync();

        Assert.Equal((true, TimeSpan.FromDays(1), 1), (failure.StopsRun, failure.RetryAfter, failure.Attempts));
        Assert.Empty(time.Skipped);
    }

    [Fact]
    public async Task Rate_limits_and_faults_are_counted_apart()
    {
        await using FakeChatServer server = FakeChatServer.Start().Script(
            FakeReply.Error(429), FakeReply.Error(500), FakeReply.Error(429), FakeReply.Error(500));
        using IChatClient client =
            Chat.Client(server, Chat.Patient(Chat.Time()) with { MaxRetries = 1, MaxRateLimitRetries = 2 });

        Assert.Equal("ok", (await client.AskAsync()).Text);
    }

    [Fact]
    public async Task One_call_in_ten_limited_loses_no_call()
    {
        int calls = 0;
        await using FakeChatServer server = FakeChatServer.Start(
            _ => Interlocked.Increment(ref calls) % 10 == 0 ? FakeReply.Error(429, retryAfter: "1")
                : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.AskAsync()));

        Assert.All(responses, response => Assert.Equal("ok", response.Text));
    }

    [Fact]
    public async Task Sixty_four_workers_do_not_hammer_a_server_that_takes_one_request_a_second()
    {
        SteppedTime time = Chat.Time();
        OnePerSecond limit = new(time);
        await using FakeChatServer server = FakeChatServer.Start(_ => limit.Answer());
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => client.AskAsync()));

        Assert.Equal(64, responses.Length);
        // The first wave may hit the limit whole; after it there are few refusals for each answer.
        Assert.InRange(limit.Refused, 1, 64 + (64 * 3));
    }

    /// <summary>A server's token bucket: one token, refilled each second.</summary>
    private sealed class OnePerSecond(TimeProvider time)
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _next;

        public int Refused { get; private set; }

        public FakeReply Answer()
        {
            lock (_lock)
            {
                if (time.GetUtcNow() < _next)
                {
                    Refused++;
                    return FakeReply.Error(429);
                }

                _next = time.GetUtcNow() + TimeSpan.FromSeconds(1);
                return FakeReply.Text("ok");
            }
        }
    }
}
