using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>The golden files are what Python's json.dump writes (indent 2, ensure_ascii off), and a line
/// feed.</summary>
public sealed class TraceWritingTests
{
    [Theory, InlineData("written-a.json"), InlineData("written-b.json")]
    public void A_trace_in_the_written_form_is_written_back_byte_by_byte(string name)
    {
        byte[] golden = File.ReadAllBytes(Fixtures.Own("traces", name));
        Assert.Equal(Encoding.UTF8.GetString(golden), Encoding.UTF8.GetString(Trace.Parse(golden, name).ToUtf8()));
    }

    [Fact]
    public void A_zoom_and_rotate_trace_made_here_is_written_as_the_golden_file()
    {
        Trace golden = Trace.Load(Fixtures.Own("traces", "written-a.json"));
        Trace made = new()
        {
            DatasetPath = "data-samples/streets",
            SampleIndex = 17,
            SampleData = golden.SampleData,
            InitialPrompt = new InitialPrompt
            {
                System = "You are a helpful assistant.",
                User = "<image>\n\nWhere was this photo taken?",
                Tools = golden.InitialPrompt!.Tools,
                ToolsMode = "api_parameter",
            },
            Turns =
            [
                new ConversationTurn
                {
                    Turn = 1,
                    Response = "A sign: \"Rue\" \\ <tool_call>\n{\"name\": \"image_zoom_in_tool\", \"arguments\": "
                        + "{\"bbox_2d\": [10, 20, 110, 120]}}\n</tool_call>",
                    Usage = new() { PromptTokens = 412, CompletionTokens = 58, TotalTokens = 470,
                        Extra = [Field("prompt_tokens_details", "null")] },
                    FinishReason = "stop",
                    Reasoning = "tab\there\u0001\u007f é 😀 \u2028",
                    LatencyMs = 203,
                },
                new ConversationTurn
                    { Turn = 2, Response = @"$\boxed{48.8566, 2.3522}$", Extra = [Field("x_served_by", "\"b\"")] },
            ],
            ToolCalls =
            [
                new ToolCall
                {
                    Turn = 1,
                    Name = "image_zoom_in_tool",
                    Arguments = JsonElement.Parse("""{"bbox_2d": [10, 20, 110, 120], "label": "sign"}"""),
                    Success = true,
                    ObservationSha256 = string.Concat(Enumerable.Repeat("ab", 32)),
                },
                new ToolCall
                {
                    Turn = 1,
                    Name = "image_rotate_tool",
                    Arguments = JsonElement.Parse("""{"angle": "x"}"""),
                    Success = false,
                    Message = "Error: angle is no number",
                },
            ],
            FinalResponse = @"$\boxed{48.8566, 2.3522}$",
            Reward = new GeoGuessrReward().Score(@"$\boxed{48.8566, 2.3522}$", golden.SampleData),
            Metadata = JsonElement.Parse("""{"total_turns": 99, "note": "kept"}"""),
            Model = "simulated",
            ImageSha256 = string.Concat(Enumerable.Repeat("cd", 32)),
            StartedAt = new DateTimeOffset(2026, 1, 24, 14, 30, 22, TimeSpan.Zero),
            DurationMs = 1234,
            Attempts = 1,
            Extra = [Field("x_unknown", """{"kept": [1, 2.5, "…"]}""")],
        };
        Assert.Equal(File.ReadAllText(Fixtures.Own("traces", "written-a.json")),
            Encoding.UTF8.GetString(made.ToUtf8()));
    }

    [Fact]
    public void A_Python_code_trace_made_here_is_written_as_the_golden_file()
    {
        Trace made = new()
        {
            DatasetPath = "data-samples/streets",
            SampleIndex = 3,
            Turns = [new() { Turn = 1, Response = "", Usage = new() { TotalTokens = 12 } }],
            ToolCalls =
            [
                new ToolCall
                {
                    Turn = 1,
                    Name = "python_code_tool",
                    Code = "result_image = image.rotate(90)\n",
                    Success = true,
                    Message = "Success: Image processed successfully",
                    ObservationSha256 = string.Concat(Enumerable.Repeat("ef", 32)),
                    Replayable = true,
                    Environment = JsonElement.Parse("""{"python": "3.11.2", "pillow": "9.4.0"}"""),
                },
                new ToolCall
                {
                    Turn = 2,
                    Name = "python_code_tool",
                    Code = "1/0",
                    Success = false,
                    Message = "Error: ZeroDivisionError: division by zero",
                },
            ],
            FinalResponse = "",
        };
        Assert.Equal(File.ReadAllText(Fixtures.Own("traces", "written-b.json")),
            Encoding.UTF8.GetString(made.ToUtf8()));
    }

