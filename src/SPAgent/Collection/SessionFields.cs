using System.Text.Json;

namespace SPAgent;

/// <summary>Reads fields of a JSON object; one of the wrong kind is an error that says where, what was seen and what is
/// expected. Null counts as absent.</summary>
internal sealed class SessionFields(JsonElement json, string file, string prefix)
{
    /// <summary><c>{}</c>.</summary>
    public static JsonElement EmptyObject { get; } = JsonText.Parse("{}"u8.ToArray());

    public SessionFields Inside(JsonElement part, string partPrefix) => new(part, file, partPrefix);

    public JsonElement? Any(string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string name) => Any(name) is { } value ? TextOf(value, name) : null;

    public bool? Flag(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Unexpected(name, other, "true or false"),
    };

    public int? Whole(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out int whole) => whole,
        { } other => throw Unexpected(name, other, "a whole number"),
    };

    public double? Number(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        { } other => throw Unexpected(name, other, "a number"),
    };

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(value => TextOf(value, name))];

    public IReadOnlyList<string?> TextsOrNull(string name) =>
        [.. List(name).Select(value => value.ValueKind == JsonValueKind.Null ? null : TextOf(value, name))];

    public IReadOnlyList<SessionFields> Objects(string name) =>
        [.. List(name).Select((value, i) => value.ValueKind == JsonValueKind.Object
        ? Inside(value, $"{name}[{i}].")
        : throw Unexpected($"{name}[{i}]", value, "an object"))];

    private JsonElement.ArrayEnumerator List(string name) => Any(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Array } value => value.EnumerateArray(),
        { } other => throw Unexpected(name, other, "a list"),
    };

    private string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unexpected(name, value, "a text");

    private InvalidDataException Unexpected(string name, JsonElement seen, string expected)
    {
        string text = seen.GetRawText();
        if (text.Length > 60) text = $"{text[..60]}…";
        return new InvalidDataException(
            $"{file}: {prefix}{name} is {text}, {expected} is expected. Remove the session, or collect it again.");
    }
}
