using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class RequestPacingTests
{
    [Fact]
    public async Task No_more_requests_are_sent_than_a_minute_allows()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Client(server, new() { RequestsPerMinute = 2 });
        await AssertThirdWaitsAsync(client, server);
    }

    [Fact]
    public async Task No_more_tokens_are_asked_for_than_a_minute_allows()
    {
        // A reply takes 13: the second makes the minute full.
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Client(server, new() { TokensPerMinute = 20 });
        await AssertThirdWaitsAsync(client, server);
    }

    [Fact]
    public async Task Several_servers_share_the_limit()
    {
        await using FakeChatServer one = FakeChatServer.Start(), two = FakeChatServer.Start();
        using IChatClient client = ChatModels.OpenAICompatible("fake-vlm",
            [new ModelServer(one.BaseUri), new ModelServer(two.BaseUri)], new() { RequestsPerMinute = 2 });
        await AssertThirdWaitsAsync(client, one, two);
    }

    [Fact]
    public async Task A_reply_larger_than_the_limit_is_no_deadlock()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Client(server, new() { TokensPerMinute = 5 });
        Assert.Equal("ok", (await client.AskAsync()).Text);
    }

    [Fact]
    public async Task What_a_pause_of_over_a_minute_held_counts_when_it_is_sent()
    {
        SteppedTime time = new(skip: TimeSpan.Zero);
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Error(429, retryAfter: "120"));
        OpenAICompatibleOptions options =
            Chat.Patient(time) with { RequestsPerMinute = 3, MaxRetries = 0, MaxRateLimitRetries = 0 };
        RequestPacing pacing = RequestPacing.Of(options)!;
        using OpenAICompatibleClient client = new(new ModelEndpoint("fake-vlm", server.BaseUri, null), options, pacing);
        using CancellationTokenSource stop = new();

        await client.FailureAsync();
        Task<ChatResponse> held = client.AskAsync();
        time.Advance(TimeSpan.FromMinutes(5));
        await held;
        Task<int> fourth = pacing.EnterAsync(stop.Token).AsTask();

        // One was refused, one was let in, and is counted once more now that it was sent.
        Assert.False(fourth.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
    }

    private static async Task AssertThirdWaitsAsync(IChatClient client, params FakeChatServer[] servers)
    {
        await client.AskAsync();
        await client.AskAsync();
        using CancellationTokenSource stop = new();
        Task<ChatResponse> third = client.AskAsync(token: stop.Token);
        Assert.False(third.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal(2, servers.Sum(server => server.Requests.Count));
    }

    private static IChatClient Client(FakeChatServer server, OpenAICompatibleOptions options) =>
        ChatModels.OpenAICompatible("fake-vlm", server.BaseUri, options: options);
}
