using System.Text.Json;

namespace SPAgent.Tests.Traces;

/// <summary>What a trace's model answered, and what its row holds for true, in their types.</summary>
public sealed class TraceAnswerTests
{
    [Theory]
    [InlineData("""{"lat": 48.8566, "lon": 2.3522}""", "It is Paris. $\\boxed{48.85, 2.35}$", 48.85, 2.35)]
    [InlineData("""{"latitude": "48.8566", "longitude": "2.3522"}""", "Latitude: 12.5, Longitude: -7", 12.5, -7.0)]
    [InlineData("""{"lat": 48.8566, "lng": 2.3522}""", "I can't tell. \\boxed{unknown}", null, null)]
    public void Coordinates_are_read_where_the_row_holds_a_place(string row, string response, double? latitude,
        double? longitude)
    {
        Trace trace = Of(row, response);
        Assert.Equal((latitude, longitude, null), (trace.Answer.Latitude, trace.Answer.Longitude, trace.Answer.Choice));
        Assert.Equal((48.8566, 2.3522), (trace.Truth.Latitude, trace.Truth.Longitude));
    }

    [Theory]
    [InlineData("""{"answer": "B", "options": ["red", "green", "blue"]}""", "I see grass. <answer>green</answer>", 'B',
        "green", 'B')]
    [InlineData("""{"answer": 2, "options": ["red", "green", "blue"]}""", "The answer is A.", 'A', null, 'C')]
    [InlineData("""{"answer": "D"}""", "<answer>(c)</answer>", 'C', "(c)", 'D')]
    [InlineData("""{"answer": "four"}""", "The answer is A guess of 48.", null, null, null)]
    [InlineData("""{"answer": "48"}""", "\\boxed{48}", null, "48", null)]
    public void Choices_and_texts_are_read_where_it_holds_none(string row, string response, char? choice, string? text,
        char? truth)
    {
        Trace trace = Of(row, response);
        Assert.Equal((choice, text, truth), (trace.Answer.Choice, trace.Answer.Text, trace.Truth.Choice));
        Assert.Null(trace.Answer.Latitude);
    }

    [Fact]
    public void Two_numbers_in_the_answer_are_a_place_and_others_are_not()
    {
        Assert.Equal((10.5, 20),
            (Of("{}", "<answer>(10.5, 20)</answer>").Answer.Latitude!.Value,
                Of("{}", "<answer>(10.5, 20)</answer>").Answer.Longitude!.Value));
        Assert.Null(Of("{}", "<answer>1, 2, 3</answer>").Answer.Latitude);
        Assert.Null(Of("{}", "<answer>100, 20</answer>").Answer.Latitude);
    }

    [Fact]
    public void It_is_the_distance_of_the_reward_and_says_itself_in_a_line()
    {
        foreach (Trace trace in TraceStore.Open(Fixtures.Samples("traces", "written")).Read())
        {
            Assert.Equal(trace.Reward!.ParseSuccess, trace.Answer.Latitude is not null);
            if (trace.Answer.DistanceKm(trace.Truth) is { } km) Assert.Equal(trace.Reward["distance@km"]!.Value, km, 6);
        }

        Assert.Equal("48.85, 2.35", Of("""{"lat": 1, "lon": 2}""", "\\boxed{48.85, 2.35}").Answer.ToString());
        Assert.Equal(("B", "green", "none"),
            (Of("{}", "<answer>B</answer>").Answer.ToString(), Of("{}", "<answer>green</answer>").Answer.ToString(),
                Of("{}", "Hm.").Answer.ToString()));
    }

    private static Trace Of(string row, string response) => new()
    {
        SampleIndex = 0,
        SampleData = JsonElement.Parse(row),
        Turns = [new ConversationTurn { Turn = 1, Response = response }],
        FinalResponse = response,
    };
}
