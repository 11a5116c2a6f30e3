using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>What an endpoint refuses is asked in another way, is told, and is remembered for the next
/// request.</summary>
public sealed class RequestLadderTests
{
    private static readonly AITool s_zoom =
        AIFunctionFactory.CreateDeclaration("zoom", "Closer.", JsonElement.Parse("""{"type":"object"}"""));

    private static readonly ChatMessage[] s_afterCall =
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, "Where?"),
        new(ChatRole.Assistant, [new FunctionCallContent("c1", "zoom", new Dictionary<string, object?>())]),
        new(ChatRole.Tool, [new FunctionResultContent("c1", "seen")]),
        new(ChatRole.User, [new TextContent("seen"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
    ];

    [Theory]
    [InlineData("Only temperature 1 is possible with this model, not 0.7", "temperature")]
    [InlineData("Unsupported value: 'temperature' does not support 0.7 with this model.", "temperature")]
    [InlineData("`top_p` is deprecated for this model.", "top_p")]
    [InlineData("seed: Extra inputs are not permitted", "seed")]
    public async Task A_sampling_option_that_is_refused_by_name_is_dropped(string words, string option)
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => Has(request, option) ? FakeReply.Error(400, words) : FakeReply.Text("ok"));
        ConcurrentQueue<string> told = [];
        using IChatClient client =
            Chat.Client(server, Chat.Patient(Chat.Time()) with { OnRetry = retry => told.Enqueue($"{retry}") });
        ChatOptions options = new() { Temperature = 0.7f, TopP = 0.9f, Seed = 7 };

        ChatResponse first = await client.AskAsync(options);
        await client.AskAsync(options);

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, first.AdditionalProperties!["attempts"]);
        Assert.Equal(2, new[] { "temperature", "top_p", "seed" }.Count(name => Has(server.Requests[^1], name)));
        Assert.Equal($"asked again without {option}: HTTP 400 ({words})", Assert.Single(told));
    }

    [Theory]
    [InlineData("This response_format type is unavailable now")]
    [InlineData("response_format: json_schema is not supported with this model")]
    public async Task A_schema_that_is_refused_by_name_is_dropped(string words)
    {
        await using FakeChatServer server = FakeChatServer.Start(
            request => Has(request, "response_format") ? FakeReply.Error(400, words) : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);
        ChatOptions options = new() { ResponseFormat = ChatResponseFormat.Json };
        await client.AskAsync(options);
        await client.AskAsync(options);
        Assert.Equal([true, false, false], server.Requests.Select(request => Has(request, "response_format")));
    }

    [Theory]
    [InlineData(400, "System role not supported")]
    [InlineData(500, "Error in the chat template: System role not supported")]
    [InlineData(400, "Developer instruction is not enabled for models/gemma-3-27b-it")]
    [InlineData(400, "Unsupported value: 'messages[0].role' does not support 'system' with this model.")]
    [InlineData(422, "Unexpected role 'system' in the conversation")]
    [InlineData(400, "Conversation roles must alternate user/assistant/user/assistant/...")]
    public async Task Where_no_system_message_is_taken_its_text_stands_in_front_of_the_users(int status, string words)
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => Roles(request).Contains("system") ? FakeReply.Error(status, words)
                : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        await client.GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Where?")], null,
            TestContext.Current.CancellationToken);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal("Be brief.\n\nWhere?", Messages(server.Requests[^1])[0].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("messages.2.content: a string is needed, not null")]
    [InlineData("Invalid value for 'content': expected a string, got null.")]
    [InlineData("[{'type': 'missing', 'loc': ('body', 'messages', 2, 'content'), 'msg': 'Field required'}]")]
    public async Task Where_null_is_refused_beside_calls_the_text_is_empty(string words)
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => Messages(request).Any(IsNull) ? FakeReply.Error(422, words)
                : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        await AskAsync(client, s_afterCall);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal("", Messages(server.Requests[^1])[2].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("Role 'user' may not follow role 'tool'")]
    [InlineData("Unexpected role 'user' after role 'tool'")]
    public async Task Where_no_user_message_is_taken_behind_a_tools_the_picture_goes_into_it(string words)
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => UserBehindTool(request) ? FakeReply.Error(400, words)
                : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        await AskAsync(client, s_afterCall);

        JsonElement tool = Messages(server.Requests[^1])[3];
        Assert.Equal(["text", "image_url"],
            tool.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("type").GetString()));
        Assert.Equal("seen", tool.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(1, server.Requests[^1].Images);
    }

    [Fact]
    public async Task Where_neither_is_taken_a_line_of_the_assistants_stands_between()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => UserBehindTool(request)
                ? FakeReply.Error(400, "Role 'user' may not follow role 'tool'")
            : Messages(request).Any(message => message.GetProperty("role").GetString() == "tool"
                && message.GetProperty("content").ValueKind != JsonValueKind.String)
                ? FakeReply.Error(400, "images in tool messages are not supported") : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        await AskAsync(client, s_afterCall);
        await AskAsync(client, s_afterCall);

        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(["system", "user", "assistant", "tool", "assistant", "user"], Roles(server.Requests[^1]));
    }

    [Theory]
    [InlineData("This model only support stream mode, please enable the stream parameter to access the model.")]
    [InlineData("Non-streaming is not supported, set stream=true")]
    public async Task A_model_that_only_streams_is_asked_for_a_stream(string words)
    {
        await using FakeChatServer server = FakeChatServer.Start(request => Has(request, "stream")
            ? StreamTests.Stream("""{"content":"a "}""", """{"content":"boat"}""") : FakeReply.Error(400, words));
        using IChatClient client = Chat.Client(server);

        Assert.Equal("a boat", (await client.AskAsync()).Text);
        Assert.True(server.Requests[^1].Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
    }

    [Fact]
    public async Task What_a_server_said_and_does_not_want_to_hear_again_is_left_out()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => Messages(request).Any(message => message.TryGetProperty("reasoning", out _))
            ? FakeReply.Error(400, "'messages.1': property 'reasoning' is unsupported") : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);
        ChatMessage said = new(ChatRole.Assistant,
            [new FunctionCallContent("c1", "zoom", new Dictionary<string, object?>())])
        {
            AdditionalProperties = new() { ["reasoning"] = JsonElement.Parse("\"hm\"") },
        };

        await AskAsync(client,
            [new(ChatRole.User, "Where?"), said, new(ChatRole.Tool, [new FunctionResultContent("c1", "seen")])]);

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("extra_content", false)]
    [InlineData("provider_specific_fields", true)]
    public async Task What_it_said_beside_a_call_or_a_function_is_left_out_as_well(string field, bool ofFunction)
    {
        await using FakeChatServer server = FakeChatServer.Start(request =>
            request.Json.GetRawText().Contains(field, StringComparison.Ordinal)
                ? FakeReply.Error(400, $"messages.1: Extra inputs are not permitted: '{field}'")
                : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);
        AdditionalPropertiesDictionary beside = new() { [field] = JsonElement.Parse("""{"signature": "s"}""") };
        FunctionCallContent call = new("c1", "zoom", new Dictionary<string, object?>())
        { AdditionalProperties = ofFunction ? new() { ["function"] = beside } : beside };

        await AskAsync(client, [new(ChatRole.User, "Where?"), new(ChatRole.Assistant, [call]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "seen")])]);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task One_server_may_refuse_several_things()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => Has(request, "temperature")
                ? FakeReply.Error(400, "temperature is not supported")
            : Has(request, "max_tokens") ? FakeReply.Error(400, "Use 'max_completion_tokens' instead.")
            : Roles(request).Contains("system") ? FakeReply.Error(400, "System role not supported")
            : Messages(request).Any(IsNull) ? FakeReply.Error(400, "content must not be null") : FakeReply.Text("ok"));
        using IChatClient client = Chat.Client(server);

        await AskAsync(client, s_afterCall);
        await AskAsync(client, s_afterCall);

        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("temperature 451 in the oven")]
    [InlineData("This model's maximum context length is 10 tokens, so temperature is not supported")]
    public async Task What_a_refusal_does_not_mean_is_not_changed(string words)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(400, words));
        using IChatClient client = Chat.Client(server);

        await Assert.ThrowsAsync<ModelException>(() => client.AskAsync(new ChatOptions { Temperature = 0.7f }));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_change_that_does_not_help_is_not_remembered()
    {
        await using FakeChatServer server = FakeChatServer.Start(request => Has(request, "temperature")
            ? FakeReply.Error(400, "temperature is not supported") : FakeReply.Error(400, "no"));
        using IChatClient client = Chat.Client(server);

        await Assert.ThrowsAsync<ModelException>(() => client.AskAsync(new ChatOptions { Temperature = 0.7f }));
        await Assert.ThrowsAsync<ModelException>(() => client.AskAsync(new ChatOptions { Temperature = 0.7f }));

        Assert.Equal([true, false, true, false], server.Requests.Select(request => Has(request, "temperature")));
    }

    [Fact]
    public async Task Tools_that_are_refused_in_the_middle_stop_the_run_and_name_the_prompt()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(_ => FakeReply.Error(400, "tools are not supported by this model"));
        using IChatClient client = Chat.Client(server);

        ModelException failure = await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, s_afterCall));

        Assert.Equal((ModelFailure.ToolsRefused, true), (failure.Kind, failure.StopsRun));
        Assert.Contains("--tools-mode prompt", failure.Message);
    }

    private static Task<ChatResponse> AskAsync(IChatClient client, ChatMessage[] messages) => client.GetResponseAsync(
        messages, new ChatOptions { Temperature = 0.7f, MaxOutputTokens = 100, Tools = [s_zoom] },
        TestContext.Current.CancellationToken);

    private static bool Has(FakeRequest request, string field) => request.Json.TryGetProperty(field, out _);

    private static JsonElement[] Messages(FakeRequest request) =>
        [.. request.Json.GetProperty("messages").EnumerateArray()];

    private static string[] Roles(FakeRequest request) =>
        [.. Messages(request).Select(message => message.GetProperty("role").GetString()!)];

    private static bool IsNull(JsonElement message) => message.GetProperty("content").ValueKind == JsonValueKind.Null;

    private static bool UserBehindTool(FakeRequest request) =>
        string.Join(' ', Roles(request)).Contains("tool user", StringComparison.Ordinal);
}