    [Fact]
    public void Rescoring_a_trace_renews_its_summary()
    {
        Trace trace = Trace.Load(Fixtures.Own("traces", "written-a.json"));
        JsonElement written = JsonElement.Parse((trace with { Reward = null, Turns = [] }).ToUtf8());
        Assert.Equal("{}", written.GetProperty("reward_score").GetRawText());
        JsonElement summary = written.GetProperty("metadata");
        Assert.Equal(0, summary.GetProperty("total_turns").GetInt32());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("score").ValueKind);
        Assert.Equal("kept", summary.GetProperty("note").GetString());
    }

    [Fact]
    public void A_lone_surrogate_anywhere_is_written_as_the_replacement_character_and_loses_nothing()
    {
        JsonElement spoilt = JsonElement.Parse("""{"a\ud83d": ["\udc00b", "😀"]}""");
        Trace trace = new()
        {
            SampleIndex = 0,
            SampleData = spoilt,
            Turns = [new() { Turn = 1, Response = "cut \ud83d", Reasoning = "\udc00\ud83d😀\ud83d" }],
            ToolCalls =
                [new() { Turn = 1, Name = "x\ud83d", Arguments = spoilt, Success = false, Message = "\ud83d\n\udc00" }],
            FinalResponse = "cut \ud83d",
            Extra = [new("y\udc00", spoilt)],
        };
        Trace read = Trace.Parse(trace.ToUtf8(), "x");
        Assert.Equal("cut \ufffd", read.FinalResponse);
        Assert.Equal("cut \ufffd", read.Turns[0].Response);
        Assert.Equal("\ufffd\ufffd😀\ufffd", read.Turns[0].Reasoning);
        Assert.Equal("x\ufffd", read.ToolCalls[0].Name);
        Assert.Equal("\ufffd\n\ufffd", read.ToolCalls[0].Message);
        Assert.Equal("\ufffdb", read.SampleData.GetProperty("a\ufffd")[0].GetString());
        Assert.Equal("\ufffdb", read.ToolCalls[0].Arguments?.GetProperty("a\ufffd")[0].GetString());
        Assert.Equal("y\ufffd", read.Extra[0].Key);
    }

    [Fact]
    public void Arguments_may_be_nested_deeper_than_JSON_readers_go_by_default()
    {
        string deep = new string('[', 100) + new string(']', 100);
        JsonElement arguments = JsonElement.Parse(deep, new JsonDocumentOptions { MaxDepth = 128 });
        Trace trace = new()
        {
            SampleIndex = 0,
            Turns = [],
            ToolCalls = [new() { Turn = 1, Name = "x", Arguments = arguments, Success = false }],
            FinalResponse = "",
        };
        JsonElement? read = Trace.Parse(trace.ToUtf8(), "x").ToolCalls[0].Arguments;
        Assert.Equal(deep, string.Concat(read!.Value.GetRawText().Where(c => c is '[' or ']')));
    }

    [Fact]
    public void Fields_that_are_not_known_are_written_again_wherever_they_stand()
    {
        Trace trace = Trace.Parse("""
            {"sample_index": 1, "conversation_log": [],
             "tool_calls_log": [{"turn": 1, "tool_name": "x", "box_units": "permille", "success": true}],
             "pictures": {"column": "a", "later": 1},
             "judgements": [{"reward": "judge", "replies": [
               {"text": "t", "usage": {"total_tokens": 3, "cached_tokens": 2, "later": 2}, "later": 3}]}]}
            """u8.ToArray(), "x");
        Assert.Null(trace.ToolCalls[0].BoxUnits);
        JsonElement written = JsonElement.Parse(trace.ToUtf8()),
            reply = written.GetProperty("judgements")[0].GetProperty("replies")[0];
        Assert.Equal("permille", written.GetProperty("tool_calls_log")[0].GetProperty("box_units").GetString());
        Assert.Equal(1, written.GetProperty("pictures").GetProperty("later").GetInt32());
        Assert.Equal(2, reply.GetProperty("usage").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(2, reply.GetProperty("usage").GetProperty("later").GetInt32());
        Assert.Equal(3, reply.GetProperty("later").GetInt32());
    }

    [Fact]
    public async Task A_trace_is_saved_under_its_name_and_nothing_else_is_left()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Trace trace = Trace.Load(Fixtures.Own("traces", "written-a.json"));
        await TraceStore.Open(folder).SaveAsync(trace, TestContext.Current.CancellationToken);
        Assert.Equal(["trace_00017.json"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        Assert.Equal(trace.ToUtf8(), File.ReadAllBytes(Path.Combine(folder, "trace_00017.json")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_is_no_row_or_no_index_is_refused_where_it_is_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Trace { SampleIndex = -1, Turns = [], FinalResponse = "" });
        Assert.Throws<ArgumentException>(
            () => new Trace { SampleIndex = 0, SampleData = default, Turns = [], FinalResponse = "" });
    }

    private static KeyValuePair<string, JsonElement> Field(string name, string json) =>
        new(name, JsonElement.Parse(json));
}
