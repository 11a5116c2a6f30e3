using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace SPAgent.Tests.Recording;

public sealed class RecordedConversationTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new(TimeSpan.Zero);
    private readonly DataCollector _collector;

    public RecordedConversationTests() => _collector = new DataCollector(_folder["data"], time: _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_answer_is_on_disk_as_far_as_it_went()
    {
        using IChatClient client = Recorded(Say("one"), Say("two"));
        List<ChatMessage> talk = [new(ChatRole.User, "first")];

        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
        CollectedSession early = Only();
        talk.Add(new(ChatRole.User, "second"));
        await client.GetResponseAsync(talk, cancellationToken: Stop);

        Assert.Equal(("first", "one", 1), (early.Question, early.FinalAnswer, early.Samples.Count));
        CollectedSession late = Only();
        Assert.Equal((early.SessionId, "two", 2), (late.SessionId, late.FinalAnswer, late.Samples.Count));
        Assert.Equal("first", late.Samples[0].Prompt);
        Assert.Equal("User:\nfirst\n\nAssistant:\none\n\nUser:\nsecond", late.Samples[1].Prompt);
        Assert.Empty(Directory.GetDirectories(_folder["data", "sessions"], ".*"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_are_counted_once_before_and_behind_function_invocation(bool before)
    {
        Func<string> weather = () => "rain";
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(weather, "weather", "Tells the weather.")] };
        ScriptedClient model = new(Call("weather"), Say("It rains."));
        ChatClientBuilder builder = model.AsBuilder();
        builder = before ? builder.UseDataCollection(_collector).UseFunctionInvocation()
            : builder.UseFunctionInvocation().UseDataCollection(_collector);
        using (IChatClient client = builder.Build())
            Assert.Equal("It rains.", (await client.GetResponseAsync("Weather?", options, Stop)).Text);

        CollectedSession session = Only();
        Assert.Equal(("Weather?", "It rains.", 2), (session.Question, session.FinalAnswer, session.Samples.Count));
        Assert.Contains("\"name\": \"weather\"", session.Samples[0].Response, StringComparison.Ordinal);
        Assert.Contains("Tells the weather.", session.Samples[0].Prompt, StringComparison.Ordinal);
        Assert.Contains("Tool:\nweather: rain", session.Samples[1].Prompt, StringComparison.Ordinal);
        Assert.Equal(1, session.Metadata.GetProperty("num_tool_calls").GetInt32());
        Internal.SessionCall call = Assert.Single(Internal.SessionCall.Of(session));
        Assert.Equal(("weather", false), (call.Tool, call.Failed));
    }

    [Fact]
    public async Task Equal_words_begin_sessions_of_their_own()
    {
        using IChatClient client = Recorded(Say("a"), Say("a"), Say("a"));
        for (int i = 0; i < 3; i++) await client.GetResponseAsync("same", cancellationToken: Stop);
        Assert.Equal(3, Sessions().Count);
    }

    [Fact]
    public async Task A_fork_is_a_session_of_its_own()
    {
        using IChatClient client = Recorded(Say("a"), Say("left"), Say("right"));
        List<ChatMessage> talk = [new(ChatRole.User, "q")];
        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);

        await client.GetResponseAsync([.. talk, new(ChatRole.User, "left?")], cancellationToken: Stop);
        await client.GetResponseAsync([.. talk, new(ChatRole.User, "right?")], cancellationToken: Stop);

        Assert.Equal([1, 2], Sessions().Select(session => session.Samples.Count).Order());
        CollectedSession fork = Sessions().Single(session => session.Samples.Count == 1);
        Assert.Contains("Assistant:\na\n\nUser:\nright?", fork.Samples[0].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Talks_at_once_are_told_apart_although_they_say_the_same()
    {
        using IChatClient client = Recorded([.. Enumerable.Repeat(Say("same"), 16)]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            List<ChatMessage> talk = [new(ChatRole.User, "q")];
            talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
            talk.Add(new(ChatRole.User, "more"));
            await client.GetResponseAsync(talk, cancellationToken: Stop);
        }));
        Assert.Equal(Enumerable.Repeat(2, 8), Sessions().Select(session => session.Samples.Count));
    }

    [Fact]
    public async Task A_conversation_id_is_followed_where_only_the_news_are_sent()
    {
        using IChatClient client = Recorded(Say("one", "c1"), Say("two", "c2"), Say("three", "c3"));
        await client.GetResponseAsync("first", cancellationToken: Stop);
        await client.GetResponseAsync("second", new() { ConversationId = "c1" }, Stop);
        await client.GetResponseAsync("third", new() { ConversationId = "c2" }, Stop);

        CollectedSession session = Only();
        Assert.Equal(3, session.Samples.Count);
        Assert.Contains("User:\nfirst\n\nAssistant:\none", session.Samples[2].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_request_whose_call_failed_continues()
    {
        using IChatClient client = Recorded(Fail(), Say("one"), Fail(), Say("two"));
        List<ChatMessage> talk = [new(ChatRole.User, "first")];
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync(talk, cancellationToken: Stop));
        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
        talk.Add(new(ChatRole.User, "second"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync(talk, cancellationToken: Stop));
        await client.GetResponseAsync(talk, cancellationToken: Stop);

        Assert.Equal(2, Only().Samples.Count);
        Assert.Empty(_collector.Sessions.ReadFailures());
    }

    [Fact]
    public async Task Streamed_replies_are_recorded_and_not_held_back()
    {
        using IChatClient client = Recorded(Say("one two three"));
        List<string> seen = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("q", cancellationToken: Stop))
        {
            // Nothing is on disk while the reply is under way: it came through at once.
            if (seen.Count == 0) Assert.Empty(Sessions());
            seen.Add(update.Text);
        }

        Assert.Equal(["one ", "two ", "three"], seen);
        Assert.Equal("one two three", Only().FinalAnswer);
    }

    [Fact]
    public async Task Pictures_are_kept_and_named_in_the_samples()
    {
        byte[] bytes = Pictures.Gradient(32, 24, 1).EncodeJpeg();
        using (IChatClient client = Recorded(Say("a street"), Say("a car")))
        {
            List<ChatMessage> talk =
                [new(ChatRole.User, [new TextContent("What is it?"), new DataContent(bytes, "image/jpeg")])];
            talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
            talk.Add(new(ChatRole.User, "And there?"));
            await client.GetResponseAsync(talk, cancellationToken: Stop);
        }

        CollectedSession session = Only();
        Assert.Single(session.OriginalImages);
        Assert.All(session.Samples, sample =>
            Assert.Equal(bytes, File.ReadAllBytes(session.SavedImagePath(sample, 0)!)));
        Assert.DoesNotContain(QualityReport.Check(_folder["data"], cancellationToken: Stop).Findings,
            finding => finding.Severity == Severity.Error);
    }

    [Fact]
    public async Task A_talk_without_an_answer_leaves_a_line_when_the_client_is_disposed_of()
    {
        using (IChatClient client = Recorded(Call("look")))
            await client.GetResponseAsync("q", cancellationToken: Stop);
        Assert.Empty(Sessions());
        Assert.Equal("it ended without an answer", Assert.Single(_collector.Sessions.ReadFailures()).Reason);
    }

    [Fact]
    public async Task After_half_an_hour_a_talk_is_over()
    {
        using IChatClient client = Recorded(Say("one"), Say("two"), Say("three"));
        List<ChatMessage> talk = [new(ChatRole.User, "first")];
        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
        talk.Add(new(ChatRole.User, "second"));
        _time.Advance(TimeSpan.FromMinutes(29));
        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
        talk.Add(new(ChatRole.User, "third"));
        _time.Advance(TimeSpan.FromMinutes(30));
        await client.GetResponseAsync(talk, cancellationToken: Stop);

        Assert.Equal([1, 2], Sessions().Select(session => session.Samples.Count).Order());
    }

    [Fact]
    public async Task A_rule_decides_what_is_a_success()
    {
        _collector.Success = session => session.FinalAnswer == "good" && session.Samples.Count == 1;
        using (IChatClient client = Recorded(Say("good"), Say("bad")))
        {
            await client.GetResponseAsync("q", cancellationToken: Stop);
            await client.GetResponseAsync("q", cancellationToken: Stop);
        }

        Assert.Equal("good", Only().FinalAnswer);
        Assert.Single(_collector.Sessions.ReadFailures());
    }

    [Fact]
    public async Task A_full_disk_costs_no_reply()
    {
        using SmallDisk disk = new("1m");
        DataCollector collector = new(disk["data"]);
        IChatClient client = new ScriptedClient(Say("one"), Say("two")).AsBuilder().UseDataCollection(collector).Build();
        SmallDisk.FillUp(disk["filler"]);
        List<ChatMessage> talk = [new(ChatRole.User, "q")];
        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
        Assert.Empty(collector.Sessions.Read());

        File.Delete(disk["filler"]);
        client.Dispose();
        Assert.Equal("one", Assert.Single(collector.Sessions.Read()).FinalAnswer);
    }

    [Fact]
    public async Task A_rule_of_success_that_throws_costs_no_reply_and_is_told_at_the_end()
    {
        _collector.Success = _ => throw new FormatException("no number");
        IChatClient client = Recorded(Say("one"));

        Assert.Equal("one", (await client.GetResponseAsync("q", cancellationToken: Stop)).Text);
        Assert.Equal("no number", Assert.Throws<FormatException>(client.Dispose).Message);
    }

    [Theory]
    [InlineData("""{"x": 1, "x": 2}""")]
    [InlineData("""{"x": "\ud800"}""")]
    public async Task Odd_arguments_of_a_call_cost_no_reply(string box)
    {
        Dictionary<string, object?> arguments = new() { ["box"] = JsonElement.Parse(box) };
        using IChatClient client = Recorded(Call("look", arguments), Say("done"));
        List<ChatMessage> talk = [new(ChatRole.User, "q")];
        talk.AddRange((await client.GetResponseAsync(talk, cancellationToken: Stop)).Messages);
        talk.Add(new(ChatRole.Tool, [new FunctionResultContent("c1", "seen")]));
        await client.GetResponseAsync(talk, cancellationToken: Stop);

        CollectedSession session = Only();
        Assert.Equal(("done", 2), (session.FinalAnswer, session.Samples.Count));
        Assert.Contains("\"name\": \"look\"", session.Samples[0].Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_recorded_is_handed_on_and_told_of()
    {
        using KeptLog log = new();
        DataCollector collector = new(_folder["data"], loggerFactory: log)
        { NewName = _ => throw new FormatException("no name") };
        using IChatClient client = new ScriptedClient(Say("one")).AsBuilder().UseDataCollection(collector).Build();

        Assert.Equal("one", (await client.GetResponseAsync("q", cancellationToken: Stop)).Text);
        Assert.Contains("no name", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_that_the_server_had_cached_are_kept()
    {
        using IChatClient client = Recorded(() => new(new ChatMessage(ChatRole.Assistant, "one"))
        { Usage = new() { InputTokenCount = 7, CachedInputTokenCount = 3, OutputTokenCount = 5 } });
        await client.GetResponseAsync("q", cancellationToken: Stop);

        JsonElement usage = Only().Samples[0].Usage!.Value;
        Assert.Equal((12, 3),
            (usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("cached_tokens").GetInt32()));
    }

    [Fact]
    public void Services_hold_collector_tools_and_clock()
    {
        ServiceCollection services = new();
        services.AddSPAgent(options => options.Path = _folder["services"]);

        Assert.Equal(4, services.Count);
        Assert.All(services, service => Assert.Equal(ServiceLifetime.Singleton, service.Lifetime));
        Assert.Equal([typeof(TimeProvider), typeof(DataCollector), typeof(ImageTool), typeof(ImageTool)],
            services.Select(service => service.ServiceType));
    }

    private IChatClient Recorded(params Func<ChatResponse>[] replies) =>
        new ScriptedClient(replies).AsBuilder().UseDataCollection(_collector).Build();

    private List<CollectedSession> Sessions() => [.. SessionStore.Open(_folder["data"]).Read()];

    private CollectedSession Only() => Assert.Single(Sessions());

    private static Func<ChatResponse> Say(string text, string? conversationId = null) => () =>
        new(new ChatMessage(ChatRole.Assistant, text)) { ConversationId = conversationId };

    private static Func<ChatResponse> Call(string tool, Dictionary<string, object?>? arguments = null) => () =>
        new(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", tool, arguments)]));

    private static Func<ChatResponse> Fail() => () => throw new HttpRequestException("gone");

    /// <summary>Gives the replies in order; streamed ones word by word.</summary>
    private sealed class ScriptedClient(params Func<ChatResponse>[] replies) : IChatClient
    {
        private int _next = -1;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Task.FromResult(replies[Interlocked.Increment(ref _next)]());

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
            string[] words = response.Text.Split(' ');
            foreach ((int i, string word) in words.Index())
                yield return new(ChatRole.Assistant, i < words.Length - 1 ? $"{word} " : word);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
