using System.Text.Json;

namespace SPAgent.Tests;

public sealed class BoxRewardTests
{
    [Theory]
    [InlineData("<answer>[0, 0, 10, 10]</answer>", 1)]
    [InlineData("<answer>(0,0),(10,5)</answer>", 0.5)]
    [InlineData("It is at [5, 0, 15, 10].", 1 / 3.0)]
    [InlineData("<answer>[10, 10, 0, 0]</answer>", 1)]
    [InlineData("{\"bbox_2d\": [0, 0, 5.0, 10]}", 0.5)]
    [InlineData("first [0, 0, 10, 10], no: [20, 20, 30, 30]", 0)]
    [InlineData("<answer>[[0, 0], [10, 10]]</answer>", 1)]
    [InlineData("<answer>[10, 0, 20, 10]</answer>", 0)]
    [InlineData("<answer>[.0, 0.00000000000000, 10, 5.00000000000000000]</answer>", 0.5)]
    public void The_score_is_the_shared_area_by_the_whole(string response, double iou)
    {
        RewardScore score = new BoxReward().Score(response, Row("[0, 0, 10, 10]"))!;
        Assert.True(score.ParseSuccess);
        Assert.Equal(iou, score.Score, 12);
        Assert.Equal(iou, score["iou"]!.Value, 12);
    }

    [Theory]
    [InlineData("<answer>[0, 0, 10]</answer>")]
    [InlineData("<answer>[0, 0, 10, 10, 3]</answer>")]
    [InlineData("<answer>[٠, ٠, ١٠, ١٠]</answer>")]
    [InlineData("left of the door")]
    [InlineData("")]
    public void Without_four_numbers_in_brackets_there_is_no_answer(string response)
    {
        RewardScore score = new BoxReward().Score(response, Row("[0, 0, 10, 10]"))!;
        Assert.False(score.ParseSuccess);
        Assert.Equal(0, score.Score);
    }

    [Fact]
    public void Of_several_true_boxes_the_best_covered_counts() => Assert.Equal(1,
        new BoxReward().Score("[20, 20, 30, 30]", Row("[[0, 0, 10, 10], [20, 20, 30, 30]]"))!.Score);

    [Fact]
    public void The_truth_may_be_a_corner_and_a_size()
    {
        BoxReward reward = new() { TruthHasSize = true, AnswerColumn = "bbox" };
        Assert.Equal(1, reward.Score("[5, 6, 15, 26]", JsonElement.Parse("""{"bbox": [5, 6, 10, 20]}"""))!.Score);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1, 2, 3]")]
    [InlineData("[3, 3, 3, 9]")]
    [InlineData("\"[0, 0, 1, 1]\"")]
    public void A_row_without_a_box_of_some_area_has_no_score(string truth) =>
        Assert.Null(new BoxReward().Score("[0, 0, 1, 1]", Row(truth)));

    private static JsonElement Row(string truth) => JsonElement.Parse($$"""{"box": {{truth}}}""");
}
