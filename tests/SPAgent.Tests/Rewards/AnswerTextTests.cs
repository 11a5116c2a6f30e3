using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>A conversation ends at an answer exactly where a reward finds one, and both read the same.</summary>
public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("<answer> B </answer>", "B")]
    [InlineData("<ANSWER>B</Answer>", "B")]
    [InlineData("<answer>a</answer> no: <answer>B</answer>", "B")]
    [InlineData("<answer>B</answer> and a stray </answer>", "B")]
    [InlineData("<answer>B</answer>, as asked inside <answer>...</answer>", "B")]
    [InlineData("<|begin_of_box|>A<|end_of_box|> no: <|begin_of_box|>B<|end_of_box|>", "B")]
    [InlineData("<answer>B</answer> <answer>cut off", "B")]
    [InlineData(@"<answer>B</answer> \boxed{c}", "B")]
    [InlineData(@"<answer></answer> \boxed{B}", "B")]
    [InlineData(@"\boxed{a} then \boxed{B}", "B")]
    [InlineData(@"The answer is \boxed{Paris}, put into \boxed{} as asked.", "Paris")]
    [InlineData(@"The answer is \boxed{Paris}, put into \boxed{...} as asked.", "Paris")]
    [InlineData(@"As \boxed{}: \boxed{Paris}", "Paris")]
    [InlineData(@"\boxed{B} then \boxed{cut off", "B")]
    [InlineData(@"{ } } \boxed{B}", "B")]
    [InlineData(@"\boxed{\text{B}}", "B")]
    [InlineData(@"\boxed{\boxed{B}}", "B")]
    [InlineData(@"\boxed{x_{1}^{2}}", "x_{1}^{2}")]
    public void The_answer_is_found_in_one_way(string text, string answer)
    {
        Assert.Equal(answer, ModelReply.Answer(text));
        RewardScore score = new ExactMatchReward().Score(text, JsonSerializer.SerializeToElement(new { answer }))!;
        Assert.Equal((1, true), (score.Score, score.ParseSuccess));
    }

    [Theory]
    [InlineData(@"<answer>$\boxed{B}$</answer>", "B")]
    [InlineData(@"<answer>The answer is \boxed{\text{B}}.</answer>", "B")]
    [InlineData(@"<answer>\boxed{3} or \boxed{5}</answer>", @"\boxed{3} or \boxed{5}")]
    [InlineData(@"<answer>\boxed{42}</answer> as asked, in <answer>...</answer>", "42")]
    public void A_reward_compares_what_stands_in_the_box_of_an_answer(string text, string answer)
    {
        RewardScore score = new ExactMatchReward().Score(text, JsonSerializer.SerializeToElement(new { answer }))!;
        Assert.Equal((1, true), (score.Score, score.ParseSuccess));
    }

    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("<answer>cut off")]
    [InlineData("</answer> <answer>")]
    [InlineData(@"\boxed{cut off")]
    public void No_answer_is_none_for_both(string text)
    {
        Assert.Null(ModelReply.Answer(text));
        Assert.False(
            new ExactMatchReward().Score(text, JsonSerializer.SerializeToElement(new { answer = "B" }))!.ParseSuccess);
    }

    [Theory]
    [InlineData("<answer> </answer>")]
    [InlineData(@"<answer></answer> \boxed{ }")]
    [InlineData(@"\boxed{\text{}}")]
    public void An_empty_answer_ends_no_conversation_and_is_a_wrong_answer_to_a_reward(string text)
    {
        Assert.Null(ModelReply.Answer(text));
        RewardScore score = new ExactMatchReward().Score(text,
            JsonSerializer.SerializeToElement(new { answer = "B" }))!;
        Assert.Equal((0, true), (score.Score, score.ParseSuccess));
    }

    [Theory]
    [InlineData("<answer> a </answer><answer>b</answer>", "b")]
    [InlineData("<Answer>a</ANSWER>", "a")]
    [InlineData("<answer type=\"place\">a</answer>", "a")]
    [InlineData("<answer>a</answer> <answers>c</answer>", "a")]
    [InlineData("<answer id=1>a</answer> <answer <b>c</answer>", "a")]
    [InlineData(@"<answer>\text{a}</answer>", "a")]
    [InlineData("<answer>b</answer><answer></answer>", "b")]
    [InlineData("<answer><answer>b</answer></answer>", "b")]
    [InlineData("<answer><|begin_of_box|>b<|end_of_box|></answer>", "b")]
    [InlineData("<think>write <answer>here</answer></think>\n<answer>b</answer>", "b")]
    [InlineData("write <answer>here</answer></think>\n<answer>b</answer>", "b")]
    [InlineData("<answer>the tag <think> of a page</answer>", "the tag <think> of a page")]
    [InlineData("<answer>the tag </think> of a page</answer>", "the tag </think> of a page")]
    [InlineData(@"\boxed{a}", null)]
    [InlineData("<answer>cut off", null)]
    public void An_agent_takes_the_last_pair_of_tags_behind_the_thought(string text, string? answer) =>
        Assert.Equal(answer, AnswerText.FindTagged(text));

    [Theory]
    [InlineData("<think>is it <answer>A</answer>?</think> No. <answer>B</answer>")]
    [InlineData("[THINK]\\boxed{A}[/THINK]\\boxed{B}")]
    [InlineData("◁think▷<answer>A</answer>◁/think▷ \\boxed{B}")]
    [InlineData("<|channel|>analysis<|message|>maybe "
        + "\\boxed{A}<|end|><|start|>assistant<|channel|>final<|message|>\\boxed{B}")]
    [InlineData("<seed:think>A? \\boxed{A}</seed:think>\\boxed{B}")]
    [InlineData("thinking \\boxed{A} </think> \\boxed{B}")]
    [InlineData("<THINK>\\boxed{A}</THINK> <ANSWER>B</ANSWER>")]
    [InlineData("It is <|begin_of_box|>B<|end_of_box|>.")]
    [InlineData("<think>never closed, and \\boxed{B}")]
    public void What_stands_behind_the_thought_is_the_answer(string text) => Assert.Equal("B", ModelReply.Answer(text));
}
