using System.Text.Json;

namespace SPAgent;

/// <summary>Fields of an answer that may be missing, null or of another type: each reads as null then.</summary>
internal static class LenientJson
{
    public static JsonElement? Get(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    public static string? Text(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long? Number(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number)
            ? number : null;
}
