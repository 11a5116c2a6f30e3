using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class ChatRequestTests
{
    [Fact]
    public async Task Every_role_and_kind_of_content_is_written_as_the_protocol_has_it()
    {
        Dictionary<string, object?> arguments = new() { ["label"] = "é" };

        string body = await BodyAsync(
            [
                new(ChatRole.System, "Be brief."),
                new(ChatRole.User,
                    [new TextContent("<image>where?"), new DataContent(new byte[] { 1, 2, 3, 4 }, "image/jpeg")]),
                new(ChatRole.Assistant,
                    [new TextReasoningContent("hm"), new FunctionCallContent("c1", "zoom", arguments)]),
                new(ChatRole.Tool,
                    [new FunctionResultContent("c1", "done"), new FunctionResultContent("c2", new { ok = true })]),
                new(ChatRole.User, [new UriContent("http://example.org/a.png", "image/png")]),
            ]);

        Assert.Equal(
            """
            {"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"<image>where?"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AQIDBA=="}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"zoom","arguments":"{\"label\":\"é\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"done"},{"role":"tool","tool_call_id":"c2","content":"{\"ok\":true}"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://example.org/a.png"}}]}]}
            """,
            body);
    }

    [Fact]
    public async Task Options_are_written_only_where_they_are_set()
    {
        AITool zoom = AIFunctionFactory.CreateDeclaration("zoom", "Closer.",
            JsonDocument.Parse("""{"type":"object"}""").RootElement);
        string body = await BodyAsync([new(ChatRole.User, "x")], new ChatOptions
        {
            ModelId = "other",
            Instructions = "Be brief.",
            Temperature = 0.7f,
            MaxOutputTokens = 2048,
            Seed = 7,
            StopSequences = ["</answer>"],
            Tools = [zoom],
            ToolMode = ChatToolMode.RequireSpecific("zoom"),
            AdditionalProperties = new() { ["chat_template_kwargs"] = new { enable_thinking = false } },
        });

        Assert.Equal(
            """
            {"model":"other","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"x"}],"temperature":0.7,"max_tokens":2048,"seed":7,"stop":["</answer>"],"tools":[{"type":"function","function":{"name":"zoom","description":"Closer.","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"zoom"}},"chat_template_kwargs":{"enable_thinking":false}}
            """,
            body);
    }

    [Fact]
    public async Task A_schema_for_the_answer_is_written()
    {
        ChatResponseFormat format =
            ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object"}""").RootElement, "place");

        string body = await BodyAsync([new(ChatRole.User, "x")], new ChatOptions { ResponseFormat = format });

        Assert.Contains("""
            "response_format":{"type":"json_schema","json_schema":{"name":"place","schema":{"type":"object"}}}
            """, body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(96 * 1024 - 1)]
    [InlineData(96 * 1024)]
    [InlineData(96 * 1024 + 1)]
    [InlineData(300_000)]
    public async Task An_image_of_any_size_arrives_whole(int size)
    {
        byte[] image = new byte[size];
        new Random(size).NextBytes(image);

        string body = await BodyAsync(
            [new(ChatRole.User, [new DataContent(image, "image/png"), new DataContent(image, "image/png")])]);

        JsonElement content = JsonDocument.Parse(body).RootElement.GetProperty("messages")[0].GetProperty("content");
        Assert.All(content.EnumerateArray(), part => Assert.Equal(
            $"data:image/png;base64,{Convert.ToBase64String(image)}",
            part.GetProperty("image_url").GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Half_an_emoji_in_a_prompt_is_sent_as_a_replacement_character() =>
        Assert.Contains("\"content\":\"cut \\uFFFD\"", await BodyAsync([new(ChatRole.User, "cut \ud83d")]),
            StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_call_whose_arguments_were_malformed_goes_back_with_empty_ones()
    {
        FunctionCallContent call =
            ToolCallArguments.Read("c1", "zoom", JsonDocument.Parse("""  "{\"bbox\": [1," """).RootElement);

        string body = await BodyAsync([new(ChatRole.Assistant, [call])]);

        Assert.Contains("""
            "arguments":"{}"
            """, body);
    }

    [Fact]
    public async Task What_a_server_said_goes_back_as_it_came()
    {
        string body = await EchoAsync(
            """
            {"role":"assistant","content":null,"reasoning":"hm","reasoning_details":[{"data":"e"}],"audio":null,
             "tool_calls":[{"id":"c1","type":"function","function":{"name":"zoom","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}]}
            """);

        Assert.Equal(
            """
            {"model":"m","messages":[{"role":"assistant","content":null,"reasoning":"hm","reasoning_details":[{"data":"e"}],"tool_calls":[{"id":"c1","type":"function","function":{"name":"zoom","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}]}]}
            """,
            body);
    }

    [Fact]
    public async Task What_stands_beside_a_functions_name_goes_back_out_of_a_file_too()
    {
        ChatResponse said = ChatAnswer.Read(JsonElement.Parse(
            """
            {"choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","type":"function",
             "function":{"name":"zoom","arguments":"{}","provider_specific_fields":{"thought_signature":"s"}}}]}}]}
            """), new CallIds());

        string body = await BodyAsync(StoredReply.Read(StoredReply.Write(said)).Messages);

        Assert.Contains("\"provider_specific_fields\":{\"thought_signature\":\"s\"}", body);
        Assert.Equal(await BodyAsync(said.Messages), body);
    }

    [Fact]
    public async Task Thoughts_in_parts_go_back_in_parts_beside_calls()
    {
        const string Parts =
            """[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"I look."}]""";

        string body = await EchoAsync(
            $$"""{"content":{{Parts}},"tool_calls":[{"id":"c1","function":{"name":"zoom","arguments":"{}"} }]}""");

        Assert.Contains($"\"content\":{Parts}", body);
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_without_calls_stays_here(string field) => Assert.Equal(
        """{"model":"m","messages":[{"role":"assistant","content":"a boat"}]}""",
        await EchoAsync($$"""{"content":"a boat","{{field}}":"hm"}"""));

    [Fact]
    public async Task A_turn_without_a_word_is_not_sent_and_the_users_words_around_it_are_one_message()
    {
        string body =
            await BodyAsync(
                [new(ChatRole.User, "Where?"),
                    new(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent("")]),
                    new(ChatRole.User, "Go on.")]);

        JsonElement message =
            Assert.Single(JsonDocument.Parse(body).RootElement.GetProperty("messages").EnumerateArray());
        Assert.Equal("Where?\nGo on.", message.GetProperty("content").GetString());
    }

    [Fact]
    public async Task The_extra_body_wins_over_what_is_written_otherwise()
    {
        JsonElement extra = JsonElement.Parse(
            """{"temperature":0,"max_completion_tokens":9,"chat_template_kwargs":{"enable_thinking":false}}""");

        string body = await BodyAsync([], new() { Temperature = 0.7f, MaxOutputTokens = 2048, Seed = 7 },
            new RequestShape { Extra = ExtraBody.Of(extra) });

        Assert.Equal(
            """{"model":"m","messages":[],"seed":7,"temperature":0,"max_completion_tokens":9,"chat_template_kwargs":{"enable_thinking":false}}""", body);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("messages")]
    [InlineData("tools")]
    [InlineData("stream")]
    public void The_extra_body_holds_nothing_that_the_client_writes(string field) => Assert.Contains($"\"{field}\"",
        Assert.Throws<ArgumentException>(
            () => new OpenAICompatibleOptions { ExtraBody = JsonElement.Parse($"{{\"{field}\": 1}}") }).Message);

    [Fact]
    public void What_the_protocol_cannot_carry_is_refused_by_name()
    {
        DataContent image = new(new byte[] { 1 }, "image/png");

        Assert.Contains("role assistant holds image/png", Refusal(new(ChatRole.Assistant, [image])));
        Assert.Contains("role tool holds image/png", Refusal(new(ChatRole.Tool, [image])));
        Assert.Contains("role user holds audio/wav",
            Refusal(new(ChatRole.User, [new DataContent(new byte[] { 1 }, "audio/wav")])));
    }

    private static Task<string> EchoAsync(string message) =>
        BodyAsync(
            ChatAnswer.Read(JsonElement.Parse($$"""{"choices":[{"message":{{message}} }]}"""), new CallIds()).Messages);

    private static string Refusal(ChatMessage message) =>
        Assert.Throws<ArgumentException>(() => ChatRequest.Write("m", [message], null, new RequestShape())).Message;

    private static async Task<string> BodyAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        RequestShape? shape = null)
    {
        StreamedJson body = ChatRequest.Write("m", messages, options, shape ?? new RequestShape());
        using MemoryStream first = new(), again = new();
        await body.WriteToAsync(first, TestContext.Current.CancellationToken);
        await body.WriteToAsync(again, TestContext.Current.CancellationToken);
        Assert.True(body.TryComputeLength(out long length));
        Assert.Equal(length, first.Length);
        Assert.Equal(first.ToArray(), again.ToArray());
        return System.Text.Encoding.UTF8.GetString(first.ToArray());
    }
}
