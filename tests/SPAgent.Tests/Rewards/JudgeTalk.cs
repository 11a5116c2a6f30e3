using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>What tests of judges share.</summary>
internal static class JudgeTalk
{
    public const string Rubric = "1 when the answer names the city, else 0.";

    public static string Verdict(double score, string reason = "so it is") =>
        JsonSerializer.Serialize(new { reason, score });

    public static RewardContext Context(string answer = "<answer>Paris</answer>") => new()
    {
        Row = JsonElement.Parse("""{"city": "Paris"}"""),
        Answer = answer,
        Prompt = new InitialPrompt { System = "You look at pictures.", User = "<image>\n\nWhich city is this?" },
    };

    /// <summary>The marked data of a request, as JSON.</summary>
    public static JsonElement Data(IReadOnlyList<ChatMessage> request) => JsonElement.Parse(Lines(request).Data);

    /// <summary>The user's text of a request without the line of data, and that line.</summary>
    public static (string Around, string Data) Lines(IReadOnlyList<ChatMessage> request)
    {
        string[] lines = request.Single(message => message.Role == ChatRole.User && message.Text.Contains("BEGIN DATA"))
            .Text.Split('\n');
        int at = Array.FindIndex(lines, line => line.StartsWith("BEGIN DATA ", StringComparison.Ordinal));
        Assert.Equal(lines[at].Replace("BEGIN", "END", StringComparison.Ordinal), lines[at + 2]);
        return (string.Join('\n', lines.Where((_, index) => index != at + 1)), lines[at + 1]);
    }
}
