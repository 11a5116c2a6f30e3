using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>What each request carries beside the conversation.</summary>
public sealed class RequestExtrasTests : IDisposable
{
    private const string Variable = "SPAGENT_TEST_HEADER", Secret = "s3cr3t-0123456789";

    public RequestExtrasTests() => Environment.SetEnvironmentVariable(Variable, Secret);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    [Fact]
    public async Task Fields_and_headers_go_with_each_request()
    {
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Error(500));
        using IChatClient client =
            Client(server, new() { ["X-Title"] = "study", ["X-Token"] = $"${Variable}" }, """{"top_k": 20}""");

        await client.AskAsync(new ChatOptions { TopK = 5 });

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request =>
        {
            Assert.Equal(("study", Secret, 20),
                (request.Headers["X-Title"], request.Headers["X-Token"], request.Json.GetProperty("top_k").GetInt32()));
            Assert.Equal(1, request.Body.Span.Count("top_k"u8));
        });
    }

    [Fact]
    public async Task A_secret_that_the_server_repeats_reaches_no_answer_and_no_message()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(_ => FakeReply.Error(400, $"{Secret} of study is no good"));
        server.Script(FakeReply.Text($"Their token is {Secret}, says the study."));
        using IChatClient client = Client(server, new() { ["X-Title"] = "study", ["X-Token"] = $"${Variable}" });

        // A title is no secret, and a model may use its word.
        Assert.Equal($"Their token is {new string('*', Secret.Length)}, says the study.",
            (await client.AskAsync()).Text);
        string message = (await client.FailureAsync()).ToString();
        Assert.DoesNotContain(Secret, message);
        Assert.DoesNotContain("study", message);
    }

    [Theory]
    [InlineData("Content-Length", "1")]
    [InlineData("X Title", "hunter2")]
    [InlineData("X-Title", "hunter2\nX-Other: 1")]
    [InlineData("X-Title", "$SPAGENT_NO_SUCH_VARIABLE")]
    public void A_header_that_cannot_be_sent_is_refused_by_name_and_without_its_value(string name, string value)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => ChatModels.OpenAICompatible(
            "m", new Uri("http://localhost/v1"), null,
            new() { Headers = new Dictionary<string, string> { [name] = value } }));

        Assert.Contains(name, refusal.Message);
        Assert.DoesNotContain("hunter2", refusal.ToString());
    }

    [Fact]
    public async Task A_version_in_the_address_stays_there()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        Uri address = new($"{server.BaseUri}/openai/deployments/gpt?api-version=2024-10-21");
        using IChatClient client = ChatModels.OpenAICompatible("m", address, "key-1", Chat.Patient(Chat.Time()));

        await client.AskAsync();
        await client.AskAsync();

        Assert.All(server.Requests, request =>
            Assert.Equal("/v1/openai/deployments/gpt/chat/completions?api-version=2024-10-21", request.Path));
    }

    [Theory]
    [InlineData("https://mine.openai.azure.com/openai/v1", true)]
    [InlineData("https://mine.openai.azure.us/openai/v1", true)]
    [InlineData("https://mine.services.ai.azure.com/models?api-version=2024-05-01-preview", true)]
    [InlineData("https://azure.com.example.org/v1", false)]
    [InlineData("http://localhost:8000/v1", false)]
    public void Azure_gets_the_key_in_its_own_header_too(string address, bool azure) =>
        Assert.Equal(azure, new ModelEndpoint("m", new Uri(address), "key-1").IsAzure);

    [Fact]
    public async Task Messages_name_the_variable_of_the_key()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(401));
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()) with { ApiKeyVariable = "MY_KEY" });

        Assert.Contains("set MY_KEY", (await client.FailureAsync()).Message);
    }

    [Fact]
    public async Task Retries_are_told_with_their_reason_and_without_the_key()
    {
        List<string> told = [];
        await using FakeChatServer server = FakeChatServer.Start()
            .Script(FakeReply.Error(500, "sk-test-1234 is odd"), FakeReply.Error(429, "slow down"), FakeReply.Dropped);
        using IChatClient client =
            Chat.Client(server, Chat.Patient(Chat.Time()) with { OnRetry = retry => told.Add($"{retry}") },
                key: "sk-test-1234");

        await client.AskAsync();

        Assert.Equal(["asked again 2/6: HTTP 500 (************ is odd)", "asked again 2/11: HTTP 429 (slow down)"],
            told.Take(2));
        Assert.StartsWith("asked again 2/6: ", told[2]);
    }

    private static IChatClient Client(FakeChatServer server, Dictionary<string, string> headers,
        string? extra = null) => Chat.Client(
        server, Chat.Patient(Chat.Time()) with
        { Headers = headers, ExtraBody = extra is null ? null : JsonElement.Parse(extra) });
}
