using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>Values of a dataset row as text.</summary>
public static class RowText
{
    /// <summary>The text of a column: strings as they are, numbers as written; null where the row has nothing to read
    /// there.</summary>
    public static string? Of(JsonElement row, string column) =>
        Column(row, column) is JsonElement value ? Of(value) : null;

    /// <summary>A column; null when it is missing.</summary>
    public static JsonElement? Column(JsonElement row, string column) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column, out JsonElement value) ? value : null;

    /// <summary>The texts of a column: of an array those of its members, of anything else its own.</summary>
    internal static string[] Several(JsonElement row, string column) => Column(row, column) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(Of).OfType<string>()],
        JsonElement one => Of(one) is { } text ? [text] : [],
    };

    /// <summary>The text of a value; null for anything but a string that is not blank, a number, true or
    /// false.</summary>
    public static string? Of(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return value.GetRawText();
            case JsonValueKind.True:
                return "true";
            case JsonValueKind.False:
                return "false";
            case JsonValueKind.String:
                try
                {
                    return value.GetString() is string text && !string.IsNullOrWhiteSpace(text) ? text : null;
                }
                catch (InvalidOperationException)
                {
                    // An escaped lone surrogate: JSON, but no text.
                    return null;
                }

            default:
                return null;
        }
    }
}
