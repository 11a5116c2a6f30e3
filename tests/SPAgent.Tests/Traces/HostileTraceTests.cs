using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

public sealed class HostileTraceTests
{
    private const string Plain =
        """{"sample_index": 5, "conversation_log": [{"turn": 1, "assistant_response": "a"}]}""";

    [Fact]
    public void A_wrong_type_names_the_file_the_field_what_was_seen_and_what_to_do()
    {
        var error = Assert.Throws<TraceException>(
            () => Parse("""{"sample_index": "x", "conversation_log": []}""", "traces/trace_00017.json"));
        Assert.Equal(
            "trace_00017.json: sample_index is \"x\", a whole number is expected. Re-export the trace, or remove it.",
            error.Message);
        Assert.Equal("traces/trace_00017.json", error.Path);
        Assert.Equal("sample_index", error.Field);
    }

    [Theory]
    [InlineData("""{"conversation_log": []}""", "sample_index")]
    [InlineData("""{"sample_index": 1}""", "conversation_log")]
    [InlineData("""{"sample_index": 1.5, "conversation_log": []}""", "sample_index")]
    [InlineData("""{"sample_index": -1, "conversation_log": []}""", "sample_index")]
    [InlineData("""{"sample_index": 99999999999, "conversation_log": []}""", "sample_index")]
    [InlineData("""{"sample_index": null, "conversation_log": []}""", "sample_index")]
    [InlineData("""{"sample_index": 1, "conversation_log": {}}""", "conversation_log")]
    [InlineData("""{"sample_index": 1, "conversation_log": [3]}""", "conversation_log[0]")]
    [InlineData("""{"sample_index": 1, "conversation_log": [{"turn": 1}]}""", "conversation_log[0].assistant_response")]
    [InlineData("""{"sample_index": 1, "conversation_log": [{"response": 3}]}""", "conversation_log[0].response")]
    [InlineData("""{"sample_index": 1, "conversation_log": [{"response": "", "usage": 3}]}""",
        "conversation_log[0].usage")]
    [InlineData("""{"sample_index": 1, "conversation_log": [{"response": "", "usage": {"total_tokens": -3}}]}""",
        "conversation_log[0].usage.total_tokens")]
    [InlineData("""{"sample_index": 1, "conversation_log": [{"response": "", "latency_ms": 1e300}]}""",
        "conversation_log[0].latency_ms")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "tool_calls": [{"turn": 1}]}""",
        "tool_calls[0].tool_name")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "tool_calls": [{"turn": 1, "tool_call": []}]}""",
        "tool_calls[0].tool_call")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "tool_calls_log": [{"turn": 1, "tool_name": "x", "success": "no"}]}""", "tool_calls_log[0].success")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "sample_data": []}""", "sample_data")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "initial_prompt": "x"}""", "initial_prompt")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "reward_score": "x"}""", "reward_score")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "reward_score": {"score": "x"}}""", "reward_score")]
    [InlineData("""{"sample_index": 1, "conversation_log": [], "started_at": "yesterday"}""", "started_at")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    public void Every_field_of_a_wrong_type_is_named(string json, string field) =>
        Assert.Equal(field, Assert.Throws<TraceException>(() => Parse(json)).Field);

    [Fact]
    public void A_trace_of_a_later_version_is_refused()
    {
        TraceException later = Assert.Throws<TraceException>(
            () => Parse("""{"sample_index": 5, "conversation_log": [], "format_version": 2}"""));
        Assert.Equal("x: its version is 2, and this program reads 1. Take a later one.", later.Message);
        Assert.Equal("format_version", later.Field);
    }

    [Fact]
    public void A_long_value_is_quoted_only_at_its_start()
    {
        string json = $$"""{"sample_index": "{{new string('é', 100_000)}}", "conversation_log": []}""";
        Assert.InRange(Assert.Throws<TraceException>(() => Parse(json)).Message.Length, 50, 200);
    }

    [Fact]
    public void A_trace_torn_at_any_byte_is_refused_and_never_half_read()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.Own("traces", "written-a.json"));
        for (int length = 0; length < whole.Length - 2; length++)
        {
            var error = Assert.Throws<TraceException>(() => Trace.Parse(whole.AsMemory(0, length), "trace_00017.json"));
            Assert.StartsWith("trace_00017.json: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_byte_changed_anywhere_gives_a_trace_or_a_refusal()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.Own("traces", "written-b.json"));
        foreach (byte value in (byte[])[0, (byte)'"', (byte)'9', 0xd8])
        {
            for (int at = 0; at < whole.Length; at++)
            {
                byte[] changed = [.. whole];
                changed[at] = value;
                try
                {
                    Assert.NotEmpty(Trace.Parse(changed, "x").ToUtf8());
                }
                catch (TraceException problem)
                {
                    Assert.StartsWith("x: ", problem.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData(@"cut \ud83d", "cut \ufffd")]
    [InlineData(@"\udc00\ud83d", "\ufffd\ufffd")]
    [InlineData(@"\ud83d\ude00", "😀")]
    [InlineData(@"\uD83D\uDE00", "😀")]
    [InlineData(@"\ud83d\u0041", "\ufffdA")]
    [InlineData(@"\\ud83d", @"\ud83d")]
    [InlineData(@"\\\ud83d\""", "\\\ufffd\"")]
    [InlineData("NaN Infinity", "NaN Infinity")]
    [InlineData(@"\"" NaN", "\" NaN")]
    public void A_lone_surrogate_in_a_reply_reads_as_the_replacement_character(string escaped, string expected)
    {
        Trace trace =
            Parse(
                $$"""{"sample_index": 5, "conversation_log": [{"turn": 1, "assistant_response": "{{escaped}}"}], "x": NaN}""");
        Assert.Equal(expected, trace.Turns[0].Response);
        Assert.Equal(expected, trace.FinalResponse);
    }

    [Fact]
    public void Invalid_UTF8_reads_as_the_replacement_character()
    {
        byte[] json = [.. Encoding.UTF8.GetBytes("""{"sample_index": 5, "conversation_log": [{"response": "é"""), 0xff,
            0xed, 0xa0, 0xbd, .. "\"}]}"u8];
        Assert.Matches("^é\ufffd+$", Trace.Parse(json, "x").FinalResponse);
    }

    [Fact]
    public void Bare_NaN_and_Infinity_read_as_null()
    {
        Trace trace = Parse("""
            {"sample_index": 5, "conversation_log": [], "sample_data": {"lat": NaN, "lon": -Infinity, "name": "NaN"},
             "reward_score": {"score": 1.0, "distance@km": NaN, "parse_success": true}, "x": [Infinity, {"y":NaN}]}
            """);
        Assert.Equal(JsonValueKind.Null, trace.SampleData.GetProperty("lat").ValueKind);
        Assert.Equal(JsonValueKind.Null, trace.SampleData.GetProperty("lon").ValueKind);
        Assert.Equal("NaN", trace.SampleData.GetProperty("name").GetString());
        Assert.Equal(double.NaN, trace.Reward?["distance@km"]);
        Assert.Equal("""[null, {"y":null}]""", trace.Extra[0].Value.GetRawText());
        Assert.Equal(JsonValueKind.Null,
            JsonElement.Parse(trace.ToUtf8()).GetProperty("metadata").GetProperty("distance_km").ValueKind);
    }

    [Fact]
    public void A_byte_order_mark_is_put_up_with() => Assert.Equal(5, Parse("\ufeff" + Plain).SampleIndex);

    [Fact]
    public void Of_a_name_that_comes_twice_the_last_one_counts() =>
        Assert.Equal(6, Parse("""{"sample_index": 5, "sample_index": 6, "conversation_log": []}""").SampleIndex);

    [Fact]
    public void Null_content_beside_a_native_tool_call_counts_as_empty()
    {
        Trace trace =
            Parse(
                """{"sample_index": 5, "conversation_log": [{"turn": 1, "assistant_response": null, "usage": null}], "final_response": null}""");
        Assert.Equal("", trace.Turns[0].Response);
        Assert.Null(trace.Turns[0].Usage);
        Assert.Equal("", trace.FinalResponse);
    }

    [Fact]
    public void More_entries_than_any_trace_has_are_refused()
    {
        string turns = string.Join(',', Enumerable.Repeat("""{"response":""}""", 100_001));
        string names = string.Join(',', Enumerable.Range(0, 100_001).Select(i => $"\"x{i}\":0"));
        Assert.Equal("conversation_log",
            Assert.Throws<TraceException>(
                () => Parse($$"""{"sample_index": 5, "conversation_log": [{{turns}}]}""")).Field);
        Assert.Equal("", Assert.Throws<TraceException>(() => Parse($$"""{"sample_index": 5, {{names}}}""")).Field);
    }

    [Fact]
    public void A_file_over_the_bound_a_missing_one_and_a_folder_are_refused()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string large = Path.Combine(folder, "trace_00001.json");
        using (FileStream file = File.Create(large)) file.SetLength((256L << 20) + 1);
        Assert.Contains("268,435,457 bytes", Assert.Throws<TraceException>(() => Trace.Load(large)).Message,
            StringComparison.Ordinal);
        Assert.Throws<TraceException>(() => Trace.Load(Path.Combine(folder, "trace_00002.json")));
        Assert.Throws<TraceException>(() => Trace.Load(folder));
        Directory.Delete(folder, recursive: true);
    }

    private static Trace Parse(string json, string name = "x") => Trace.Parse(Encoding.UTF8.GetBytes(json), name);
}
