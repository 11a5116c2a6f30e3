using System.Text.Json;

namespace SPAgent.Tests;

public sealed class MultipleChoiceRewardTests
{
    private const string Doors = """["a red door", "a blue door", "none of these"]""";
    private static readonly MultipleChoiceReward Reward = new();

    [Theory]
    [InlineData("B")]
    [InlineData("b")]
    [InlineData(" (B) ")]
    [InlineData("[b]")]
    [InlineData("B.")]
    [InlineData("B. a blue door")]
    [InlineData("B) a blue door")]
    [InlineData("b: a blue door")]
    [InlineData("The answer is B")]
    [InlineData("The answer is (B).")]
    [InlineData("The answer is B because it is blue.")]
    [InlineData("**Answer:** B")]
    [InlineData("Option B")]
    [InlineData("**B**")]
    [InlineData("（B）")]
    [InlineData("B。")]
    [InlineData("B、蓝色的门")]
    [InlineData("Answer: A blue door.")]
    [InlineData("<think>The answer is C? Hmm, no.</think>\nB")]
    [InlineData("Answer: **B**")]
    [InlineData("The answer is A. No, the answer is option B.")]
    [InlineData("A. is red. The correct choice is B")]
    [InlineData("A blue  door")]
    [InlineData("<answer>B</answer> and not A")]
    [InlineData("The answer is C. <answer>(B)</answer>")]
    [InlineData("So $\\boxed{\\text{B}}$")]
    public void The_right_choice_scores_one(string response)
    {
        Assert.Equal(1, Score(response, "\"B\"")?.Score);
        Assert.Equal(1, Score(response, "1")?.Score);
        Assert.Equal(1, Score(response, "\"A blue door\"")?.Score);
    }

    [Theory]
    [InlineData("A", true)]
    [InlineData("The answer is C, not B", true)]
    [InlineData("Z", false)]
    [InlineData("The answer is a guess", false)]
    [InlineData("Answer: I do not know", false)]
    [InlineData("A blue door it is", false)]
    [InlineData("Better not", false)]
    [InlineData("", false)]
    public void Another_choice_or_none_scores_zero(string response, bool parsed)
    {
        RewardScore score = Score(response, "\"B\"")!;
        Assert.Equal(0, score.Score);
        Assert.Equal(parsed, score.ParseSuccess);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"a green door\"")]
    public void A_row_whose_truth_is_no_option_gets_no_score(string truth) => Assert.Null(Score("B", truth));

    [Theory]
    [InlineData("\"2\"", "<answer>2</answer>", 1)]
    [InlineData("\"2\"", "B", 1)]
    [InlineData("\"2\"", "<answer>3</answer>", 0)]
    [InlineData("2", "<answer>3</answer>", 1)]
    public void A_text_that_is_an_option_is_that_option_and_a_number_counts_from_0(string truth, string response,
        double score) => Assert.Equal(score, Reward.Score(response,
            JsonElement.Parse($$"""{"answer": {{truth}}, "options": ["1", "2", "3", "4"]}"""))?.Score);

    [Theory]
    [InlineData("Answer: ", "*")]
    [InlineData("answer is", " ")]
    [InlineData("B", " ")]
    public void A_response_of_one_thing_over_and_over_is_read(string begin, string again) =>
        Assert.Equal(0, Score($"{begin}{string.Concat(Enumerable.Repeat(again, 200_000))}x", "\"B\"")!.Score);

    [Fact]
    public void Options_may_be_named_by_their_letters_or_be_absent()
    {
        JsonElement named = JsonElement.Parse("""{"answer": "b", "choices": {"B": "blue", "A": "red"}}""");
        Assert.Equal(1, new MultipleChoiceReward { OptionsColumn = "choices" }.Score("Blue", named)?.Score);
        Assert.Equal(1, Reward.Score("The answer is K", JsonElement.Parse("""{"answer": "(K)"}"""))?.Score);
    }

    private static RewardScore? Score(string response, string truth) =>
        Reward.Score(response, JsonElement.Parse($$"""{"answer": {{truth}}, "options": {{Doors}}}"""));
}
