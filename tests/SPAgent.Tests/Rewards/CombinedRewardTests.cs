using System.Text.Json;
using System.Text.Json.Nodes;
using static SPAgent.Tests.JudgeTalk;

namespace SPAgent.Tests;

public sealed class CombinedRewardTests
{
    private static readonly JsonElement s_row = JsonElement.Parse("""{"answer": "4", "other": "5"}""");

    private static readonly IReward s_right = new ExactMatchReward(),
        s_other = new ExactMatchReward { AnswerColumn = "other" },
        s_absent = new ExactMatchReward { AnswerColumn = "nowhere" };

    [Fact]
    public void The_best_of_several_counts_and_a_part_without_truth_is_passed_over()
    {
        RewardScore score = Rewards.AnyOf(s_absent, s_other, s_right).Score("<answer>4</answer>", s_row)!;
        Assert.Equal((1.0, true), (score.Score, score.ParseSuccess));
        Assert.Equal([new("exact.2", 0), new("exact.3", 1)], score.Metrics);
        Assert.Equal(0, Rewards.AnyOf(s_other).Score("<answer>4</answer>", s_row)!.Score);
        Assert.Null(Rewards.AnyOf(s_absent).Score("<answer>4</answer>", s_row));
    }

    [Fact]
    public void A_weighted_mean_has_no_score_where_a_part_has_none()
    {
        RewardScore score = Rewards.Weighted((s_right, 3), (s_other, 1)).Score("<answer>4</answer>", s_row)!;
        Assert.Equal(0.75, score.Score);
        Assert.Equal([new("exact", 1), new("exact.2", 0)], score.Metrics);
        Assert.Null(Rewards.Weighted((s_right, 3), (s_absent, 1)).Score("<answer>4</answer>", s_row));
    }

    [Fact]
    public void The_columns_that_all_need_are_demanded_of_the_best_all_of_the_mean()
    {
        Assert.Equal(["answer", "other"], Rewards.Weighted((s_right, 1), (s_other, 1)).TruthColumns);
        Assert.Empty(Rewards.AnyOf(s_right, s_other).TruthColumns);
        Assert.Equal(["answer"], Rewards.AnyOf(s_right, new MultipleChoiceReward()).TruthColumns);
    }

    [Fact]
    public async Task A_judge_behind_a_reward_that_gives_one_costs_nothing()
    {
        ScriptedModel model = ScriptedModel.Saying(Verdict(0.5));
        IAsyncReward reward =
            Assert.IsAssignableFrom<IAsyncReward>(Rewards.AnyOf(s_right, new JudgeReward(model, Rubric)));
        RewardContext right = new() { Row = s_row, Answer = "<answer>4</answer>" },
            wrong = new() { Row = s_row, Answer = "<answer>four</answer>" };
        Assert.Equal(1, (await reward.ScoreAsync(right, TestContext.Current.CancellationToken))!.Score);
        Assert.Empty(model.Requests);
        Assert.Equal(0.5, (await reward.ScoreAsync(wrong, TestContext.Current.CancellationToken))!.Score);
        Assert.Single(model.Requests);
        Assert.Throws<NotSupportedException>(() => ((IReward)reward).Score("x", s_row));
    }

    [Fact]
    public async Task A_judge_without_a_verdict_leaves_no_score_unless_another_part_gives_one()
    {
        JudgeReward mute = new(ScriptedModel.Saying("hm"), Rubric);
        RewardContext context = new() { Row = s_row, Answer = "<answer>4</answer>" };
        CancellationToken end = TestContext.Current.CancellationToken;
        Assert.Null(await ((IAsyncReward)Rewards.AnyOf(mute, s_other)).ScoreAsync(context, end));
        Assert.Equal(1, (await ((IAsyncReward)Rewards.AnyOf(mute, s_right)).ScoreAsync(context, end))!.Score);
        Assert.Null(await ((IAsyncReward)Rewards.Weighted((s_right, 1), (mute, 1))).ScoreAsync(context, end));
    }

    [Fact]
    public void Run_json_holds_the_settings_of_each_part()
    {
        IReward reward = Rewards.Weighted((new NumericReward { Tolerance = 2 }, 3), (new BoxReward(), 1));
        JsonNode settings = JsonSerializer.SerializeToNode(reward, reward.GetType(), JsonSettings.Line)!;
        Assert.Equal("weighted", settings["name"]!.GetValue<string>());
        Assert.Equal(2, settings["rewards"]![0]!["tolerance"]!.GetValue<double>());
        Assert.Equal("box", settings["rewards"]![1]!["answer_column"]!.GetValue<string>());
        Assert.Equal([3, 1], settings["weights"]!.AsArray().Select(weight => weight!.GetValue<double>()));
    }

    [Fact]
    public void Nothing_to_combine_and_weights_of_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Rewards.AnyOf());
        Assert.Throws<ArgumentException>(() => Rewards.Weighted((s_right, 0)));
        Assert.Throws<ArgumentException>(() => Rewards.Weighted((s_right, double.NaN)));
    }
}
