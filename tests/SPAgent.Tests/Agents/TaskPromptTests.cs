using System.Text.Json;

namespace SPAgent.Tests.Agents;

public sealed class TaskPromptTests
{
    private static readonly JsonElement Row = JsonElement.Parse("""{"question": "How many {lat} cars?", "lat": 1.5}""");

    [Fact]
    public void A_column_in_braces_becomes_its_value_once() =>
        Assert.Equal("<image>\n\nHow many {lat} cars? At 1.5.",
            new TaskPrompt { Name = "t", User = "{question} At {lat}." }.For(Row));

    [Theory]
    [InlineData("<image>Find x.", "Find x.")]
    [InlineData("<image>\n<image>\n Which one?", "Which one?")]
    [InlineData(" no mark ", " no mark ")]
    public void A_mark_of_a_picture_that_a_column_brings_is_left_out(string problem, string asked)
    {
        JsonElement row = JsonSerializer.SerializeToElement(new { problem });
        Assert.Equal($"<image>\n\n{asked}", new TaskPrompt { Name = "t", User = "{problem}" }.For(row));
    }

    [Fact]
    public void Braces_that_name_no_column_stay() =>
        Assert.Contains(@"$\boxed{latitude, longitude}$", TaskPrompt.Geolocation.For(Row), StringComparison.Ordinal);

    [Fact]
    public void The_image_stands_in_every_prompt() =>
        Assert.StartsWith("<image>", new TaskPrompt { Name = "t", User = "What?" }.User, StringComparison.Ordinal);
}
