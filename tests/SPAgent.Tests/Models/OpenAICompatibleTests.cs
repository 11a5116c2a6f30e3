using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class OpenAICompatibleTests
{
    private const string Key = "sk-test-0123456789abcdef";

    [Fact]
    public async Task Images_arrive_at_the_chat_completions_address_with_the_key()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server, key: $" {Key}\n");

        await client.GetResponseAsync(
            [new ChatMessage(ChatRole.User,
                [new TextContent("where?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])],
            cancellationToken: TestContext.Current.CancellationToken);

        FakeRequest request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/v1/chat/completions", $"Bearer {Key}"),
            (request.Method, request.Path, request.Authorization));
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(1, request.Images);
        Assert.Equal("fake-vlm", request.Json.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_of_the_callers_may_answer_from_memory(bool packed)
    {
        using InMemory handler = new(packed);
        using IChatClient client =
            ChatModels.OpenAICompatible("m", new Uri("http://localhost/v1"), options: new() { Handler = handler });
        Assert.Equal("ok", (await client.AskAsync()).Text);
    }

    [Fact]
    public async Task A_slash_at_the_end_of_the_address_changes_nothing()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = ChatModels.OpenAICompatible("m", new Uri($"{server.BaseUri}/"));

        await client.AskAsync();

        Assert.Equal("/v1/chat/completions", Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_key_no_authorization_is_sent(string? key)
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server, key: key);

        await client.AskAsync();

        Assert.Null(Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public async Task Native_tool_calls_come_back_as_calls()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(_ => FakeReply.ToolCall("image_rotate_tool", """{"angle": 90}"""));
        using IChatClient client = Chat.Client(server);

        ChatResponse response = await client.AskAsync();

        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(("image_rotate_tool", 90), (call.Name, ((JsonElement)call.Arguments!["angle"]!).GetInt32()));
        Assert.Equal(("", ChatFinishReason.ToolCalls, 13),
            (response.Text, response.FinishReason, response.Usage!.TotalTokenCount));
    }

    [Fact]
    public async Task Streaming_gives_the_same_answer()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server);

        ChatResponse response =
            await client.GetStreamingResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("ok", ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.False(Assert.Single(server.Requests).Json.TryGetProperty("stream", out _));
    }

    [Fact]
    public async Task Connections_are_reused()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server);

        for (int i = 0; i < 20; i++) await client.AskAsync();

        Assert.Equal((20, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task Five_hundred_requests_are_in_flight_at_once()
    {
        int arrived = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeChatServer server = FakeChatServer.Start(_ =>
        {
            if (Interlocked.Increment(ref arrived) == 500) all.SetResult();
            return FakeReply.Text("ok") with { Until = all.Task };
        });
        using IChatClient client = Chat.Client(server);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => client.AskAsync()));

        Assert.Equal((500, 500), (server.MostAtOnce, server.Connections));
    }

    [Fact]
    public async Task A_model_that_wants_max_completion_tokens_gets_it_from_then_on()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => request.Json.TryGetProperty("max_tokens", out _)
            ? FakeReply.Error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
            : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        await client.AskAsync(options: new() { MaxOutputTokens = 100 });
        await client.AskAsync(options: new() { MaxOutputTokens = 100 });

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(100, server.Requests[^1].Json.GetProperty("max_completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(400)]
    [InlineData(500)]
    [InlineData(200)]
    public async Task A_key_that_the_server_echoes_reaches_no_message(int status)
    {
        // So far back that cutting a long message would cut the key.
        string echo = $"{new string('x', 290)}{Key} and again Bearer {Key}";
        FakeReply reply = status == 200 ? FakeReply.Json(echo) : FakeReply.Error(status, echo);
        await using FakeChatServer server = FakeChatServer.Start(_ => reply);
        using IChatClient client = Chat.Client(server, key: Key);

        string everything = (await client.FailureAsync()).ToString();

        Assert.DoesNotContain(Key[..8], everything);
        Assert.DoesNotContain(Key, client.ToString());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("token")]
    [InlineData("1")]
    [InlineData("EMPTY")]
    [InlineData("lm-studio")]
    public async Task A_key_that_is_no_secret_leaves_replies_as_they_are(string key)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text($"<answer>{key}</answer>"));
        using IChatClient client = Chat.Client(server, key: key);

        ChatResponse response = await client.AskAsync();

        Assert.Equal(($"<answer>{key}</answer>", 13), (response.Text, response.Usage!.TotalTokenCount));
        Assert.Equal($"Bearer {key}", Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public void A_key_that_no_header_can_carry_is_refused_without_showing_it()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(
            () => ChatModels.OpenAICompatible("m", new Uri("http://localhost/v1"), "sk-hunter2\nkey"));

        Assert.DoesNotContain("hunter2", refusal.ToString());
    }

    [Theory]
    [InlineData("ftp://localhost/v1")]
    [InlineData("http://user:hunter2@localhost/v1")]
    [InlineData("http://localhost/v1?key=hunter2")]
    [InlineData("http://localhost/v1?api-version=1&api-key=hunter2")]
    [InlineData("http://localhost/v1?access_token=hunter2")]
    [InlineData("http://localhost/v1?sv=1&sig=hunter2")]
    [InlineData("/v1")]
    public void An_address_that_cannot_be_one_is_refused_without_its_secrets(string address)
    {
        Uri uri = new(address, UriKind.RelativeOrAbsolute);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => ChatModels.OpenAICompatible("m", uri));

        Assert.DoesNotContain("hunter2", refusal.ToString());
    }

    [Fact]
    public async Task The_client_says_where_it_leads()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server);

        ChatClientMetadata metadata = client.GetService<ChatClientMetadata>()!;

        Assert.Equal((server.BaseUri, "fake-vlm"), (metadata.ProviderUri, metadata.DefaultModelId));
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.NotNull(client.GetService<OpenAI.Chat.ChatClient>());
        Assert.Null(client.GetService<string>());
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new OpenAICompatibleOptions { RequestTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpenAICompatibleOptions { MaxRetries = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new OpenAICompatibleOptions { MaxDelay = TimeSpan.FromDays(2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpenAICompatibleOptions { MaxResponseBytes = 10 });
    }

    private sealed class InMemory(bool packed) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] body = FakeReply.Text("ok").Body;
            using MemoryStream small = new();
            using (GZipStream zip = new(small, CompressionMode.Compress)) zip.Write(body);
            HttpResponseMessage reply = new(HttpStatusCode.OK)
            { Content = new ByteArrayContent(packed ? small.ToArray() : body) };
            if (packed) reply.Content.Headers.ContentEncoding.Add("gzip");
            return Task.FromResult(reply);
        }
    }
}
