using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class ChatAnswerTests
{
    [Fact]
    public void Text_usage_and_finish_reason_are_kept()
    {
        ChatResponse response = Parse(Bytes(
            """
            {"id":"x","created":1700000000,"model":"served","choices":[{"message":{"content":"a boat"},"finish_reason":"length"}],
             "usage":{"prompt_tokens":11,"completion_tokens":5,"total_tokens":16,
                      "prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
            """));

        Assert.Equal(("x", "served", "a boat"), (response.ResponseId, response.ModelId, response.Text));
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(2023, response.CreatedAt!.Value.Year);
        UsageDetails usage = response.Usage!;
        Assert.Equal((11, 5, 16), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal((3, 2), (usage.CachedInputTokenCount, usage.ReasoningTokenCount));
    }

    [Theory]
    [InlineData("""{"content":null}""", "")]
    [InlineData("""{}""", "")]
    [InlineData("""{"content":[{"type":"text","text":"a "},{"type":"text","text":"boat"}]}""", "a boat")]
    [InlineData("""{"content":null,"refusal":"I can't."}""", "I can't.")]
    [InlineData("""{"content":"cut \ud83d"}""", "cut \ufffd")]
    [InlineData("""{"content":"\udc00\ud83d\ude00\ud83d\ud83d\u0041"}""", "\ufffd\ud83d\ude00\ufffd\ufffdA")]
    [InlineData("""{"content":"C:\\ud83d \\\ud83d"}""", "C:\\ud83d \\\ufffd")]
    public void Content_reads_as_it_is_meant(string message, string text) => Assert.Equal(text, Read(message).Text);

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public void Reasoning_is_kept_apart_from_text(string field)
    {
        ChatResponse response = Read($$"""{"content":"a boat","{{field}}":"there is water"}""");

        Assert.Equal("a boat", response.Text);
        Assert.Equal("there is water",
            Assert.Single(response.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
    }

    [Theory]
    [InlineData("""{"reasoning_content":"","reasoning":"there is water"}""")]
    [InlineData("""{"reasoning_content":null,"thinking":"there is water"}""")]
    [InlineData("""{"reasoning":"\n","reasoning_details":[{"type":"reasoning.text","text":"there is "},{"type":"reasoning.summary","summary":"water"}]}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"there is water"}]}]}""")]
    [InlineData("""{"content":[{"type":"reasoning","summary":[{"type":"summary_text","text":"there is water"}]}]}""")]
    [InlineData("""{"content":[{"type":"reasoning","text":"there is water"}]}""")]
    [InlineData("""{"thinking_blocks":[{"type":"thinking","thinking":"there is water","signature":""}]}""")]
    public void The_first_reasoning_that_is_not_empty_counts(string message)
    {
        ChatResponse response = Read(message);

        Assert.Equal("there is water",
            Assert.Single(response.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal("", response.Text);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":"11","completion_tokens":"5","total_tokens":16.0,"cached_tokens":3}""")]
    [InlineData("""{"input_tokens":11,"output_tokens":5,"total_tokens":16,"input_tokens_details":{"cached_tokens":3}}""")]
    [InlineData("""{"prompt_tokens":11.0,"completion_tokens":5.5,"total_tokens":16,"prompt_cache_hit_tokens":3}""")]
    public void Tokens_count_however_a_server_spells_them(string usage)
    {
        UsageDetails read = Parse(Bytes($"{{\"choices\":[{{\"message\":{{\"content\":\"a\"}}}}],\"usage\":{usage}}}")).Usage!;

        Assert.Equal((11, 5, 16, 3),
            (read.InputTokenCount, read.OutputTokenCount, read.TotalTokenCount, read.CachedInputTokenCount));
    }

    [Fact]
    public void A_count_below_zero_is_none() => Assert.Null(Parse(Bytes(
        """{"choices":[{"message":{"content":"a"}}],"usage":{"prompt_tokens":-1}}""")).Usage!.InputTokenCount);

    [Fact]
    public void Parts_of_text_beside_thoughts_are_the_reply() => Assert.Equal(
        "a boat",
        Read("""{"content":["a ",{"type":"thinking","thinking":"hm"},{"type":"text","text":"boat"}]}""").Text);

    [Theory]
    [InlineData("""{"tool_calls":[{"id":"c1","name":"zoom","arguments":{"label":"x"}}]}""")]
    [InlineData("""{"tool_calls":{"id":"c1","type":"function","function":{"name":"zoom","arguments":{"label":"x"}}}}""")]
    [InlineData("""{"tool_calls":{"id":"c1","name":"zoom","arguments":{"label":"x"}}}""")]
    [InlineData("""{"function_call":{"name":"zoom","arguments":{"label":"x"}}}""")]
    [InlineData("""{"tool_calls":[],"function_call":{"name":"zoom","arguments":"{\"label\":\"x\"}"}}""")]
    public void A_call_is_one_in_every_shape_in_use(string message)
    {
        FunctionCallContent call = Assert.Single(Read(message).Messages[0].Contents.OfType<FunctionCallContent>());

        Assert.Equal(("zoom", "x"), (call.Name, ((JsonElement)call.Arguments!["label"]!).GetString()));
    }

    [Fact]
    public void What_stands_beside_the_known_fields_is_kept()
    {
        ChatMessage message = Read(
            """
            {"role":"assistant","content":null,"refusal":null,"annotations":[],"reasoning_content":"hm","reasoning_details":[{"type":"reasoning.encrypted","data":"e"}],
             "tool_calls":[{"id":"c1","index":0,"type":"function","function":{"name":"zoom","arguments":"{}","thought":"t"},"extra_content":{"google":{"thought_signature":"s"}}}]}
            """).Messages[0];

        Assert.Equal(["reasoning_content", "reasoning_details"], message.AdditionalProperties!.Keys.Order());
        Assert.Equal(["extra_content", "function"],
            Assert.Single(message.Contents.OfType<FunctionCallContent>()).AdditionalProperties!.Keys.Order());
    }

    [Theory]
    [InlineData("""{"bbox_2d": [1, 2, 3, 4]}""")]
    [InlineData("\"{\\\"bbox_2d\\\": [1, 2, 3, 4]}\"")]
    public void Arguments_are_read_once_or_twice_encoded(string arguments)
    {
        FunctionCallContent call = Call(JsonSerializer.Serialize(arguments));

        Assert.Equal(("c1", "zoom", null), (call.CallId, call.Name, call.Exception));
        Assert.Equal("[1, 2, 3, 4]", Assert.IsType<JsonElement>(call.Arguments!["bbox_2d"]).GetRawText());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void Missing_arguments_are_no_arguments(string arguments) => Assert.Empty(Call(arguments).Arguments!);

    [Theory]
    [InlineData("""{"bbox_2d": [1, 2""")]
    [InlineData("[1, 2, 3, 4]")]
    [InlineData("90")]
    [InlineData("{'angle': 90}")]
    public void Malformed_arguments_survive_as_text_beside_the_reason(string arguments)
    {
        FunctionCallContent call = Call(JsonSerializer.Serialize(arguments));

        Assert.Null(call.Arguments);
        Assert.IsAssignableFrom<JsonException>(call.Exception);
        Assert.Equal(arguments, call.RawRepresentation);
    }

    [Fact]
    public void Half_an_emoji_inside_arguments_reads_as_a_replacement_character()
    {
        FunctionCallContent call = Call("""  "{\"label\":\"\\ud83d\"}"  """);

        Assert.Equal("\ufffd", Assert.IsType<JsonElement>(call.Arguments!["label"]).GetString());
    }

    [Fact]
    public void Calls_without_an_id_get_one_each()
    {
        ChatResponse response =
            Read("""{"tool_calls":[{"function":{"name":"a"}},{"id":"","function":{"name":"b"}}]}""");

        string[] ids = [.. response.Messages[0].Contents.OfType<FunctionCallContent>().Select(call => call.CallId)];
        Assert.Equal(2, ids.Distinct().Count());
        // Some servers take no other ids.
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9]{9}$", id));
    }

    [Fact]
    public void A_body_that_is_no_utf_8_still_reads()
    {
        byte[] body = [.. Bytes("""{"choices":[{"message":{"content":"caf""").Span, 0xE9, .. Bytes("\"}}]}").Span];

        Assert.Equal("caf\ufffd", Parse(body).Text);
    }

    [Theory]
    [InlineData("""{"choices":[]}""", "empty choices")]
    [InlineData("""{"choices":null}""", "no choices")]
    [InlineData("[]", "no choices")]
    [InlineData("""{"choices":[{"message":null}]}""", "no message")]
    [InlineData("", "JSON")]
    public void What_is_no_completion_is_named(string body, string problem) =>
        Assert.Contains(problem, Assert.ThrowsAny<JsonException>(() => Parse(Bytes(body))).Message);

    private static Memory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private static ChatResponse Read(string message) => Parse(Bytes($$"""{"choices":[{"message":{{message}}}]}"""));

    private static ChatResponse Parse(ReadOnlyMemory<byte> body) =>
        ChatAnswer.Read(JsonText.Parse(body), new CallIds());

    private static FunctionCallContent Call(string arguments) => Assert.Single(
        Read(
            $$$"""{"content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"zoom","arguments":{{{arguments}}}}}]}""")
            .Messages[0].Contents.OfType<FunctionCallContent>());
}
