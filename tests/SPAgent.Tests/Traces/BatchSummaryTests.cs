using System.Text.Json;

namespace SPAgent.Tests;

public sealed class BatchSummaryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_is_summed_up_in_one_pass()
    {
        await Add(1, @"\boxed{0, 0}", tokens: 100, calls: 2);
        await Add(2, @"\boxed{0, 1}", tokens: 50, calls: 0);
        await Add(3, "no idea", tokens: 30, calls: 1);
        File.WriteAllText(Path.Combine(_folder, "trace_00004.json"), "{");

        BatchSummary summary = BatchSummary.Of(TraceStore.Open(_folder));
        Assert.Equal(3, summary.Traces);
        Assert.Equal(1, summary.Unreadable);
        Assert.StartsWith("trace_00004.json: ", Assert.Single(summary.Problems), StringComparison.Ordinal);
        Assert.Equal(2, summary.Parsed);
        Assert.Equal(GeoGuessrReward.DistanceKm(0, 0, 0, 1) / 2, summary.AverageDistanceKm);
        Assert.Equal([1, 1, 2, 2, 2], summary.Accuracy.Select(accuracy => accuracy.Count));
        Assert.Equal(6, summary.Turns);
        Assert.Equal(2, summary.AverageTurns);
        Assert.Equal(3, summary.ToolCalls);
        Assert.Equal(50, summary.ToolUsePercent);
        Assert.Equal(180, summary.Tokens);
        Assert.Equal(60, summary.TokensPerTrace);
        Assert.Equal(30, summary.TokensPerTurn);
        Assert.Equal(
            """
            Total traces: 3
            Unreadable files: 1
              trace_00004.json: the JSON is torn or wrong at line 1, byte 2. Remove it, and let the run write it again.
            Parse success: 2/3 (66.7%)
            Average distance: 55.60 km
            Accuracy @1km: 1/3 (33.3%)
            Accuracy @25km: 1/3 (33.3%)
            Accuracy @200km: 2/3 (66.7%)
            Accuracy @750km: 2/3 (66.7%)
            Accuracy @2500km: 2/3 (66.7%)
            Total turns: 6
            Average turns per trace: 2.0
            Total tool calls: 3
            Average tool calls per trace: 1.00
            Tool use: 50.0% of turns
            Total tokens: 180
            Average tokens per trace: 60
            Average tokens per turn: 30

            """,
            BatchText.Of(summary));
    }

    [Fact]
    public void An_empty_folder_has_no_averages_and_is_still_shown()
    {
        TraceStore empty = TraceStore.Open(_folder);
        Assert.Null(BatchSummary.Of(empty).AverageTurns);
        Assert.Contains("Parse success: 0/0 (N/A%)\nAverage distance: N/A km\n", BatchText.Of(empty), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_its_names_are_in_snake_case()
    {
        await Add(1, @"\boxed{0, 0}", tokens: 100, calls: 2);
        JsonElement json = JsonSerializer.SerializeToElement(BatchSummary.Of(TraceStore.Open(_folder)));
        Assert.Equal(
            "total_traces, unreadable, problems, parse_success, parse_success_percent, average_distance_km, accuracy, total_turns, average_turns, "
            + "total_tool_calls, average_tool_calls, tool_use_percent, total_tokens, average_tokens_per_trace, average_tokens_per_turn",
            string.Join(", ", json.EnumerateObject().Select(field => field.Name)));
        Assert.Equal("""{"km":1,"count":1,"percent":100}""", json.GetProperty("accuracy")[0].GetRawText());
    }

    [Theory, MemberData(nameof(TraceVariantTests.Sets), MemberType = typeof(TraceVariantTests))]
    public void Every_spelling_is_counted(string set)
    {
        TraceStore store = TraceStore.Open(Fixtures.Samples("traces", set));
        BatchSummary summary = BatchSummary.Of(store);
        Trace[] traces = [.. store.Read()];
        Assert.Equal(traces.Length, summary.Traces);
        Assert.Equal(traces.Sum(trace => trace.ToolCalls.Count), summary.ToolCalls);
        Assert.Equal(traces.Sum(trace => trace.Turns.Sum(turn => turn.Usage!.TotalTokens)), summary.Tokens);
    }

    private Task Add(int index, string response, int tokens, int calls) => TraceStore.Open(_folder).SaveAsync(
        new Trace
        {
            SampleIndex = index,
            Turns = [new() { Turn = 1, Response = "", Usage = new() { PromptTokens = tokens - 3, CompletionTokens = 3 } }, new() { Turn = 2, Response = response }],
            ToolCalls = [.. Enumerable.Range(0, calls).Select(_ => new ToolCall { Turn = 1, Name = "x", Success = true })],
            FinalResponse = response,
            Reward = GeoGuessrReward.Score(response, 0, 0),
        },
        TestContext.Current.CancellationToken);
}
