using System.Text.Json;

namespace SPAgent.Tests;

public sealed class ExactMatchRewardTests
{
    private static readonly ExactMatchReward Reward = new();

    [Theory]
    [InlineData("<answer>Paris</answer>", "\"Paris\"")]
    [InlineData("<answer> paris\n</answer>", "\"Paris\"")]
    [InlineData("<answer>a  red\t\ndoor</answer>", "\"A red door\"")]
    [InlineData("<answer>Cafe\u0301</answer>", "\"CAFÉ\"")]
    [InlineData("<answer>Hue\u0302\u0301 \u1112\u1161\u11ab \u304b\u3099</answer>", "\"huế 한 が\"")]
    [InlineData("<answer>3.0</answer>", "3")]
    [InlineData("<answer>1e3</answer>", "\"1000\"")]
    [InlineData("<answer>True</answer>", "true")]
    [InlineData("<answer>London</answer> no: <answer>Paris</answer>", "\"Paris\"")]
    [InlineData("<answer>a stray <answer>Paris</answer>", "\"Paris\"")]
    [InlineData("\\boxed{London} \\boxed{Paris}", "\"Paris\"")]
    [InlineData("\\boxed{\\text{Paris}}", "\"Paris\"")]
    [InlineData("\\boxed{\\frac{1}{2}}", "\"\\\\frac{1}{2}\"")]
    [InlineData("<answer>\\boxed{x}</answer> \\boxed{Paris}", "\"\\\\boxed{x}\"")]
    [InlineData("<answer>Paris</answer>", "\"\\\\boxed{Paris}\"")]
    [InlineData("<answer>two</answer>", "[\"2\", \"Two\"]")]
    public void The_right_answer_scores_one(string response, string truth)
    {
        RewardScore score = Reward.Score(response, Row(truth))!;
        Assert.Equal(1, score.Score);
        Assert.True(score.ParseSuccess);
    }

    [Theory]
    [InlineData("<answer>Paris, France</answer>", "\"Paris\"", true)]
    [InlineData("<answer></answer>", "\"Paris\"", true)]
    [InlineData("<answer>4</answer>", "3", true)]
    [InlineData("<answer>1e-40</answer>", "0", true)]
    [InlineData("<answer>110101199003077757</answer>", "\"110101199003077758\"", true)]
    [InlineData("Paris", "\"Paris\"", false)]
    [InlineData("<answer>Paris", "\"Paris\"", false)]
    [InlineData("\\boxed{Paris", "\"Paris\"", false)]
    [InlineData("</answer><answer>", "\"Paris\"", false)]
    [InlineData("", "\"Paris\"", false)]
    public void Anything_else_scores_zero_and_says_whether_an_answer_was_there(string response, string truth,
        bool parsed)
    {
        RewardScore score = Reward.Score(response, Row(truth))!;
        Assert.Equal(0, score.Score);
        Assert.Equal(parsed, score.ParseSuccess);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\" \"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\\ud83d\"")]
    public void A_row_without_a_truth_gets_no_score(string truth) =>
        Assert.Null(Reward.Score("<answer>x</answer>", Row(truth)));

    [Fact]
    public void The_truth_may_stand_in_another_column()
    {
        JsonElement row = JsonElement.Parse("""{"answer": "no", "label": "yes"}""");
        Assert.Equal(1, new ExactMatchReward { AnswerColumn = "label" }.Score("<answer>yes</answer>", row)?.Score);
    }

    [Fact]
    public void A_score_without_metrics_is_two_fields() =>
        Assert.Equal("""{"score":1.0,"parse_success":true}""",
            JsonSerializer.Serialize(Reward.Score("<answer>x</answer>", Row("\"x\""))));

    private static JsonElement Row(string truth) => JsonElement.Parse($$"""{"answer": {{truth}}}""");
}
