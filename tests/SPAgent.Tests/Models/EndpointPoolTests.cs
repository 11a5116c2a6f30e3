using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class EndpointPoolTests
{
    // Nobody listens there: the port is reserved.
    private static readonly Uri Dead = new("http://127.0.0.1:1/v1");

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_go_where_the_fewest_are_in_flight()
    {
        TaskCompletionSource release = new();
        await using FakeChatServer busy = FakeChatServer.Start(_ => FakeReply.Text("late") with
        { Until = release.Task });
        await using FakeChatServer free = FakeChatServer.Start();
        using IChatClient pool = Pool([busy.BaseUri, free.BaseUri]);

        Task<ChatResponse> first = pool.AskAsync();
        await busy.ArrivalAsync();
        for (int i = 0; i < 6; i++) Assert.Equal("ok", (await pool.AskAsync()).Text);
        release.SetResult();

        Assert.Equal("late", (await first).Text);
        Assert.Equal([1, 6], Status(pool).Select(server => server.Requests));
    }

    [Fact]
    public async Task A_conversation_stays_on_its_server()
    {
        await using FakeChatServer one = FakeChatServer.Start(), two = FakeChatServer.Start();
        using IChatClient pool = Pool([one.BaseUri, two.BaseUri]);
        TaskCompletionSource release = new();
        one.Script(FakeReply.Text("held") with { Until = release.Task });
        Task<ChatResponse> held = pool.AskAsync();
        await one.ArrivalAsync();

        List<ChatMessage> talk = [new(ChatRole.User, "first")];
        for (int turn = 0; turn < 4; turn++)
        {
            talk.AddRange((await pool.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
            talk.Add(new(ChatRole.User, "go on"));
            // The first server is now the emptier one, by one request.
            if (turn == 0)
            {
                release.SetResult();
                await held;
            }
        }

        Assert.Equal(4, two.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_out_like_any_other()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient pool = Pool([Dead, server.BaseUri]);

        for (int i = 0; i < 20; i++) Assert.Equal("ok", (await pool.AskAsync()).Text);

        EndpointStatus dead = Status(pool)[0];
        Assert.True(dead.IsOut);
        Assert.Equal(3, dead.Failures);
        Assert.Equal(20, server.Requests.Count);
    }

    [Fact]
    public async Task The_run_stops_when_no_server_answers_and_each_is_named()
    {
        using IChatClient pool = Pool([Dead, new("http://127.0.0.1:2/v1")]);

        ModelException failure = await pool.FailureAsync();

        Assert.True(failure.StopsRun);
        Assert.False(failure.IsTransient);
        Assert.Equal(2, failure.Attempts);
        Assert.Contains("127.0.0.1:1/", failure.Message);
        Assert.Contains("127.0.0.1:2/", failure.Message);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_wrong_key_or_model_at_one_server_stops_the_run_and_names_it(int status)
    {
        await using FakeChatServer right = FakeChatServer.Start();
        await using FakeChatServer wrong = FakeChatServer.Start(_ => FakeReply.Error(status));
        using IChatClient pool = Pool([right.BaseUri, wrong.BaseUri]);
        TaskCompletionSource release = new();
        right.Script(FakeReply.Text("held") with { Until = release.Task });
        Task<ChatResponse> held = pool.AskAsync();
        await right.ArrivalAsync();

        ModelException failure = await pool.FailureAsync();
        release.SetResult();
        await held;

        Assert.True(failure.StopsRun);
        Assert.Contains(wrong.BaseUri.ToString(), failure.Message);
    }

    [Fact]
    public async Task A_server_that_dies_loses_no_request_and_repeats_what_it_held()
    {
        const int held = 16;
        await using FakeChatServer server = FakeChatServer.Start();
        FakeChatServer dying = FakeChatServer.Start(_ => FakeReply.Silence);
        using IChatClient pool = Pool([dying.BaseUri, server.BaseUri]);
        TaskCompletionSource release = new();
        server.Script([.. Enumerable.Repeat(FakeReply.Text("ok") with { Until = release.Task }, held)]);
        Task<ChatResponse>[] asked = [.. Enumerable.Range(0, 2 * held).Select(_ => pool.AskAsync())];
        for (int i = 0; i < held; i++) await dying.ArrivalAsync();

        await dying.DisposeAsync();
        release.SetResult();
        ChatResponse[] answers = await Task.WhenAll(asked);
        for (int i = 0; i < held; i++) await pool.AskAsync();

        Assert.All(answers, answer => Assert.Equal("ok", answer.Text));
        EndpointStatus lost = Status(pool)[0];
        // What it held, and probes while its time out passes: the clock skips waits of a second.
        Assert.InRange(lost.Failures, held, held + 8);
        Assert.Equal(3 * held, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_back_is_asked_again_after_its_time()
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server = FakeChatServer.Start();
        FakeChatServer first = FakeChatServer.Start();
        using IChatClient pool = Pool([first.BaseUri, server.BaseUri], time);
        await first.DisposeAsync();
        for (int i = 0; i < 5; i++) await pool.AskAsync();
        Assert.True(Status(pool)[0].IsOut);

        await using FakeChatServer back = FakeChatServer.Start(port: first.BaseUri.Port);
        await pool.AskAsync();
        Assert.Empty(back.Requests);
        time.Advance(TimeSpan.FromSeconds(2));
        await pool.AskAsync();

        Assert.Single(back.Requests);
        Assert.False(Status(pool)[0].IsOut);
        Assert.Equal(TimeSpan.FromSeconds(2), Status(pool)[0].OutFor);
    }

    [Fact]
    public async Task A_request_that_no_server_can_answer_fails_as_at_one_server()
    {
        await using FakeChatServer one = FakeChatServer.Start(_ => FakeReply.Error(500)),
            two = FakeChatServer.Start(_ => FakeReply.Error(500));
        using IChatClient pool = Pool([one.BaseUri, two.BaseUri]);

        ModelException failure = await pool.FailureAsync();

        Assert.True(failure.IsTransient);
        Assert.Equal((6, 6), (one.Requests.Count + two.Requests.Count, failure.Attempts));
    }

    [Fact]
    public async Task An_answer_tells_of_all_requests_that_it_took()
    {
        await using FakeChatServer one = FakeChatServer.Start().Script(FakeReply.Error(500)),
            two = FakeChatServer.Start().Script(FakeReply.Error(500));
        using IChatClient pool = Pool([one.BaseUri, two.BaseUri]);

        ChatResponse response = await pool.AskAsync();

        Assert.Equal(one.Requests.Count + two.Requests.Count, response.AdditionalProperties!["attempts"]);
        Assert.InRange(one.Requests.Count + two.Requests.Count, 2, 3);
    }

    [Fact]
    public async Task Tokens_a_second_count_from_the_first_request()
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer one = FakeChatServer.Start(), two = FakeChatServer.Start();
        using IChatClient pool = Pool([one.BaseUri, two.BaseUri], time);

        time.Advance(TimeSpan.FromHours(1));
        await pool.AskAsync();
        time.Advance(TimeSpan.FromSeconds(2));

        // A reply has two.
        Assert.Equal(1, Status(pool)[0].TokensPerSecond);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_keeps_no_request_from_the_others()
    {
        await using FakeChatServer busy = FakeChatServer.Start(_ => FakeReply.Error(429, retryAfter: "3600"));
        await using FakeChatServer free = FakeChatServer.Start();
        using IChatClient pool = ChatModels.OpenAICompatible("fake-vlm",
            [new ModelServer(busy.BaseUri), new ModelServer(free.BaseUri)], Chat.Patient(Chat.Time()) with
            { MaxRetryAfter = TimeSpan.FromHours(2) });

        ChatResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => pool.AskAsync()));

        Assert.All(answers, answer => Assert.Equal("ok", answer.Text));
        Assert.Equal(12, free.Requests.Count);
    }

    [Fact]
    public void An_address_that_is_given_twice_is_refused() =>
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Pool([Dead, Dead])).Message);

    private static IChatClient Pool(Uri[] addresses, TimeProvider? time = null) => ChatModels.OpenAICompatible(
        "fake-vlm", [.. addresses.Select(address => new ModelServer(address))], Chat.Patient(time ?? Chat.Time()));

    private static IReadOnlyList<EndpointStatus> Status(IChatClient pool) =>
        pool.GetService<EndpointPool>()!.Status();
}
