using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>Fields of an answer that may be missing, null or of another type: each reads as null then.</summary>
internal static class LenientJson
{
    // Beyond it a double holds no whole numbers.
    private const double Most = 1L << 53;

    public static JsonElement? Get(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    public static string? Text(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A whole number, also as text or with a fraction, which is cut off.</summary>
    public static long? Number(JsonElement element, string name) =>
        Get(element, name) switch
        {
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out long number) => number,
            { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out double real)
                && Math.Abs(real) < Most => (long)real,
            { ValueKind: JsonValueKind.String } value when long.TryParse(value.GetString(),
                NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
            _ => null,
        };
}
