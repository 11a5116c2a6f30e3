using System.Text.Json;

namespace SPAgent.Tests.Analysis;

/// <summary>What two runs over the same rows allow to say.</summary>
public sealed class TraceComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(1, 8, 20 / 512.0)]
    [InlineData(8, 1, 20 / 512.0)]
    [InlineData(0, 10, 2 / 1024.0)]
    [InlineData(3, 7, 2 * (1 + 10 + 45 + 120) / 1024.0)]
    public void The_test_is_the_exact_binomial_one(int wins, int losses, double expected) =>
        Assert.Equal(expected, PairedTests.PValue(wins, losses), 12);

    // By the normal approximation with continuity correction: z = (|b − c| − 1) / √(b + c) = 2.98625.
    [Fact]
    public void The_test_holds_for_many_thousands() =>
        Assert.Equal(0.002824, PairedTests.PValue(50_650, 49_703), 6);

    // Draws of zeros and ones are binomial: 7 and 17 of 30 are its quantiles at 0.025 and 0.975 for 12 of 30, its
    // cumulative shares being 0.0172, 0.0435 (7) and 0.9519 (16), 0.9788 (17).
    [Fact]
    public void The_interval_of_yes_and_no_is_the_binomial_s()
    {
        double[] differences = [.. Enumerable.Range(0, 30).Select(i => i < 12 ? 1.0 : 0)];
        (double low, double high) = PairedTests.Interval("score", differences);
        Assert.Equal(7 / 30.0, low, 12);
        Assert.Equal(17 / 30.0, high, 12);
        Assert.Equal((low, high), PairedTests.Interval("score", differences));
    }

    // The mean of 400 draws is normal: 1.96 standard deviations of the population over √400 to either side.
    [Fact]
    public void The_interval_of_many_numbers_is_the_normal_one()
    {
        double[] differences = [.. Enumerable.Range(0, 400).Select(i => (i - 180) / 100.0)];
        double mean = differences.Average();
        double spread = Math.Sqrt(differences.Average(one => (one - mean) * (one - mean)));
        (double low, double high) = PairedTests.Interval("score", differences);
        Assert.Equal(mean - (1.96 * spread / 20), low, 0.006);
        Assert.Equal(mean + (1.96 * spread / 20), high, 0.006);
    }

    [Fact]
    public async Task A_row_s_value_is_the_mean_over_its_rollouts_and_rows_count_once()
    {
        await Save("a", 0, 0.2, 0.4);
        await Save("b", 0, 0.9);
        await Save("a", 1, 1);
        await Save("b", 1, 0, 0.5);
        await Save("a", 2, 0.1, 0.2);
        await Save("b", 2, 0.15);
        await Save("a", 3, 1);
        await Save("b", 14, 1);
        TraceComparison comparison = Compare();
        Assert.Equal((3, "index"), (comparison.Paired, comparison.PairedBy));
        Assert.Equal(["3"], comparison.OnlyInA);
        Assert.Equal(["14"], comparison.OnlyInB);
        MetricComparison score = Metric(comparison, "score");
        Assert.Equal((0.3 + 1 + 0.15) / 3, score.A, 12);
        Assert.Equal((0.9 + 0.25 + 0.15) / 3, score.B, 12);
        Assert.Equal((0.6 - 0.75 + 0) / 3, score.Difference, 12);
        Assert.Equal((1, 1, 1), (score.Wins, score.Ties, score.Losses));
        Assert.InRange(score.Difference, score.Low, score.High);
        Assert.Equal((-0.75, 0.6), (Math.Round(score.Low, 9), Math.Round(score.High, 9)));
        Assert.Equal("sign", score.Test);
        Assert.Equal([1, 0, 2], comparison.Rows.Select(row => row.RowA));
        Assert.Equal([1, 0], comparison.MostDifferent.Select(row => row.RowA));
        Assert.StartsWith("No difference is shown: 3 rows are too few", comparison.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_with_itself_is_nothing_but_ties()
    {
        for (int row = 0; row < 12; row++) await Save("a", row, row / 12.0, 0.3);
        TraceComparison comparison = Compare("a", "a");
        Assert.Equal(12, comparison.Paired);
        Assert.Empty(comparison.OnlyInA);
        Assert.Empty(comparison.OnlyInB);
        Assert.Empty(comparison.MostDifferent);
        Assert.All(comparison.Metrics, metric =>
        {
            Assert.Equal((0, 0, 0), (metric.Difference, metric.Low, metric.High));
            Assert.Equal((0, 12, 0, 1), (metric.Wins, metric.Ties, metric.Losses, metric.PValue));
        });
        Assert.StartsWith("No difference is shown: ", comparison.Verdict, StringComparison.Ordinal);
        Assert.Contains("holds 0", comparison.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_trace_a_row_and_yes_or_no_is_McNemar_s_and_the_verdict_counts_rows()
    {
        for (int row = 0; row < 20; row++)
        {
            await Save("a", row, row < 5 ? 1 : 0);
            await Save("b", row, row is > 0 and < 17 ? 1 : 0);
        }

        TraceComparison comparison = Compare();
        MetricComparison score = Metric(comparison, "score");
        Assert.Equal(("mcnemar", 12, 1, 7), (score.Test, score.Wins, score.Losses, score.Ties));
        // 2 · (1 + 13) / 2¹³.
        Assert.Equal(28 / 8192.0, score.PValue, 12);
        Assert.True(score.ExcludesZero);
        Assert.StartsWith(
            "B is better on 12 of 20 rows and worse on 1; ", comparison.Verdict, StringComparison.Ordinal);
        Assert.EndsWith("excludes 0.", comparison.Verdict, StringComparison.Ordinal);
        Assert.StartsWith("A is better on 12 of 20", Compare("b", "a").Verdict, StringComparison.Ordinal);
        // Rows 0 to 9 are of one city, 10 to 19 of the other.
        Assert.Equal(["a 10 0.5 0.9", "b 10 0 0.7"], comparison.Columns.Where(one => one.Column == "city")
            .Select(one => FormattableString.Invariant($"{one.Value} {one.Pairs} {one.A} {one.B}")));
        Assert.StartsWith("2 groups in 1 column were looked at, 2 of 10 rows or more; ", comparison.ColumnsVerdict,
            StringComparison.Ordinal);
        Assert.Equal((1.0, 20), (comparison.AnswersAgree, comparison.AnswersCompared));
    }

    [Fact]
    public async Task Less_is_better_of_turns_and_a_rule_says_what_a_success_is()
    {
        for (int row = 0; row < 3; row++)
        {
            await Save("a", row, 0.6);
            await Save("b", row, 0.9);
        }

        Assert.Equal("lower", Metric(Compare(), "turns").Better);
        Assert.Equal(0, Metric(Compare(), "success").Difference);
        TraceComparison strict = TraceComparison.Of(
            Store("a"), Store("b"), SuccessRule.Parse("score > 0.8"), Stop);
        MetricComparison success = Metric(strict, "success");
        Assert.Equal((0, 1, 3), (success.A, success.B, success.Wins));
        Assert.Contains("There are score", Assert.Throws<ArgumentException>(() => TraceComparison.Of(
            Store("a"), Store("b"), SuccessRule.Parse("points > 1"), Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_smaller_error_is_better()
    {
        foreach ((string folder, double error) in ((string, double)[])[("a", 5), ("b", 2)])
        {
            Directory.CreateDirectory(_folder[folder]);
            await Store(folder).SaveAsync(new()
            {
                SampleIndex = 0,
                Turns = [],
                FinalResponse = "<answer>1</answer>",
                Reward = new RewardScore { Score = 0, ParseSuccess = true, Metrics = [new("error", error)] },
            }, Stop);
        }

        MetricComparison metric = Metric(Compare(), "error");
        Assert.Equal(("lower", 1, 0), (metric.Better, metric.Wins, metric.Losses));
    }

    [Theory]
    [InlineData("48", "48.0")]
    [InlineData("1E-05", "1e-05")]
    [InlineData("[1, {\"a\": 2.5, \"b\": 3}]", "[1.0, {\"b\": 3.0, \"a\": 2.50}]")]
    public async Task Numbers_of_row_data_are_equal_however_they_are_written(string one, string other)
    {
        await NumberedAsync("a", row: 0, one);
        await NumberedAsync("b", row: 5, other);

        TraceComparison comparison = Compare();
        Assert.Equal((1, "row_data"), (comparison.Paired, comparison.PairedBy));
    }

    [Fact]
    public async Task Numbers_beyond_what_a_double_tells_apart_are_not_one()
    {
        await NumberedAsync("a", row: 0, "12345678901234567890");
        await NumberedAsync("b", row: 5, "12345678901234567891");

        Assert.Contains("dataset", Assert.ThrowsAny<Exception>(() => Compare()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_over_other_datasets_are_paired_by_equal_row_data()
    {
        for (int row = 0; row < 6; row++)
        {
            await Save("a", row, 0.5);
            await Save("b", row + 3, 0.75);
        }

        Run("a", "one");
        Run("b", "two");
        TraceComparison comparison = Compare();
        Assert.Equal((3, "row_data"), (comparison.Paired, comparison.PairedBy));
        Assert.Equal(["0", "1", "2"], comparison.OnlyInA);
        Assert.Equal(["6", "7", "8"], comparison.OnlyInB);
        Assert.Contains("dataset: one, two", comparison.Settings);

        File.Delete(Store("b").PathOf(3));
        File.Delete(Store("b").PathOf(8));
        File.Delete(Store("a").PathOf(0));
        // Two of four.
        Assert.Equal(2, Compare().Paired);
        File.Delete(Store("b").PathOf(4));
        File.Delete(Store("a").PathOf(1));
        await Save("b", 9, 1);
        await Save("b", 10, 1);
        // One of four.
        File.Delete(Store("a").PathOf(4));
        await Save("a", 0, 1);
        Assert.Contains("only 1 of 4 rows", Assert.Throws<ArgumentException>(() => Compare()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_one_dataset_are_paired_by_index_and_need_a_row_in_common()
    {
        await Save("a", 1, 0.5);
        await Save("b", 2, 0.5);
        Run("a", "one");
        Run("b", "one");
        Assert.Contains("no row in common", Assert.Throws<ArgumentException>(() => Compare()).Message,
            StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("nothing to compare", Assert.Throws<ArgumentException>(() => Compare("a", "empty")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaderboard_is_over_the_rows_that_all_runs_have()
    {
        for (int row = 0; row < 4; row++)
        {
            await Save("a", row, row / 4.0);
            await Save("b", row, 0.5, 1);
            if (row > 0) await Save("c", row, 0.625);
        }

        Table table = TraceComparison.Leaderboard(Store("a"), Store("b"), Store("c"));
        Assert.Equal(["b", "c", "a"], table.Texts("run").Select(run => Path.GetFileName(run)));
        Assert.Equal([3, 3, 3], table.Numbers("rows"));
        Assert.Equal([0.75, 0.625, 0.5], table.Numbers("score"));
        Assert.Equal([0, -0.125, -0.25], table.Numbers("to_best"));
        Assert.Equal([0, -0.125, -0.5], table.Numbers("to_best_low"));
        Assert.Equal([1, 1, 2 / 3.0], table.Numbers("success"));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceComparison.Leaderboard());
    }

    [Fact]
    public async Task A_script_gets_the_names_that_it_looks_for_and_a_reader_a_page()
    {
        for (int row = 0; row < 2; row++)
        {
            await Save("a", row, 0.25);
            await Save("b", row, 0.75);
        }

        await Save("a", 7, 1);
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            "compare", _folder["a"], _folder["b"], "--json", "--html", _folder["page.html"]);
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        JsonElement json = outcome.Json;
        Assert.Equal(2, json.GetProperty("paired").GetInt32());
        Assert.Equal("7", json.GetProperty("only_in_a").EnumerateArray().Single().GetString());
        Assert.Equal(0, json.GetProperty("only_in_b").GetArrayLength());
        JsonElement score = json.GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("name").GetString() == "score");
        Assert.Equal([0.25, 0.75, 0.5, 0.5, 0.5, 2, 0, 0],
            ((string[])["a", "b", "difference", "low", "high", "wins", "ties", "losses"])
            .Select(name => score.GetProperty(name).GetDouble()));

        string page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains("No difference is shown", page, StringComparison.Ordinal);
        Assert.Contains("the answer of a &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("the answer of b &lt;b&gt;", page, StringComparison.Ordinal);

        string text = (await CommandLine.RunAsync("compare", _folder["a"], _folder["b"])).Output;
        Assert.Contains("No difference is shown: 2 rows are too few", text, StringComparison.Ordinal);
        Assert.Contains("Rows only in A: 1, only in B: 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_agrees_with_itself_whatever_its_rollouts_say()
    {
        Directory.CreateDirectory(_folder["a"]);
        for (int rollout = 1; rollout <= 3; rollout++)
        {
            await Store("a").SaveAsync(new()
            {
                SampleIndex = 0,
                Rollout = rollout,
                Turns = [],
                FinalResponse = $"<answer>{rollout}</answer>",
                Reward = new RewardScore { Score = rollout / 4.0, ParseSuccess = true },
            }, Stop);
        }

        await Save("b", 0, 0.5);
        Run("a", "streets");
        Run("b", "streets");
        TraceComparison comparison = Compare("a", "a");
        Assert.Equal((1.0, 1), (comparison.AnswersAgree, comparison.AnswersCompared));
        // Of its three rollouts the other run has the first one.
        Assert.Equal(0.0, Compare().AnswersAgree);
    }

    [Fact]
    public async Task A_page_that_would_be_a_folder_is_refused_before_anything_is_compared()
    {
        await Save("a", 0, 0.5);
        foreach (string page in (string[])[_folder["a"], _folder["new"] + "/"])
        {
            CommandLine.Outcome outcome =
                await CommandLine.RunAsync("compare", _folder["a"], _folder["a"], "--html", page);
            Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
            Assert.Contains($"--html {page}: a file is expected, this is a folder.", outcome.Messages,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_compared_is_exit_code_2_and_a_torn_trace_is_counted()
    {
        await Save("a", 0, 0.5);
        CommandLine.Outcome sessions =
            await CommandLine.RunAsync("compare", _folder["a"], Fixtures.Samples("sessions"), "--json");
        Assert.Equal((2, ""), (sessions.ExitCode, sessions.Output));
        Assert.Contains("compare is for traces", sessions.Messages, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandLine.RunAsync("compare", _folder["a"])).ExitCode);
        File.WriteAllText(Store("a").PathOf(5), "{\"sample");
        CommandLine.Outcome torn = await CommandLine.RunAsync("compare", _folder["a"], _folder["a"], "--json");
        Assert.Equal((1, 1), (torn.ExitCode, torn.Json.GetProperty("unreadable_a").GetInt32()));
    }

    private static MetricComparison Metric(TraceComparison comparison, string name) =>
        comparison.Metrics.Single(metric => metric.Name == name);

    private TraceStore Store(string name) => TraceStore.Open(_folder[name]);

    private TraceComparison Compare(string a = "a", string b = "b") =>
        TraceComparison.Of(Store(a), Store(b), cancellationToken: Stop);

    private void Run(string name, string dataset) =>
        File.WriteAllText(_folder[name, "run.json"], $$"""{"dataset": "{{dataset}}", "seed": 1}""");

    private async Task Save(string folder, int row, params double[] scores)
    {
        Directory.CreateDirectory(_folder[folder]);
        foreach ((int index, double score) in scores.Index())
        {
            await TraceStore.Open(_folder[folder]).SaveAsync(new()
            {
                SampleIndex = row,
                Rollout = index + 1,
                SampleData = JsonElement.Parse($$"""{"number": "n{{row}}", "city": "{{(row < 10 ? "a" : "b")}}"}"""),
                Turns = [new ConversationTurn { Turn = 1, Response = $"the answer of {folder} <b>" }],
                FinalResponse = "<answer>so</answer>",
                Reward = new RewardScore { Score = score, ParseSuccess = true },
            }, Stop);
        }
    }

    // A run of one row that holds a number.
    private async Task NumberedAsync(string folder, int row, string number)
    {
        Directory.CreateDirectory(_folder[folder]);
        await Store(folder).SaveAsync(new()
        {
            SampleIndex = row,
            SampleData = JsonElement.Parse($$"""{"number": {{number}}}"""),
            Turns = [],
            FinalResponse = "<answer>1</answer>",
            Reward = new RewardScore { Score = 0, ParseSuccess = true },
        }, Stop);
        Run(folder, folder);
    }
}
