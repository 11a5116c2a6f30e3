using System.Text.Json;

namespace SPAgent;

/// <summary>JSON as the values that <see cref="DatasetRow.Values"/> holds.</summary>
internal static class JsonValues
{
    /// <summary>A value; whole numbers keep 64 bits, unless <paramref name="asFloat"/>: other rows have
    /// fractions.</summary>
    public static object? Of(JsonElement value, bool asFloat = false) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when asFloat => value.GetDouble(),
        JsonValueKind.Number when value.TryGetInt64(out long number) => number,
        JsonValueKind.Number when value.TryGetUInt64(out ulong number) => number,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(object? (item) => Of(item)).ToList(),
        JsonValueKind.Object => new OrderedDictionary<string, object?>(
            value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Of(member.Value))),
            StringComparer.Ordinal),
        _ => null,
    };
}
