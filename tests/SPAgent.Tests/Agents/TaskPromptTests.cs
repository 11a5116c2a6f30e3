using System.Text.Json;

namespace SPAgent.Tests.Agents;

public sealed class TaskPromptTests
{
    private static readonly JsonElement Row = JsonElement.Parse("""{"question": "How many {lat} cars?", "lat": 1.5}""");

    [Fact]
    public void A_column_in_braces_becomes_its_value_once() =>
        Assert.Equal("<image>\n\nHow many {lat} cars? At 1.5.",
            new TaskPrompt { Name = "t", User = "{question} At {lat}." }.For(Row));

    [Fact]
    public void Braces_that_name_no_column_stay() =>
        Assert.Contains(@"$\boxed{latitude, longitude}$", TaskPrompt.Geolocation.For(Row), StringComparison.Ordinal);

    [Fact]
    public void The_image_stands_in_every_prompt() =>
        Assert.StartsWith("<image>", new TaskPrompt { Name = "t", User = "What?" }.User, StringComparison.Ordinal);
}
