using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>The client against servers that others wrote; every request and answer is checked by a third party's
/// schema.</summary>
public sealed class PeerTests(Peers peers)
{
    private static readonly JsonElement Angle = JsonDocument.Parse(
        """{"type":"object","properties":{"angle":{"type":"number"}},"required":["angle"]}""").RootElement;

    private static readonly AITool Rotate =
        AIFunctionFactory.CreateDeclaration("image_rotate_tool", "Turns the image.", Angle);

    [Fact]
    public async Task A_question_in_text_is_answered()
    {
        using IChatClient client = await MockAsync();

        ChatOptions options = new()
        { Temperature = 0.7f, MaxOutputTokens = 2048, Seed = 7, StopSequences = ["</answer>"] };

        ChatResponse response = await client.AskAsync(options);

        Assert.Equal(("plain answer", ChatFinishReason.Stop, 13),
            (response.Text, response.FinishReason, response.Usage!.TotalTokenCount));
    }

    [Fact]
    public async Task Images_are_seen()
    {
        using IChatClient client = await MockAsync();

        Assert.Equal("saw 2 image(s)", (await SendAsync(client, Question(Image(20_000), Image(25_001)))).Text);
    }

    [Fact]
    public async Task A_tool_is_called_and_its_result_taken()
    {
        using IChatClient client = await MockAsync();
        List<ChatMessage> messages = [new(ChatRole.System, "You are a helpful assistant."), Question(Image(20_000))];
        ChatOptions options = new() { Tools = [Rotate] };

        ChatResponse called = await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
        FunctionCallContent call = Assert.Single(called.Messages[0].Contents.OfType<FunctionCallContent>());
        messages.AddRange(called.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool,
            [new FunctionResultContent(call.CallId, "<tool_response><image></tool_response>")]));
        ChatResponse answered = await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);

        Assert.Equal(("image_rotate_tool", 90), (call.Name, ((JsonElement)call.Arguments!["angle"]!).GetInt32()));
        Assert.Equal("saw 1 image(s)", answered.Text);
    }

    [Fact]
    public async Task The_probe_finds_native_tools()
    {
        using IChatClient client = await MockAsync();

        Assert.True(await client.GetService<ToolsProbe>()!.SupportsToolsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_429_and_a_500_are_got_over()
    {
        using IChatClient client = await MockAsync("moody");

        ChatResponse response = await client.AskAsync();

        Assert.Equal("plain answer", response.Text);
        Assert.Equal(3, response.AdditionalProperties!["attempts"]);
    }

    [Theory]
    [InlineData("limited", ModelFailure.RateLimited, 11)]
    [InlineData("broken", ModelFailure.Server, 6)]
    public async Task A_429_and_a_500_that_stay_are_named(string model, ModelFailure kind, int attempts)
    {
        using IChatClient client = await MockAsync(model);

        ModelException failure = await client.FailureAsync();

        Assert.Equal((kind, attempts), (failure.Kind, failure.Attempts));
    }

    [Fact]
    public async Task Without_a_key_the_run_stops()
    {
        using IChatClient client = Client(await peers.PrismAsync(), key: null);

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.Unauthorized, true), (failure.Kind, failure.StopsRun));
        Assert.Contains("OPENAI_API_KEY", failure.Message);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(4_000_000)]
    public async Task Large_images_pass_the_schema(int bytes)
    {
        using IChatClient client = Client(await peers.PrismAsync());

        ChatResponse response = await SendAsync(client, Question(Image(bytes)));

        Assert.NotNull(response.ResponseId);
    }

    [Fact]
    public async Task The_schema_check_is_awake()
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, $"{await peers.PrismAsync()}chat/completions")
        {
            Headers = { { "Authorization", "Bearer x" } },
            Content = new StringContent(
                """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"no object"}]}]}""",
                Encoding.UTF8,
                "application/json"),
        };

        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    private async Task<IChatClient> MockAsync(string model = "mock-vlm") =>
        Client(await peers.CheckedMockAsync(), model);

    private static IChatClient Client(Uri uri, string model = "mock-vlm", string? key = "sk-test") =>
        ChatModels.OpenAICompatible(model, uri, key, Chat.Patient(Chat.Time()));

    private static Task<ChatResponse> SendAsync(IChatClient client, ChatMessage message) =>
        client.GetResponseAsync([message], cancellationToken: TestContext.Current.CancellationToken);

    private static ChatMessage Question(params DataContent[] images) =>
        new(ChatRole.User, [new TextContent("<image>where?"), .. images]);

    private static DataContent Image(int bytes)
    {
        byte[] data = new byte[bytes];
        new Random(bytes).NextBytes(data);
        return new DataContent(data, "image/jpeg");
    }
}
