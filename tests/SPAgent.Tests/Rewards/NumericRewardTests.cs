using System.Text.Json;

namespace SPAgent.Tests;

public sealed class NumericRewardTests
{
    [Theory]
    [InlineData("<answer>42</answer>", "42", 0, 1)]
    [InlineData(@"so $\boxed{41.5}$", "42", 0.5, 1)]
    [InlineData("<answer>41.4</answer>", "42", 0.5, 0)]
    [InlineData("<answer>0.4</answer>", "0.3", 0.1, 1)]
    [InlineData("<answer>about 1,234.5 m</answer>", "1234.5", 0, 1)]
    [InlineData("<answer>-3</answer>", "\"-3\"", 0, 1)]
    [InlineData("<answer>−3 °C</answer>", "-3", 0, 1)]
    [InlineData("<answer>6e3</answer>", "6000", 0, 1)]
    [InlineData("<answer>$50</answer>", "[10, 50]", 0, 1)]
    [InlineData("42 metres.", "42", 0, 1)]
    [InlineData("<answer>-$5</answer>", "-5", 0, 1)]
    [InlineData("<answer>–5</answer>", "-5", 0, 1)]
    [InlineData("<answer>－5</answer>", "-5", 0, 1)]
    [InlineData("-$5", "-5", 0, 1)]
    [InlineData("<answer>25 cm^2</answer>", "25", 0, 1)]
    [InlineData(@"\boxed{25\,\text{m}^{2}}", "25", 0, 1)]
    [InlineData(@"\boxed{1{,}234}", "1234", 0, 1)]
    public void A_number_within_the_tolerance_scores_one(
        string response, string truth, double tolerance, double expected)
    {
        RewardScore score = new NumericReward { Tolerance = tolerance }.Score(response, Row(truth))!;
        Assert.True(score.ParseSuccess);
        Assert.Equal(expected, score.Score);
    }

    [Theory]
    [InlineData("<answer>3 or 4</answer>")]
    [InlineData("<answer>1,23</answer>")]
    [InlineData("<answer>1/2</answer>")]
    [InlineData("<answer>many</answer>")]
    [InlineData("<answer>m2</answer>")]
    [InlineData("<answer>2^10</answer>")]
    [InlineData("<answer>10–15</answer>")]
    [InlineData("<answer>1.2.3</answer>")]
    [InlineData("I count 42 of them.")]
    [InlineData("")]
    public void What_is_not_one_number_is_no_answer(string response)
    {
        RewardScore score = new NumericReward { Tolerance = 1000 }.Score(response, Row("42"))!;
        Assert.False(score.ParseSuccess);
        Assert.Equal(0, score.Score);
    }

    [Fact]
    public void A_long_thought_before_the_answer_is_passed_over()
    {
        string thought = new('x', 200_000);
        Assert.Equal(0, new NumericReward().Score($"<think>{thought}</think>The answer is 42.", Row("42"))!.Score);
        Assert.Equal(1, new NumericReward().Score($"<think>{thought}</think>\n42", Row("42"))!.Score);
    }

    [Fact]
    public void The_larger_tolerance_counts_and_the_error_is_that_to_the_nearest_truth()
    {
        NumericReward reward = new() { Tolerance = 1, RelativeTolerance = 0.05 };
        Assert.Equal(1, reward.Score("<answer>104.9</answer>", Row("100"))!.Score);
        Assert.Equal(0, reward.Score("<answer>105.1</answer>", Row("100"))!.Score);
        Assert.Equal(2, reward.Score("<answer>12</answer>", Row("[100, 10]"))!["error"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"unknown\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_row_without_a_number_has_no_score(string truth) =>
        Assert.Null(new NumericReward().Score("<answer>1</answer>", Row(truth)));

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_tolerance_is_a_number_from_zero(double tolerance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumericReward { Tolerance = tolerance });

    private static JsonElement Row(string truth) => JsonElement.Parse($$"""{"answer": {{truth}}}""");
}
