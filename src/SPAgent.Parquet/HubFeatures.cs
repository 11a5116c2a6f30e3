using System.Globalization;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Features as a README writes them, turned into those that files carry.</summary>
internal static class HubFeatures
{
    /// <summary>An object of name → feature.</summary>
    public static JsonObject Of(JsonArray features)
    {
        var named = new JsonObject();
        foreach (JsonNode? feature in features)
        {
            if (feature is JsonObject field && field["name"] is JsonValue name)
            {
                named[name.GetValue<string>()] = One(field);
            }
        }

        return named;
    }

    private static JsonNode? One(JsonNode? feature)
    {
        if (feature is JsonValue plain) return Value(plain.GetValue<string>());
        if (feature is JsonArray fields) return Of(fields);
        if (feature is not JsonObject field) return null;
        if (field["struct"] is JsonArray members) return Of(members);
        foreach (string list in (string[])["list", "large_list", "sequence"])
        {
            if (!field.ContainsKey(list)) continue;
            string kind = list == "sequence" ? "Sequence" : list == "list" ? "List" : "LargeList";
            return new JsonObject { ["feature"] = One(field[list]), ["_type"] = kind };
        }

        // A picture with settings of its own: {dtype: {image: {decode: false}}}.
        if ((field["dtype"] ?? field) is JsonObject kinds && kinds.ContainsKey("image")) return Value("image");
        if (field["dtype"] is JsonObject typed && typed["class_label"] is JsonObject label) return Label(label);
        return field["dtype"] is JsonValue type ? Value(type.GetValue<string>()) : One(field["dtype"]);
    }

    private static JsonObject Value(string type) => type switch
    {
        "image" => new JsonObject { ["_type"] = "Image" },
        _ => new JsonObject { ["dtype"] = type, ["_type"] = "Value" },
    };

    private static JsonObject Label(JsonObject label)
    {
        IEnumerable<string> names = label["names"] switch
        {
            JsonArray plain => plain.Select(name => name?.ToString() ?? ""),
            JsonObject numbered => numbered.OrderBy(name => Number(name.Key))
                .Select((name, i) => Number(name.Key) == i ? name.Value?.ToString() ?? ""
                    : throw new InvalidDataException($"its class_label names leave out the number {i}.")),
            _ => [],
        };
        var list = new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
        return new() { ["names"] = list, ["_type"] = "ClassLabel" };
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number
            : long.MaxValue;
}
