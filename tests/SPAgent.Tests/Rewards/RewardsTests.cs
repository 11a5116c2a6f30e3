using System.Text.Json;

namespace SPAgent.Tests;

public sealed class RewardsTests
{
    [Fact]
    public void Every_name_makes_the_reward_of_that_name()
    {
        foreach (string name in Rewards.Names) Assert.Equal(name, Rewards.ByName(name).Name);
    }

    [Fact]
    public void An_unknown_name_is_refused_and_the_known_ones_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Rewards.ByName("bleu"));
        Assert.Contains("bleu", error.Message, StringComparison.Ordinal);
        Assert.Contains("geoguessr, exact, choice, numeric, box, none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_column_reaches_the_reward()
    {
        JsonElement row = JsonElement.Parse("""{"label": "C"}""");
        Assert.Equal(1, Rewards.ByName("exact", "label").Score("<answer>c</answer>", row)?.Score);
        Assert.Equal(1, Rewards.ByName("choice", "label").Score("(C)", row)?.Score);
    }

    [Fact]
    public void None_never_scores() =>
        Assert.Null(Rewards.ByName("none").Score("B", JsonElement.Parse("""{"answer": "B"}""")));

    [Theory]
    [InlineData("""{"score":0.5,"distance@km":null,"parse_success":true,"acc@1km":0.0}""")]
    [InlineData("""{"score":0.5,"bleu":1E-05,"parse_success":false}""")]
    public void A_score_read_from_JSON_is_written_as_it_was(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<RewardScore>(json)));

    [Fact]
    public void Truth_values_count_as_figures_and_texts_are_dropped() =>
        Assert.Equal("""{"score":1.0,"parse_success":true,"acc@1km":1.0}""", JsonSerializer.Serialize(
            JsonSerializer.Deserialize<RewardScore>(
                """{"score": 1, "note": "x", "acc@1km": true, "parse_success": true}""")));

    [Fact]
    public void A_metric_is_found_by_its_name()
    {
        RewardScore score = GeoGuessrReward.Score(@"\boxed{1, 2}", 1, 2);
        Assert.Equal(5000, score["geoguessr@point"]);
        Assert.Equal((5000, 0), (score["geoguessr_point"], score["distance_km"]));
        Assert.Null(score["bleu"]);
    }
}
