using System.Text.Json;

namespace SPAgent.Tests;

public sealed class GeoGuessrRewardTests
{
    private static readonly GeoGuessrReward Reward = new();

    public static TheoryData<string> CaseFiles => ["cases.jsonl", "more-cases.jsonl"];

    [Theory, MemberData(nameof(CaseFiles))]
    public void Every_recorded_case_scores_as_the_reference_does(string file)
    {
        foreach (string line in File.ReadLines(Fixtures.Own("rewards", file)))
        {
            JsonElement @case = JsonElement.Parse(line);
            RewardScore score = GeoGuessrReward.Score(
                Text(@case), @case.GetProperty("lat").GetDouble(), @case.GetProperty("lon").GetDouble());
            JsonElement written = JsonSerializer.SerializeToElement(score);
            JsonElement expected = @case.GetProperty("expected");
            Assert.Equal(expected.EnumerateObject().Select(field => field.Name),
                written.EnumerateObject().Select(field => field.Name));
            foreach (JsonProperty field in expected.EnumerateObject())
                AssertSame(field.Value, written.GetProperty(field.Name), line);
        }
    }

    [Theory, MemberData(nameof(CaseFiles))]
    public void Every_recorded_case_is_read_at_its_stage(string file)
    {
        int staged = 0;
        foreach (string line in File.ReadLines(Fixtures.Own("rewards", file)))
        {
            JsonElement @case = JsonElement.Parse(line);
            if (!@case.TryGetProperty("stage", out JsonElement stage)) continue;
            staged++;
            CoordinateReading reading = CoordinateReader.Read(Text(@case));
            Assert.Equal(stage.GetString(), reading.Stage.ToString(), ignoreCase: true);
            double[]? parsed = @case.GetProperty("parsed").Deserialize<double[]>();
            Assert.Equal(parsed, reading.Success ? [reading.Latitude, reading.Longitude] : null);
        }

        Assert.True(staged > 50);
    }

    [Fact]
    public void A_score_is_written_with_exactly_the_fields_of_a_trace_in_their_order()
    {
        Assert.Equal(
            """
            {"score":1.0,"distance@km":0.0,"geoguessr@point":5000.0,"parse_success":true,"acc@1km":1.0,"acc@25km":1.0,"acc@200km":1.0,"acc@750km":1.0,"acc@2500km":1.0}
            """,
            JsonSerializer.Serialize(GeoGuessrReward.Score(@"\boxed{48.8566, 2.3522}", 48.8566, 2.3522)));
        Assert.Equal(
            """
            {"score":0.0,"distance@km":20000.0,"geoguessr@point":0.0,"parse_success":false,"acc@1km":0.0,"acc@25km":0.0,"acc@200km":0.0,"acc@750km":0.0,"acc@2500km":0.0}
            """,
            JsonSerializer.Serialize(GeoGuessrReward.Score("I can't tell.", 48.8566, 2.3522)));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"lat": 1}""")]
    [InlineData("""{"lat": null, "lon": 2}""")]
    [InlineData("""{"lat": "NaN", "lon": 2}""")]
    [InlineData("""{"lat": 90.5, "lon": 2}""")]
    [InlineData("""{"lat": 1, "lon": -181}""")]
    [InlineData("""{"lat": [1], "lon": 2}""")]
    [InlineData("""{"lat": "\ud83d", "lon": 2}""")]
    [InlineData("""[1, 2]""")]
    public void A_row_without_a_usable_truth_gets_no_score(string row) =>
        Assert.Null(Reward.Score(@"\boxed{1, 2}", JsonElement.Parse(row)));

    [Fact]
    public void The_truth_may_be_text_and_stand_in_other_columns()
    {
        var reward = new GeoGuessrReward { LatitudeColumn = "latitude", LongitudeColumn = "longitude" };
        Assert.Equal(1,
            reward.Score(@"\boxed{1.5, 2}", JsonElement.Parse("""{"latitude": "1.5", "longitude": 2}"""))?.Score);
        Assert.Null(reward.Score(@"\boxed{1.5, 2}", JsonElement.Parse("""{"lat": 1.5, "lon": 2}""")));
    }

    [Fact]
    public void The_linear_variant_changes_the_score_and_nothing_else()
    {
        JsonElement row = JsonElement.Parse("""{"lat": 48.8566, "lon": 2.3522}""");
        RewardScore curved = Reward.Score(@"\boxed{49, 2}", row)!;
        RewardScore linear = new GeoGuessrReward { Linear = true }.Score(@"\boxed{49, 2}", row)!;
        Assert.Equal(1 - curved["distance@km"] / 20000, linear.Score);
        Assert.Equal(curved.Metrics, linear.Metrics);
        Assert.Equal(0, new GeoGuessrReward { Linear = true }.Score(@"\boxed{-48.8566, -177.6478}", row)!.Score);
        Assert.Equal(0, new GeoGuessrReward { Linear = true }.Score("nothing", row)!.Score);
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(90.1, 0)]
    [InlineData(0, -180.1)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_truth_off_the_globe_is_refused(double latitude, double longitude) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GeoGuessrReward.Score(@"\boxed{1, 2}", latitude, longitude));

    [Theory]
    [InlineData(@"\boxed{1", " ", "}")]
    [InlineData(@"\boxed{", "1", "}")]
    [InlineData(@"\boxed{", "1 ", ";}")]
    [InlineData(@"\boxed{1_", "1_", "1, 2}")]
    [InlineData("", "{", @"\boxed")]
    [InlineData("", @"\boxed", "}")]
    [InlineData("lat", " ", "1")]
    [InlineData("(", "1,", ")")]
    public void No_long_text_makes_it_hang(string start, string repeated, string end) =>
        Assert.NotNull(
            GeoGuessrReward.Score(start + string.Concat(Enumerable.Repeat(repeated, 1_000_000)) + end, 1, 2));

    [Theory]
    [InlineData("\ud83d (1, 2)")]
    [InlineData("(1, 2) \ud83d")]
    [InlineData("\udc00\ud83d(1, 2)\udc00")]
    public void A_lone_surrogate_is_one_character_like_any_other(string response) =>
        Assert.Equal(1, GeoGuessrReward.Score(response, 1, 2).Score);

    private static string Text(JsonElement @case) => @case.GetProperty("solution").GetString()!;

    private static void AssertSame(JsonElement expected, JsonElement actual, string line)
    {
        Assert.Equal(expected.ValueKind, actual.ValueKind);
        if (expected.ValueKind != JsonValueKind.Number) return;
        double wanted = expected.GetDouble();
        double error = Math.Abs(wanted - actual.GetDouble());
        Assert.True(error <= 1e-12 * Math.Abs(wanted), $"{wanted:R} expected, {actual.GetDouble():R} seen: {line}");
    }
}
