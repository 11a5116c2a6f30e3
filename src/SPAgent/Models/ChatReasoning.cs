using System.Text;
using System.Text.Json;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>
/// The reasoning of a message, wherever a server puts it: a field of its own, a list of details, or parts of the
/// content. The first that is not empty counts.
/// </summary>
internal static class ChatReasoning
{
    /// <summary>Fields of a message that hold its reasoning as text.</summary>
    public static readonly string[] Fields = ["reasoning_content", "reasoning", "thinking"];

    private static readonly string[] s_texts = ["thinking", "reasoning", "text", "summary", "content"];

    /// <summary>The reasoning; empty where there is none.</summary>
    public static string Of(JsonElement message)
    {
        foreach (string field in (string[])[.. Fields, "reasoning_details", "thinking_blocks"])
        {
            if (Get(message, field) is { } value && Text(value) is var text && !string.IsNullOrWhiteSpace(text))
                return text;
        }

        StringBuilder parts = new();
        foreach (JsonElement part in Parts(message).Where(IsReasoning)) parts.Append(Text(part));
        return parts.ToString();
    }

    /// <summary>Whether a part of a content is reasoning.</summary>
    public static bool IsReasoning(JsonElement part) =>
        LenientJson.Text(part, "type") is { } type
        && (type.Contains("thinking", StringComparison.Ordinal) || type.Contains("reasoning", StringComparison.Ordinal)
            || type is "thought");

    /// <summary>The parts of a content that has some.</summary>
    public static IEnumerable<JsonElement> Parts(JsonElement message) => Get(message, "content") switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } one => [one],
        _ => [],
    };

    // Text, a list of such, or an object that holds it under one of several names.
    private static string Text(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString()!;
            case JsonValueKind.Array:
                return string.Concat(value.EnumerateArray().Select(Text));
            case JsonValueKind.Object:
                return s_texts.Select(name => Get(value, name) is { } inner ? Text(inner) : "")
                    .FirstOrDefault(text => text.Length > 0, "");
            default:
                return "";
        }
    }
}
