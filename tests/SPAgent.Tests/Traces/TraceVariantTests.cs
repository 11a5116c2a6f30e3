using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

public sealed class TraceVariantTests
{
    private const string Written = "conversation_log.assistant_response, tool_calls_log";

    public static TheoryData<string> Sets =>
        [.. Directory.GetDirectories(Fixtures.Samples("traces")).Select(Path.GetFileName).OfType<string>()
            .Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("written", Written, true, true)]
    [InlineData("assistant-response", Written, true, true)]
    [InlineData("response", "conversation_log.response, tool_calls_log", true, true)]
    [InlineData("history", "conversation_history.response, tool_calls", false, false)]
    [InlineData("nested-calls", "conversation_log.response, tool_calls", true, true)]
    [InlineData("no-initial-prompt", Written, false, true)]
    [InlineData("answer-only", Written, true, false)]
    [InlineData("sorted-index", Written, true, true)]
    public void Every_spelling_is_told_and_read(string set, string variant, bool hasPrompt, bool wholeResponse)
    {
        Trace[] traces = [.. Open(set).Read()];
        Assert.InRange(traces.Length, 2, 4);
        Assert.All(traces, trace =>
        {
            Assert.Equal(variant, trace.Variant);
            Assert.Equal(hasPrompt, trace.InitialPrompt is not null);
            Assert.Equal(wholeResponse, trace.FinalResponse == trace.Turns[^1].Response);
            Assert.EndsWith(wholeResponse ? "</answer>" : "}$", trace.FinalResponse, StringComparison.Ordinal);
        });
    }

    [Theory, MemberData(nameof(Sets))]
    public void What_every_trace_holds_is_read_from_every_spelling(string set)
    {
        foreach (Trace trace in Open(set).Read())
        {
            Assert.Equal("data-samples/streets", trace.DatasetPath);
            Assert.Equal(TraceStore.FileName(trace.SampleIndex), Path.GetFileName(trace.Source));
            Assert.NotEqual("", trace.SampleData.GetProperty("city").GetString());
            Assert.Equal(trace.ToolCalls.Count + 1, trace.Turns.Count);
            Assert.Equal(Enumerable.Range(1, trace.Turns.Count), trace.Turns.Select(turn => turn.Turn));
            Assert.Equal(Enumerable.Range(1, trace.ToolCalls.Count), trace.ToolCalls.Select(call => call.Turn));
            Assert.All(trace.Turns,
                turn => Assert.Equal(turn.Usage!.TotalTokens, turn.Usage.PromptTokens + turn.Usage.CompletionTokens));
            Assert.All(trace.ToolCalls,
                call => Assert.Equal(call.Name == "python_code_tool", call.Code is not null && call.Arguments is null));
            Assert.All(trace.ToolCalls,
                call => Assert.Matches("^(image_zoom_in|image_rotate|python_code)_tool$", call.Name));
            Assert.Empty(trace.Extra);
        }
    }

    [Theory, MemberData(nameof(Sets))]
    public void The_recorded_score_is_the_score_of_the_final_response(string set)
    {
        foreach (Trace trace in Open(set).Read())
        {
            RewardScore score = new GeoGuessrReward().Score(trace.FinalResponse, trace.SampleData)!;
            Assert.Equal(JsonSerializer.Serialize(trace.Reward), JsonSerializer.Serialize(score));
        }
    }

    [Theory, MemberData(nameof(Sets))]
    public void A_trace_written_in_the_one_form_reads_as_it_was(string set)
    {
        foreach (Trace trace in Open(set).Read())
        {
            byte[] bytes = trace.ToUtf8();
            Trace again = Trace.Parse(bytes, trace.Source!);
            Assert.Equal(Written, again.Variant);
            Assert.Equal(bytes, again.ToUtf8());
            Assert.Equal(trace.Turns.Select(turn => turn.Response), again.Turns.Select(turn => turn.Response));
            Assert.Equal(trace.ToolCalls.Select(Parameters), again.ToolCalls.Select(Parameters));
            Assert.Equal(trace.FinalResponse, again.FinalResponse);
            Assert.Equal(trace.InitialPrompt?.User, again.InitialPrompt?.User);
            Assert.DoesNotContain("base64", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("written", 0), InlineData("written", 20), InlineData("written", 8),
        InlineData("python-code", 2)]
    public void A_file_in_the_written_form_is_written_back_byte_by_byte(string set, int index)
    {
        string path = Open(set).PathOf(index);
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(Trace.Load(path).ToUtf8()));
    }

    [Fact]
    public void The_pictures_in_a_history_are_dropped()
    {
        Trace trace = Open("history").Load(7);
        Assert.Contains("base64", File.ReadAllText(trace.Source!), StringComparison.Ordinal);
        Assert.All(trace.Turns, turn => Assert.Empty(turn.Extra));
    }

    [Fact]
    public void A_trace_of_two_turns_takes_less_than_six_kilobytes_beside_the_words_of_the_model()
    {
        Trace trace = Open("written").Load(0);
        Assert.Equal(2, trace.Turns.Count);
        int words = trace.Turns.Sum(turn => Encoding.UTF8.GetByteCount(turn.Response))
            + Encoding.UTF8.GetByteCount(trace.FinalResponse);
        Assert.InRange(trace.ToUtf8().Length - words, 1, 6000);
    }

    [Fact]
    public void A_program_is_found_wherever_the_model_put_it()
    {
        const string calls = """
            [{"turn": 1, "tool_name": "python_code_tool", "code": "a", "success": true},
             {"turn": 2, "tool_name": "python_code_tool", "tool_arguments": {"code": "b"}, "success": true},
             {"turn": 3, "tool_call": {"name": "python_code_tool", "code": "c"}},
             {"turn": 4, "tool_call": {"name": "python_code_tool", "arguments": {"code": "d", "note": 1}}, "success": false},
             {"turn": 5, "tool_name": "other_tool", "tool_arguments": {"code": "e"}, "success": true}]
            """;
        Trace trace = Trace.Parse(
            Encoding.UTF8.GetBytes($$"""{"sample_index": 1, "conversation_log": [], "tool_calls": {{calls}}}"""), "x");
        Assert.Equal(["a", "b", "c", "d", null], trace.ToolCalls.Select(call => call.Code));
        Assert.Equal([null, null, null, """{"code": "d", "note": 1}""", """{"code": "e"}"""],
            trace.ToolCalls.Select(call => call.Arguments?.GetRawText()));
        Assert.Equal([true, true, true, false, true], trace.ToolCalls.Select(call => call.Success));
        Assert.Equal(trace.ToolCalls.Select(Parameters), Trace.Parse(trace.ToUtf8(), "x").ToolCalls.Select(Parameters));
    }

    private static TraceStore Open(string set) => TraceStore.Open(Fixtures.Samples("traces", set));

    private static (int, string, string?, string?, bool, string?) Parameters(ToolCall call) =>
        (call.Turn, call.Name, call.Code, call.Arguments is JsonElement given ? JsonSerializer.Serialize(given) : null,
            call.Success, call.Message);
}
