using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Rejection sampling: which of the answers to a row are exported.</summary>
public sealed class RowChoiceTests : IDisposable
{
    private const string Long = "The road signs are blue, the cars drive on the left, and the hills are green. ";

    private readonly TemporaryFolder _folder = new();
    private readonly MadeTraces _traces;

    public RowChoiceTests() => _traces = new MadeTraces(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_answer_is_a_row_unless_something_else_is_asked()
    {
        Row(0, 0.2, 0.9, 0.5);
        Row(1, 0.1);
        Assert.Equal(["trace_00000", "trace_00000.r2", "trace_00000.r3", "trace_00001"], await IdsAsync(new()));
    }

    [Fact]
    public async Task The_best_of_a_row_is_taken_and_of_equals_the_earlier()
    {
        Row(0, 0.2, 0.9, 0.5, 0.9);
        Row(1, 0.1, 0.1);
        Row(2, null, null);
        Assert.Equal(["trace_00000.r2", "trace_00001"], await IdsAsync(new() { PerRow = 1 }));
        Assert.Equal(
            ["trace_00000.r2", "trace_00000.r4", "trace_00001", "trace_00001.r2"],
            await IdsAsync(new() { PerRow = 2 }));
    }

    [Fact]
    public async Task Filters_come_first()
    {
        Row(0, 0.2, 0.9, 0.7);
        Row(1, 0.1, 0.3);
        Assert.Equal(["trace_00000.r2"], await IdsAsync(new() { PerRow = 1, MinReward = 0.5 }));
        Assert.Equal(
            ["trace_00000.r3"],
            await IdsAsync(new() { PerRow = 1, Ids = new HashSet<string> { "0r3", "trace_00000" } }));
    }

    [Fact]
    public async Task A_margin_is_above_the_worst_of_the_row()
    {
        Row(0, 0.5, 0.75, 1);
        Row(1, 0.9, 0.9);
        Row(2, 1);
        Assert.Equal(["trace_00000.r2", "trace_00000.r3"], await IdsAsync(new() { MinMargin = 0.25 }));
        Assert.Equal(["trace_00000.r3"], await IdsAsync(new() { MinMargin = 0.25, PerRow = 1 }));
        // The worst counts though a filter leaves it out.
        Assert.Equal(["trace_00000.r3"], await IdsAsync(new() { MinMargin = 0.5, MinReward = 0.6 }));
    }

    [Fact]
    public async Task Near_equal_answers_of_a_row_count_once()
    {
        string[] texts = [Long + "So Paris.", Long + "So Paris!", "Nothing here tells the place, so it is a guess."];
        foreach ((int index, string text) in texts.Index()) Save(0, index + 1, 0.2 + (0.1 * index), text);
        Save(1, 1, 0.5, texts[0]);
        Assert.Equal(["trace_00000.r2", "trace_00000.r3", "trace_00001"], await IdsAsync(new() { MaxSimilar = 0.9 }));
        Assert.Equal(4, (await IdsAsync(new() { MaxSimilar = 1 })).Length);
        Assert.Equal(
            ["trace_00000.r2", "trace_00000.r3", "trace_00001"],
            await IdsAsync(new() { MaxSimilar = 0.9, PerRow = 2 }));
        ExportReport report =
            await _traces.ExportAsync(_folder["out.jsonl"], TrainingFormat.Jsonl, new() { MaxSimilar = 0.9 });
        Assert.Equal((3, 1), (report.Rows, report.Filtered));
        Assert.Contains(
            "similarity within a row ≤ 0.9", File.ReadAllText(_folder["out.jsonl.card.md"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The same", "the  SAME ", 1)]
    [InlineData("", "", 1)]
    [InlineData("abcd", "wxyz", 0)]
    // abcd, bcde against abcd, bcdf: one of two stretches each.
    [InlineData("abcde", "abcdf", 0.5)]
    [InlineData("aaaaaa", "aaaa", 0.5)]
    public void Similarity_is_the_share_of_stretches_in_common(string one, string other, double expected)
    {
        Assert.Equal(expected, new SimilarText(one).To(new SimilarText(other)), 12);
        Assert.Equal(expected, new SimilarText(other).To(new SimilarText(one)), 12);
    }

    [Fact]
    public async Task Only_what_the_reward_calls_a_success_is_taken()
    {
        Row(0, 0.2, 0.9, 0.5);
        Row(1, null, 0.49);
        Assert.Equal(["trace_00000.r2", "trace_00000.r3"], await IdsAsync(new() { Solved = true }));
        Assert.Equal(
            ["trace_00000.r2"],
            await IdsAsync(new() { Solved = true, SuccessWhen = SuccessRule.Parse("score > 0.8") }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => IdsAsync(new() { Solved = true, SuccessWhen = SuccessRule.Parse("points > 1") }));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_and_the_others_of_its_row_are_chosen_from()
    {
        Row(0, 0.2, 0.9);
        File.WriteAllText(_traces.Store.PathOf(0, 2), "{");
        ExportReport report =
            await _traces.ExportAsync(_folder["out.jsonl"], TrainingFormat.Jsonl, new() { PerRow = 1 });
        Assert.Equal((1, 1), (report.Rows, report.RefusedCount));
        Assert.Equal("trace_00000.r2.json", report.Refused[0].Source);
    }

    [Fact]
    public async Task Sessions_are_no_answers_to_one_row()
    {
        SessionStore sessions = SessionStore.Open(Fixtures.Samples("sessions"));
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => sessions.ExportAsync(
                _folder["out.jsonl"], TrainingFormat.Jsonl, new() { PerRow = 1 },
                TestContext.Current.CancellationToken));
        Assert.Contains("--per-row", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_outside_their_range_are_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("PerRow", () => new ExportOptions { PerRow = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MinMargin", () => new ExportOptions { MinMargin = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxSimilar", () => new ExportOptions { MaxSimilar = 1.1 });
    }

    private void Row(int row, params double?[] scores)
    {
        foreach ((int index, double? score) in scores.Index())
        {
            Save(row, index + 1, score, $"{Long} Answer {row}/{index}");
        }
    }

    private void Save(int row, int rollout, double? score, string text) =>
        _traces.Save(row, [$"<answer>{text}</answer>"], change: trace => trace with
        {
            Rollout = rollout,
            Reward = score is { } known ? new RewardScore { Score = known, ParseSuccess = true } : null,
        });

    private async Task<string[]> IdsAsync(ExportOptions options)
    {
        ExportReport report = await _traces.ExportAsync(
            _folder["out.sharegpt.jsonl"], TrainingFormat.ShareGpt, options with { Dataset = _traces.Streets });
        Assert.Equal(0, report.RefusedCount);
        return [.. File.ReadAllLines(_folder["out.sharegpt.jsonl"])
            .Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!)];
    }
}
