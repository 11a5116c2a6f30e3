using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// What a model is asked. In <see cref="User"/>, <c>{column}</c> stands for that column's value where the dataset has a
/// column of that name; other braces are left as they are.
/// </summary>
[TypeFormatterSource]
public sealed partial record TaskPrompt
{
    /// <summary>The system message when a server takes tools as a parameter, and the first line of it when they stand
    /// in the prompt.</summary>
    public const string System = ConversationDialect.Opening;

    /// <summary>What a reply that holds neither a tool call nor an answer is answered with.</summary>
    public const string GoOn = ConversationDialect.GoOn;

    /// <summary>Short name for logs, such as <c>geolocation</c> or the name of the file that it came from.</summary>
    public required string Name { get; init; }

    /// <summary>The user message. A leading <c>&lt;image&gt;</c> marks where the picture stands; it is added when
    /// missing.</summary>
    public required string User
    {
        get; init =>
        field = value.Contains("<image>", StringComparison.Ordinal) ? value : "<image>\n\n" + value;
    }

    /// <summary>Asks where a street picture was taken; the answer is <c>$\boxed{latitude, longitude}$</c> in decimal
    /// degrees.</summary>
    public static TaskPrompt Geolocation { get; } = new()
    {
        Name = "geolocation",
        User = """
            <image>

            Where on Earth was this picture taken? Study it and estimate the place.

            Look for: writing and its language, road signs and markings, the side of the road that people drive on, number plates, buildings, plants and terrain, weather and light, landmarks.

            Give the final answer as $\boxed{latitude, longitude}$ in decimal degrees.
            """,
    };

    /// <summary>Reads a prompt from a text file.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static TaskPrompt FromFile(string path) =>
        new() { Name = Path.GetFileName(path), User = File.ReadAllText(path).Trim() };

    /// <summary>The user message for one row (a JSON object). Marks of pictures that a column brings are left out: the
    /// prompt has its own.</summary>
    public string For(JsonElement row)
    {
        return Placeholder()
            .Replace(User, match => row.TryGetProperty(match.Groups[1].ValueSpan, out JsonElement value) ? Text(value)
                : match.Value);
    }

    private static string Text(JsonElement value) => ConversationDialect.Unmarked(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
