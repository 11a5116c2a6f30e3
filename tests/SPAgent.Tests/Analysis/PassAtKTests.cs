using System.Text.Json;

namespace SPAgent.Tests.Analysis;

/// <summary>What several answers to a row add up to.</summary>
public sealed class PassAtKTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 4, 1, 0.25)]
    [InlineData(2, 4, 1, 0.5)]
    [InlineData(4, 4, 1, 1)]
    [InlineData(2, 4, 2, 0.8333333333333334)]
    [InlineData(3, 10, 3, 0.7083333333333334)]
    [InlineData(1, 5, 0, 0)]
    [InlineData(5, 5, 0, 0)]
    [InlineData(2, 5, 5, 1)]
    public void The_estimator_is_the_unbiased_one(int k, int count, int right, double expected) =>
        Assert.Equal(expected, RowTally.PassAt(k, count, right), 12);

    [Fact]
    public void The_estimator_is_the_share_of_draws_that_hold_a_right_answer()
    {
        for (int right = 0; right <= 6; right++)
        {
            for (int k = 1; k <= 6; k++)
            {
                // Answers below `right` are right; every set of k of 6 is drawn once.
                int[] draws = [.. Enumerable.Range(0, 1 << 6).Where(draw => int.PopCount(draw) == k)];
                double share = draws.Count(draw => (draw & ((1 << right) - 1)) != 0) / (double)draws.Length;
                Assert.Equal(share, RowTally.PassAt(k, 6, right), 12);
            }
        }
    }

    [Fact]
    public async Task Rows_and_traces_are_counted_apart()
    {
        await Row(1, 1, 0, 0, 1);
        await Row(2, 0, 0, 0, null);
        await Row(3, 1, 1);
        await Row(4, 0.6);
        TraceStatistics figures = Statistics();
        Assert.Equal((11, 4, 4), (figures.TotalTraces, figures.Rows, figures.Rollouts));
        Assert.Equal([1, 2, 4], figures.PassAtK!.Keys);
        // By k: rows 1 to 4; without row 4; row 1 alone, for an answer of row 2 was given no reward.
        Assert.Equal((0.5 + 0 + 1 + 1) / 4, figures.PassAtK[1]!.Value, 12);
        Assert.Equal((1 - (1 / 6.0) + 0 + 1) / 3, figures.PassAtK[2]!.Value, 12);
        Assert.Equal(1, figures.PassAtK[4]);
        Assert.Equal([4, 3, 1], figures.PassAtKRows!.Values);
        Assert.Equal((0.5 + 0 + 1 + 0.6) / 4, figures.AverageRowReward!.Value, 12);
        Assert.Equal((0.5 + 0 + 0) / 3, figures.AverageRowRewardSpread!.Value, 12);
        Assert.Equal((1, 1), (figures.RowsAllSucceed, figures.RowsNoneSucceed));
        Assert.Null(figures.PassAtKReason);
    }

    [Fact]
    public async Task An_answer_that_could_not_be_read_is_a_wrong_one()
    {
        await Save(1, 1, 0.9);
        await Save(1, 2, 0.9, parsed: false);
        TraceStatistics figures = Statistics();
        Assert.Equal(0.5, figures.PassAtK![1]);
        Assert.Equal(2, figures.Rollouts);
    }

    [Fact]
    public async Task As_JSON_and_as_text_it_has_the_names_that_scripts_look_for()
    {
        await Row(1, 1, 0, 0, 1);
        await Row(2, 0, 0, 0, 0);
        JsonElement json = JsonElement.Parse(Statistics().ToJson());
        Assert.Equal((8, 2), (json.GetProperty("total_traces").GetInt32(), json.GetProperty("rows").GetInt32()));
        Assert.Equal(["1", "2", "4"], json.GetProperty("pass_at_k").EnumerateObject().Select(one => one.Name));
        Assert.Equal(0.25, json.GetProperty("pass_at_k").GetProperty("1").GetDouble());
        Assert.Equal(2, json.GetProperty("pass_at_k_rows").GetProperty("4").GetInt32());
        Assert.False(json.TryGetProperty("pass_at_k_reason", out _));
        string text = Statistics().ToString();
        Assert.Contains(
            "Rows: 2, 4 rollouts asked for\npass@1: 0.2500 (2 rows)\npass@2: 0.4167 (2 rows)\n" +
            "pass@4: 0.5000 (2 rows)\n", text, StringComparison.Ordinal);
        Assert.Contains("Rows where all succeed: 0, none: 1 (no signal for GRPO)\n", text, StringComparison.Ordinal);
        Assert.Contains(
            Statistics().ToTable().Rows, row => row.Text("figure") == "pass_at_4" && row.Number("value") == 0.5);
    }

    [Fact]
    public async Task The_run_says_how_many_were_asked_for_and_a_figure_without_rows_is_null()
    {
        await Row(1, 1, 0, 0);
        File.WriteAllText(_folder["traces", "run.json"], """{"rollouts": 6}""");
        TraceStatistics figures = Statistics();
        Assert.Equal([1, 2, 4, 6], figures.PassAtK!.Keys);
        Assert.Null(figures.PassAtK[4]);
        Assert.Equal(0, figures.PassAtKRows![6]);
        Assert.Equal(
            JsonValueKind.Null,
            JsonElement.Parse(figures.ToJson()).GetProperty("pass_at_k").GetProperty("6").ValueKind);
    }

    [Fact]
    public async Task A_run_that_stops_at_success_has_none_and_says_why()
    {
        await Row(1, 1, 0);
        File.WriteAllText(_folder["traces", "run.json"], """{"rollouts": 2, "stop_when_solved": 1}""");
        JsonElement json = JsonElement.Parse(Statistics().ToJson());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("pass_at_k").ValueKind);
        Assert.Contains("stop_when_solved", json.GetProperty("pass_at_k_reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("pass@k: N/A. ", Statistics().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_rule_gives_another_pass_and_an_unknown_figure_is_refused()
    {
        await Row(1, 0.6, 0.8);
        Assert.Equal(1, Statistics().PassAtK![1]);
        Assert.Equal(0.5, Statistics("score > 0.7").PassAtK![1]);
        Assert.Contains(
            "There are score", Assert.Throws<ArgumentException>(() => Statistics("points > 1")).Message,
            StringComparison.Ordinal);
    }

    private TraceStatistics Statistics(string? rule = null)
    {
        TraceStore store = TraceStore.Open(_folder["traces"]);
        return rule is null ? store.Statistics(Stop) : store.Statistics(SuccessRule.Parse(rule), Stop);
    }

    private async Task Row(int row, params double?[] scores)
    {
        foreach ((int index, double? score) in scores.Index()) await Save(row, index + 1, score);
    }

    private Task Save(int row, int rollout, double? score, bool parsed = true)
    {
        Directory.CreateDirectory(_folder["traces"]);
        Trace trace = new()
        {
            SampleIndex = row,
            Rollout = rollout,
            Turns = [new ConversationTurn { Turn = 1, Response = "so" }],
            FinalResponse = "so",
            Reward = score is { } known ? new RewardScore { Score = known, ParseSuccess = parsed } : null,
        };
        return TraceStore.Open(_folder["traces"]).SaveAsync(trace, Stop);
    }
}
