using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>Bodies in a form that nobody asked for: as events, or packed.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Text_and_reasoning_in_pieces_are_one_reply()
    {
        ChatResponse response =
            await AskAsync(Stream("""{"role":"assistant","content":""}""", """{"reasoning_content":"there is "}""",
                """{"reasoning_content":"water"}""", """{"content":"a "}""", """{"content":"boat"}"""));

        Assert.Equal(("a boat", ChatFinishReason.Stop, 13),
            (response.Text, response.FinishReason, response.Usage!.TotalTokenCount));
        Assert.Equal("there is water",
            Assert.Single(response.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
    }

    [Fact]
    public async Task A_line_separator_inside_a_text_ends_no_event()
    {
        ChatResponse response = await AskAsync(Stream("{\"content\":\"a\u2028b\u0085c\"}"));

        Assert.Equal("a\u2028b\u0085c", response.Text);
    }

    [Fact]
    public async Task Calls_in_pieces_are_put_together_by_their_index()
    {
        ChatResponse response = await AskAsync(Stream(
            """{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"zoom","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"{\"bbox_2d\": [1, "}}]}""",
            """{"tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"rotate","arguments":"{\"angle\""}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"2, 3, 4]}"},"extra_content":{"s":"t"}},{"index":1,"function":{"arguments":": 90}"}}]}"""));

        FunctionCallContent[] calls = [.. response.Messages[0].Contents.OfType<FunctionCallContent>()];
        Assert.Equal([("c1", "zoom"), ("c2", "rotate")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("[1, 2, 3, 4]", ((JsonElement)calls[0].Arguments!["bbox_2d"]!).GetRawText());
        Assert.Equal(90, ((JsonElement)calls[1].Arguments!["angle"]!).GetInt32());
        Assert.True(calls[0].AdditionalProperties!.ContainsKey("extra_content"));
    }

    [Theory]
    [InlineData("zo", "om")]
    [InlineData("zoom", "zoom")]
    [InlineData("zo", "zoom")]
    public async Task A_name_in_pieces_or_said_again_is_one_name(string first, string second)
    {
        ChatResponse response = await AskAsync(Stream(
            $$$"""{"tool_calls":[{"index":0,"id":"c1","function":{"name":"{{{first}}}","arguments":"{\"a\""}}]}""",
            $$$"""{"tool_calls":[{"index":0,"id":"c1","function":{"name":"{{{second}}}","arguments":": 1}"}}]}"""));

        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(("zoom", 1), (call.Name, ((JsonElement)call.Arguments!["a"]!).GetInt32()));
    }

    [Fact]
    public async Task Calls_that_a_server_gives_the_same_index_stay_apart()
    {
        ChatResponse response = await AskAsync(Stream(
            """{"tool_calls":[{"index":0,"id":"c1","function":{"name":"zoom","arguments":"{\"a\": 1}"}}]}""",
            """{"tool_calls":[{"index":0,"id":"c2","function":{"name":"rotate","arguments":"{\"a\": "}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"2}"}}]}"""));

        Assert.Equal([("zoom", 1), ("rotate", 2)], response.Messages[0].Contents.OfType<FunctionCallContent>()
            .Select(call => (call.Name, ((JsonElement)call.Arguments!["a"]!).GetInt32())));
    }

    [Fact]
    public async Task Whole_calls_without_an_index_stay_apart()
    {
        ChatResponse response = await AskAsync(Stream(
            """{"tool_calls":[{"id":"","function":{"name":"zoom","arguments":"{}"}}]}""",
            """{"tool_calls":[{"id":"","function":{"name":"zoom","arguments":"{}"}}]}"""));

        Assert.Equal(2, response.Messages[0].Contents.OfType<FunctionCallContent>().Select(call => call.CallId)
            .Distinct().Count());
    }

    [Theory]
    [InlineData(": OPENROUTER PROCESSING\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a "
        + "boat\"}}]}\n\ndata: [DONE]\n\n")]
    [InlineData("event: message\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"a "
        + "boat\"},\"finish_reason\":\"stop\"}]}\r\n\r\n")]
    [InlineData("data:{\"choices\":[{\"delta\":{\"content\":\"a "
        + "\"}}]}\ndata:{\"choices\":[{\"delta\":{\"content\":\"boat\"}}]}\ndata:[DONE]\n")]
    [InlineData("data: {\"choices\":[{\"message\":{\"content\":\"a boat\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"a boat\"}}]}\n\ndata: {\"object\":\"chat.completion\","
        + "\"choices\":[{\"message\":{\"content\":\"a boat\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"a \"}]}}]}\n\n"
        + "data: {\"choices\":[{\"delta\":{\"content\":\"boat\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"a \"}}]}\n\n"
        + "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"boat\"}]},"
        + "\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("\n\n  {\"choices\":[{\"message\":{\"content\":\"a boat\"}}]}")]
    [InlineData(": keep-alive\n\n{\"choices\":[{\"message\":{\"content\":\"a boat\"},\"finish_reason\":\"stop\"}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"a boat\"},\"finish_reason\":\"stop\"}]}\ndata: [DONE]\n")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"a \"}}]}\n{\"choices\":[{\"delta\":{\"content\":\"boat\"},"
        + "\"finish_reason\":\"stop\"}]}\n")]
    [InlineData("data: {\"choices\":[{\"text\":\"a \"}]}\n\ndata: {\"choices\":[{\"text\":\"boat\"}]}\n\ndata: [DONE]\n\n")]
    [InlineData("{\"choices\":[{\"text\":\"a boat\"}]}")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"a boat\"}}]}")]
    [InlineData("{\"choices\":{\"message\":{\"content\":\"a boat\"}}}")]
    [InlineData("[{\"choices\":[{\"message\":{\"content\":\"a boat\"}}]}]")]
    [InlineData("{\"code\":0,\"msg\":\"success\",\"data\":{\"choices\":[{\"message\":{\"content\":\"a boat\"}}]}}")]
    [InlineData("\"{\\\"choices\\\":[{\\\"message\\\":{\\\"content\\\":\\\"a boat\\\"}}]}\"")]
    public async Task Events_are_read_in_every_form_in_use(string body) =>
        Assert.Equal("a boat", (await AskAsync(FakeReply.Json(body))).Text);

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_packed_body_is_unpacked(string encoding)
    {
        FakeReply reply = FakeReply.Text("a boat");

        Assert.Equal("a boat",
            (await AskAsync(reply with
            { Body = Pack(reply.Body, encoding), Headers = [$"Content-Encoding: {encoding}"] })).Text);
    }

    [Fact]
    public async Task A_packed_error_is_read_as_well()
    {
        FakeReply refusal = FakeReply.Error(400, "no such luck");
        await using FakeChatServer server =
            FakeChatServer.Start(
                _ => refusal with { Body = Pack(refusal.Body, "gzip"), Headers = ["Content-Encoding: gzip"] });
        using IChatClient client = Chat.Client(server);

        Assert.Contains("no such luck", (await client.FailureAsync()).Message);
    }

    [Theory]
    [InlineData("""{"id":"x","id":"x","choices":[{"delta":{"content":"a"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"<answer>48.8"},"finish_reason":""}]}""")]
    public async Task A_stream_of_another_shape_is_no_answer(string piece)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json($"data: {piece}\n\n"));
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()) with { MaxRetries = 0 });

        Assert.Equal(ModelFailure.BadAnswer, (await client.FailureAsync()).Kind);
    }

    [Fact]
    public async Task Calls_whose_function_is_a_text_stay_apart()
    {
        ChatResponse response = await AskAsync(Stream("""
            {"tool_calls":[{"id":"a","function":"zoom","arguments":"{}"},{"id":"b","function":"rotate","arguments":"{}"}]}
            """));

        Assert.Equal(["zoom", "rotate"],
            response.Messages[0].Contents.OfType<FunctionCallContent>().Select(call => call.Name));
    }

    [Fact]
    public async Task A_small_body_that_unpacks_into_a_huge_one_is_refused()
    {
        FakeReply flood = FakeReply.Text(new string('a', 20_000_000));
        await using FakeChatServer server =
            FakeChatServer.Start(
                _ => flood with { Body = Pack(flood.Body, "gzip"), Headers = ["Content-Encoding: gzip"] });
        using IChatClient client = Chat.Client(server);

        Assert.Equal(ModelFailure.TooLarge, (await client.FailureAsync()).Kind);
    }

    [Fact]
    public async Task A_key_that_comes_in_pieces_reaches_no_reply()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(_ => Stream("""{"content":"sk-te"}""", """{"content":"st-1234 is yours"}"""));
        using IChatClient client = Chat.Client(server, key: "sk-test-1234");

        Assert.Equal("************ is yours", (await client.AskAsync()).Text);
    }

    /// <summary>Deltas as a server streams them, with usage at the end.</summary>
    internal static FakeReply Stream(params string[] deltas)
    {
        StringBuilder body = new();
        foreach (string delta in deltas)
            Event(
                $$"""{"id":"x","object":"chat.completion.chunk","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""");
        Event("""{"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        Event("""{"id":"x","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}""");
        Event("[DONE]");
        return FakeReply.Json(body.ToString()) with { ContentType = "text/event-stream" };

        void Event(string data) => body.Append("data: ").Append(data).Append("\n\n");
    }

    private static async Task<ChatResponse> AskAsync(FakeReply reply)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => reply);
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()) with { MaxRetries = 0 });
        return await client.AskAsync();
    }

    private static byte[] Pack(byte[] body, string encoding)
    {
        using MemoryStream packed = new();
        using (Stream pack = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            "identity" => new BufferedStream(packed),
            _ => new GZipStream(packed, CompressionLevel.Fastest),
        })
        {
            pack.Write(body);
        }

        return packed.ToArray();
    }
}
