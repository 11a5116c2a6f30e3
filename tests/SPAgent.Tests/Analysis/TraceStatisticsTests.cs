using System.Text.Json;

namespace SPAgent.Tests.Analysis;

public sealed class TraceStatisticsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_is_summed_up_in_one_pass()
    {
        await Add(1, @"\boxed{0, 0}", tokens: 100, calls: 2);
        await Add(2, @"\boxed{0, 1}", tokens: 50, calls: 0);
        await Add(3, "no idea", tokens: 30, calls: 1);
        File.WriteAllText(Path.Combine(_folder, "trace_00004.json"), "{");

        TraceStatistics summary = TraceStore.Open(_folder).Statistics(Stop);
        Assert.Equal(3, summary.TotalTraces);
        Assert.Equal(1, summary.Unreadable);
        Assert.StartsWith("trace_00004.json: ", Assert.Single(summary.Problems), StringComparison.Ordinal);
        Assert.Equal(2, summary.ParseSuccess);
        Assert.Equal(GeoGuessrReward.DistanceKm(0, 0, 0, 1) / 2, summary.AverageDistanceKm);
        Assert.Equal([1, 1, 2, 2, 2], summary.Accuracy.Select(accuracy => accuracy.Count));
        Assert.Equal(6, summary.TotalTurns);
        Assert.Equal(2, summary.AverageTurns);
        Assert.Equal(3, summary.TotalToolCalls);
        Assert.Equal(50, summary.ToolUsePercent);
        Assert.Equal(180, summary.TotalTokens);
        Assert.Equal(60, summary.AverageTokensPerTrace);
        Assert.Equal(30, summary.AverageTokensPerTurn);
        Assert.Equal(
            """
            Total traces: 3
            Unreadable files: 1
              trace_00004.json: the JSON is torn or wrong at line 1, byte 2. Remove it, and let the run write it again.
            Parse success: 2/3 (66.7%)
            Average reward: 0.6427
            Average distance: 55.60 km
            Median distance: 55.60 km
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
            summary.ToString().Split("\n\n")[0] + "\n");
    }

    [Fact]
    public void An_empty_folder_has_no_averages_and_is_still_shown()
    {
        TraceStatistics empty = TraceStore.Open(_folder).Statistics(Stop);
        Assert.Null(empty.AverageTurns);
        Assert.Null(empty.AverageDistanceKm);
        Assert.Contains("Parse success: 0/0 (N/A%)\nAverage reward: N/A\nAverage distance: N/A km\n", empty.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonElement.Parse(empty.ToJson()).GetProperty("average_turns").ValueKind);
    }

    [Fact]
    public async Task As_JSON_its_names_are_in_snake_case()
    {
        await Add(1, @"\boxed{0, 0}", tokens: 100, calls: 2);
        JsonElement json = JsonElement.Parse(TraceStore.Open(_folder).Statistics(Stop).ToJson());
        Assert.Equal(100, json.GetProperty("total_tokens").GetInt64());
        Assert.Equal(50, json.GetProperty("average_tokens_per_turn").GetDouble());
        Assert.Equal(1, json.GetProperty("accuracy")[0].GetProperty("km").GetInt32());
        Assert.Equal("x", json.GetProperty("tools")[0].GetProperty("tool").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("tools")[0].GetProperty("mean_reward_without").ValueKind);
    }

    [Fact]
    public async Task Tools_are_judged_by_the_traces_with_and_without_them()
    {
        await Add(1, @"\boxed{0, 0}", tokens: 1, calls: 2);
        await Add(2, "no idea", tokens: 1, calls: 0);
        ToolStatistics tool = Assert.Single(TraceStore.Open(_folder).Statistics(Stop).Tools);
        Assert.Equal((2, 0, 1, 100.0), (tool.Calls, tool.Failed, tool.Traces, tool.SuccessPercent));
        Assert.Equal((1.0, 0.0), (tool.MeanRewardWith, tool.MeanRewardWithout));
    }

    [Fact]
    public async Task Columns_that_group_rows_are_counted_and_names_are_not()
    {
        for (int i = 0; i < 8; i++)
            await Add(i, @"\boxed{0, 0}", tokens: 1, calls: 0,
                $$"""{"file_name": "{{i}}.jpg", "nick": "n{{i}}", "country": "{{(i < 5 ? "Peru" : "Chad")}}", "hard": {{i / 7.0}}}""");
        TraceStatistics summary = TraceStore.Open(_folder).Statistics(Stop);
        Assert.Equal(["country Peru 5", "country Chad 3"],
            summary.Columns.Where(row => row.Column != "hard").Select(row => $"{row.Column} {row.Value} {row.Traces}"));
        Assert.Equal([2, 1, 2, 1, 2], summary.Columns.Where(row => row.Column == "hard").Select(row => row.Traces));
        Assert.All(summary.Columns, row => Assert.Equal(1.0, row.MeanReward));
    }

    [Fact]
    public async Task A_name_of_a_row_is_no_group_however_many_answers_the_row_has()
    {
        for (int i = 0; i < 16; i++)
        {
            string row = $$"""{"caption": "c{{i / 2}}", "country": "{{(i < 10 ? "Peru" : "Chad")}}"}""";
            await Add(i / 2, @"\boxed{0, 0}", tokens: 1, calls: 0, row, rollout: 1 + (i % 2));
        }

        Assert.Equal(["country Peru 10", "country Chad 6"], TraceStore.Open(_folder).Statistics(Stop).Columns
            .Select(row => $"{row.Column} {row.Value} {row.Traces}"));
    }

    [Fact]
    public async Task A_number_on_an_edge_is_in_the_interval_that_begins_there()
    {
        for (int i = 0; i <= 10; i++)
            await Add(i, @"\boxed{0, 0}", tokens: 1, calls: 0, $$"""{"hard": {{i / 10.0}}}""");
        Assert.Equal(["0 to 0.2 2", "0.2 to 0.4 2", "0.4 to 0.6 2", "0.6 to 0.8 2", "0.8 to 1 3"],
            TraceStore.Open(_folder).Statistics(Stop).Columns.Select(row => $"{row.Value} {row.Traces}"));
    }

    [Fact]
    public async Task A_folder_gives_the_same_figures_each_time_though_all_cores_count()
    {
        for (int i = 0; i < 300; i++) await Add(i, $@"\boxed{{{i / 7.0}, {i / 3.0}}}", tokens: i, calls: i % 3);
        TraceStore store = TraceStore.Open(_folder);
        string first = store.Statistics(Stop).ToJson();
        for (int run = 0; run < 5; run++) Assert.Equal(first, store.Statistics(Stop).ToJson());
    }

    [Fact]
    public async Task Bins_hold_every_value_once()
    {
        for (int i = 0; i < 40; i++) await Add(i, @"\boxed{0, 0}", tokens: i * i, calls: 0);
        foreach (Distribution distribution in TraceStore.Open(_folder).Statistics(Stop).Distributions)
        {
            Assert.Equal(distribution.Count, distribution.Bins.Sum(bin => bin.Count));
        }
    }

    [Fact]
    public async Task The_figures_turn_into_a_table()
    {
        await Add(1, @"\boxed{0, 0}", tokens: 100, calls: 2);
        Table table = TraceStore.Open(_folder).Statistics(Stop).ToTable();
        Assert.Equal(100, table.Where(row => row.Text("figure") == "total_tokens")[0].Number("value"));
        Assert.Equal(100, table.Where(row => row.Text("figure") == "accuracy_1km_percent")[0].Number("value"));
    }

    [Theory, MemberData(nameof(TraceVariantTests.Sets), MemberType = typeof(TraceVariantTests))]
    public void Every_spelling_is_counted(string set)
    {
        TraceStore store = TraceStore.Open(Fixtures.Samples("traces", set));
        TraceStatistics summary = store.Statistics(Stop);
        Trace[] traces = [.. store.Read()];
        Assert.Equal(traces.Length, summary.TotalTraces);
        Assert.Equal(traces.Sum(trace => trace.ToolCalls.Count), summary.TotalToolCalls);
        Assert.Equal(traces.Sum(trace => trace.Turns.Sum(turn => turn.Usage!.TotalTokens)), summary.TotalTokens);
    }

    private Task Add(int index, string response, int tokens, int calls, string row = "{}", int rollout = 1) =>
        TraceStore.Open(_folder).SaveAsync(
        new Trace
        {
            SampleIndex = index,
            Rollout = rollout,
            SampleData = JsonElement.Parse(row),
            Turns = [new() { Turn = 1, Response = "", Usage = new() { PromptTokens = tokens, CompletionTokens = 0 } },
                new() { Turn = 2, Response = response }],
            ToolCalls =
                [.. Enumerable.Range(0, calls).Select(_ => new ToolCall { Turn = 1, Name = "x", Success = true })],
            FinalResponse = response,
            Reward = GeoGuessrReward.Score(response, 0, 0),
        },
        TestContext.Current.CancellationToken);
}
