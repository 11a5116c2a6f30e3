using System.Text.Json;

namespace SPAgent.Tests;

public sealed class TraceTextTests
{
    [Theory, MemberData(nameof(TraceVariantTests.Sets), MemberType = typeof(TraceVariantTests))]
    public void Every_spelling_shows_its_figures(string set)
    {
        foreach (Trace trace in TraceStore.Open(Fixtures.Samples("traces", set)).Read())
        {
            string text = TraceText.Of(trace);
            Assert.Contains($"Trace: trace_{trace.SampleIndex:00000}.json\n", text, StringComparison.Ordinal);
            Assert.Contains($"Total turns: {trace.Turns.Count}\n", text, StringComparison.Ordinal);
            Assert.Contains($"Tool calls: {trace.ToolCalls.Count}\n", text, StringComparison.Ordinal);
            Assert.Contains($"Total tokens: {trace.Turns.Sum(turn => turn.Usage!.TotalTokens):N0}\n", text,
                StringComparison.Ordinal);
            Assert.Contains("Image source: rendered\n", text, StringComparison.Ordinal);
            Assert.All(trace.ToolCalls,
                call => Assert.Contains($"Turn {call.Turn}: {call.Name}\n", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_trace_is_shown_as_the_golden_file_has_it()
    {
        Trace trace = Trace.Load(Fixtures.Own("traces", "written-a.json"));
        Assert.Equal(File.ReadAllText(Fixtures.Own("traces", "view-a.txt")), TraceText.Of(trace, verbose: true));
    }

    [Fact]
    public void Code_and_its_message_are_shown()
    {
        string text = TraceText.Of(Trace.Load(Fixtures.Own("traces", "written-b.json")));
        Assert.Contains("     Code: result_image = image.rotate(90)\n     Success: yes\n     "
            + "Message: Success: Image processed", text, StringComparison.Ordinal);
        Assert.Contains("  2. Turn 2: python_code_tool\n     Code: 1/0\n     Success: no\n", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_trace_lacks_shows_as_not_available()
    {
        string text = TraceText.Of(new Trace { SampleIndex = 4, Turns = [], FinalResponse = "" });
        Assert.Contains("Locatability score: N/A\n  Ground truth: lat N/A, lon N/A\n  Country: N/A\n  City: "
            + "N/A\n  Image source: N/A\n", text, StringComparison.Ordinal);
        Assert.Contains("Total turns: 0\n", text, StringComparison.Ordinal);
        Assert.Contains("Parse success: N/A\n", text, StringComparison.Ordinal);
        Assert.Contains("Final response (0 characters)\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_response_is_cut_to_its_first_300_and_last_200_characters()
    {
        string response = string.Concat(Enumerable.Repeat("😀", 300)) + new string('x', 1000)
            + string.Concat(Enumerable.Repeat("😁", 200));
        Trace trace = new() { SampleIndex = 4, Turns = [], FinalResponse = response };
        string text = TraceText.Of(trace);
        Assert.Contains("Final response (1,500 characters)\n😀", text, StringComparison.Ordinal);
        Assert.Contains("😀\n[… 1,000 characters …]\n😁", text, StringComparison.Ordinal);
        Assert.DoesNotContain('x', text[text.IndexOf("Final", StringComparison.Ordinal)..]);
        Assert.Contains(response, TraceText.Of(trace, verbose: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_a_model_can_not_steer_the_terminal()
    {
        Trace trace = new()
        {
            SampleIndex = 4,
            SampleData = JsonElement.Parse("""{"city": "a\u001b[2J\nb"}"""),
            Turns = [],
            FinalResponse = "\u001b]0;x\u0007 \u202e \u009b \ud83d",
        };
        string text = TraceText.Of(trace);
        Assert.Contains("City: a␛[2J b\n", text, StringComparison.Ordinal);
        Assert.Contains("␛]0;x␇ \ufffd \ufffd \ufffd\n", text, StringComparison.Ordinal);
    }
}
