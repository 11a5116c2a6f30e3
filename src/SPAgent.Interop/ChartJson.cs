using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The JSON that Plotly.NET writes, of any version.</summary>
internal static class ChartJson
{
    public static Figure Read(string json)
    {
        JsonNode? chart = JsonNode.Parse(json);
        if (chart?["data"] is JsonArray traces) foreach (JsonNode? trace in traces) EmptyPlaces(trace);
        return Figure.FromJson(chart?.ToJsonString() ?? "null");
    }

    // Its JSON has no NaN, so it writes the word, which plotly.js would take for a name on the axis.
    private static void EmptyPlaces(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach ((_, JsonNode? child) in parent) EmptyPlaces(child);
                break;
            case JsonArray list when IsNumbers(list):
                for (int i = 0; i < list.Count; i++)
                {
                    if (IsNoNumber(list[i])) list[i] = null;
                }

                break;
            case JsonArray list:
                foreach (JsonNode? child in list) EmptyPlaces(child);
                break;
        }
    }

    // Names among which one is "NaN" are left as they are.
    private static bool IsNumbers(JsonArray list) =>
        list.Any(IsNoNumber)
            && list.All(value => value is null || IsNoNumber(value)
                || value.GetValueKind() == System.Text.Json.JsonValueKind.Number);

    private static bool IsNoNumber(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text is "NaN" or "Infinity" or "-Infinity";
}
