using System.Text.Json;
using System.Text.Json.Nodes;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>
/// Arguments that the simulated model makes up for a tool that it has not learned to use, from the tool's schema:
/// numbers inside their limits, the first of several words, boxes and points inside the picture.
/// </summary>
internal static class SimulatedArguments
{
    // A schema may hold itself.
    private const int Deepest = 6;

    /// <summary>Which picture a call acts on is the caller's to say; the newest is right.</summary>
    private const string WhichImage = "image_index";

    public static JsonObject Make(ref HashRandom random, JsonElement schema, int width, int height) =>
        Object(ref random, schema, width, height, 0);

    private static JsonObject Object(ref HashRandom random, JsonElement schema, int width, int height, int depth)
    {
        JsonObject made = [];
        if (depth > Deepest || Get(schema, "properties") is not { ValueKind: JsonValueKind.Object } properties)
            return made;
        HashSet<string> required = Get(schema, "required") is { ValueKind: JsonValueKind.Array } names
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String)
                .Select(name => name.GetString()!)] : [];
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            // Of what may be left out, every other is given.
            if (property.Name == WhichImage || (!required.Contains(property.Name) && random.Next(2) == 0)) continue;
            made[property.Name] = Value(ref random, property.Value, width, height, depth + 1);
        }

        return made;
    }

    private static JsonNode? Value(ref HashRandom random, JsonElement schema, int width, int height, int depth)
    {
        if (Get(schema, "const") is { } only) return JsonNode.Parse(only.GetRawText());
        if (Get(schema, "enum") is { ValueKind: JsonValueKind.Array } words && words.GetArrayLength() > 0)
            return JsonNode.Parse(words[0].GetRawText());
        foreach (string choice in (string[])["anyOf", "oneOf", "allOf"])
        {
            if (depth <= Deepest && Get(schema, choice) is { ValueKind: JsonValueKind.Array } schemas
                && schemas.GetArrayLength() > 0)
            {
                return Value(ref random, schemas[0], width, height, depth + 1);
            }
        }

        return TypeOf(schema) switch
        {
            "number" => Math.Round(Between(ref random, schema, 0.01), 2),
            "integer" => (long)Math.Round(Between(ref random, schema, 1)),
            "boolean" => random.Next(2) == 0,
            "array" => Array(ref random, schema, width, height, depth),
            "object" => Object(ref random, schema, width, height, depth),
            "null" => null,
            _ => Get(schema, "default") is { ValueKind: JsonValueKind.String } usual ? usual.GetString()
                : "the sign over the shop",
        };
    }

    private static JsonArray Array(ref HashRandom random, JsonElement schema, int width, int height, int depth)
    {
        JsonElement items = Get(schema, "items") ?? default;
        int least = Count(schema, "minItems") ?? 1, most = Count(schema, "maxItems") ?? Math.Max(least, 1),
            count = Math.Clamp(1, least, Math.Max(least, most));
        bool numbers = TypeOf(items) is "number" or "integer";
        if (numbers && least == most && least is 2 or 4) return Place(ref random, schema, least, width, height);
        JsonArray made = [];
        for (int i = 0; i < Math.Min(count, 16) && depth <= Deepest; i++)
            made.Add(Value(ref random, items, width, height, depth + 1));
        return made;
    }

    // Two numbers are a point, four a box; in pixels unless the schema speaks of another unit.
    private static JsonArray Place(ref HashRandom random, JsonElement schema, int numbers, int width, int height)
    {
        string told = Get(schema, "description") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()! : "";
        double unit = told.Contains("0 to 1000", StringComparison.Ordinal)
            || told.Contains("thousandth", StringComparison.OrdinalIgnoreCase) ? 1000
            : told.Contains("0 to 1", StringComparison.Ordinal)
                || told.Contains("fraction", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        double across = unit > 0 ? unit : width, down = unit > 0 ? unit : height;
        double left = 0.5 * random.NextDouble(), top = 0.5 * random.NextDouble(),
            size = 0.3 + (0.2 * random.NextDouble());
        double[] sides = [left * across, top * down, (left + size) * across, (top + size) * down];
        return new JsonArray(
            [.. sides.Take(numbers)
                .Select(side => unit == 1 ? JsonValue.Create(Math.Round(side, 3))
                    : (JsonNode)JsonValue.Create((long)side))]);
    }

    // Without limits what a tool takes for usual, else a small number.
    private static double Between(ref HashRandom random, JsonElement schema, double step)
    {
        double? least = Number(schema, "minimum") ?? (Number(schema, "exclusiveMinimum") + step);
        double? most = Number(schema, "maximum") ?? (Number(schema, "exclusiveMaximum") - step);
        if (least is null && most is null && Number(schema, "default") is { } usual) return usual;
        double from = least ?? (most is { } end ? Math.Min(end, end - 10) : 1), to = most ?? from + 9;
        return to <= from ? from : from + ((to - from) * random.NextDouble());
    }

    private static string? TypeOf(JsonElement schema) => Get(schema, "type") switch
    {
        { ValueKind: JsonValueKind.String } type => type.GetString(),
        { ValueKind: JsonValueKind.Array } types =>
            types.EnumerateArray().Select(type => $"{type}").FirstOrDefault(type => type != "null"),
        _ => Get(schema, "properties") is null ? null : "object",
    };

    private static double? Number(JsonElement schema, string name) =>
        Get(schema, name) is { ValueKind: JsonValueKind.Number } value && value.GetDouble() is var number
            && double.IsFinite(number) ? number : null;

    private static int? Count(JsonElement schema, string name) =>
        Number(schema, name) is { } number and >= 0 and <= 1000 ? (int)number : null;
}
