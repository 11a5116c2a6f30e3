namespace SPAgent.Tests;

public sealed class SuccessRuleTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(0.2, true)]
    [InlineData(0.3, false)]
    public void A_place_is_right_within_25_km(double degreesOff, bool right)
    {
        RewardScore score = GeoGuessrReward.Score(FormattableString.Invariant($@"\boxed{{{degreesOff}, 0}}"), 0, 0);
        Assert.True(score.Score > 0.9);
        Assert.Equal(right, score.Success);
        RewardScore other = score with { Metrics = [new("distance@km", score["distance@km"]!.Value)] };
        Assert.Equal(right, other.Success);
    }

    [Fact]
    public void Exact_answers_and_choices_are_right_or_wrong()
    {
        System.Text.Json.JsonElement row =
            System.Text.Json.JsonElement.Parse("""{"answer":"B","options":["red","blue"]}""");
        Assert.True(new ExactMatchReward().Score("<answer>b</answer>", row)!.Success);
        Assert.False(new ExactMatchReward().Score("<answer>a</answer>", row)!.Success);
        Assert.True(new MultipleChoiceReward().Score("The answer is B", row)!.Success);
        Assert.False(new MultipleChoiceReward().Score("The answer is A", row)!.Success);
    }

    [Theory]
    [InlineData(0.5, true, true)]
    [InlineData(0.49, true, false)]
    [InlineData(0.9, false, false)]
    [InlineData(double.NaN, true, false)]
    public void Any_other_score_is_right_from_one_half_where_an_answer_was_read(
        double score, bool parsed, bool right) =>
        Assert.Equal(right, new RewardScore { Score = score, ParseSuccess = parsed }.Success);

    [Theory]
    [InlineData("score >= 0.9", true)]
    [InlineData("score>0.9", false)]
    [InlineData(" score == 9e-1 ", true)]
    [InlineData("score != 0.9", false)]
    [InlineData("distance@km < 200", true)]
    [InlineData("distance@km <= 100 AND score < 1", true)]
    [InlineData("distance@km <= 100 and score < 0.9", false)]
    [InlineData("broken > 0", false)]
    public void A_rule_compares_figures(string text, bool right)
    {
        RewardScore score =
            new() { Score = 0.9, ParseSuccess = true, Metrics = [new("distance@km", 100), new("broken", double.NaN)] };
        Assert.Equal(right, SuccessRule.Parse(text).Holds(score));
        Assert.False(SuccessRule.Parse(text).Holds(score with { ParseSuccess = false }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("score")]
    [InlineData("score >= high")]
    [InlineData("score => 0.5")]
    [InlineData("score >= NaN")]
    [InlineData("score >= 0.5 or score < 0.1")]
    [InlineData("score >= 0.5 and")]
    public void What_is_no_comparison_is_refused(string text) =>
        Assert.Contains(
            "such as \"score >= 0.9\"", Assert.Throws<ArgumentException>(() => SuccessRule.Parse(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_success_is_never_written()
    {
        string json = System.Text.Json.JsonSerializer.Serialize(new RewardScore { Score = 1, ParseSuccess = true });
        Assert.Equal("""{"score":1.0,"parse_success":true}""", json);
    }
}
