using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

public sealed partial class Figure
{
    // The kinds in the bundle of plotly.js that the library is built with.
    private static readonly HashSet<string> OfflineKinds =
    [
        "bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "image", "pie", "scatter",
        "scatterternary", "violin",
    ];

    /// <summary>
    /// A figure of Plotly's JSON, as <see cref="ToJson"/>, Plotly for Python or R, or Plotly.NET write it: an object
    /// with <c>data</c> and <c>layout</c>, or the list of traces alone.
    /// </summary>
    /// <remarks>
    /// Any kind of trace is taken and shown where the viewer brings plotly.js along; pages and PNGs are drawn of
    /// cartesian ones, pies and ternary plots. Titles that are bare texts, as older versions wrote them, become
    /// objects.
    /// </remarks>
    /// <exception cref="ArgumentException">It is no such JSON; the message says what was seen.</exception>
    public static Figure FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"A figure's JSON can't be read: {problem.Message}", nameof(json), problem);
        }

        JsonObject figure = root switch
        {
            JsonArray traces => new JsonObject { ["data"] = traces },
            JsonObject whole => whole,
            _ => throw NoFigure($"it is {root?.GetValueKind().ToString() ?? "null"}"),
        };
        JsonArray data = figure["data"] switch
        {
            JsonArray many => many,
            JsonObject one => [one.DeepClone()],
            _ => throw NoFigure("it has no list \"data\" of traces"),
        };
        JsonObject layout = Own<JsonObject>(figure, "layout") ?? [];
        WordTitles(layout);
        figure.Remove("data");
        return new Figure([.. data.Select(Series)], layout, figure);
    }

    /// <summary>The kinds of trace that pages and PNGs can't draw; empty for nearly all figures.</summary>
    internal IEnumerable<string> OnlineKinds =>
        _traces.Select(Kind).Distinct().Where(kind => !OfflineKinds.Contains(kind));

    private static string Kind(JsonObject trace) =>
        trace["type"] is JsonValue type && type.TryGetValue(out string? kind) ? kind : "scatter";

    private static JsonObject Series(JsonNode? trace) =>
        trace is JsonObject series ? (JsonObject)series.DeepClone()
            : throw NoFigure($"\"data\" holds {trace?.GetValueKind().ToString() ?? "null"} where a trace is expected");

    private static T? Own<T>(JsonObject parent, string name)
        where T : JsonNode
    {
        if (parent[name] is not T child) return null;
        parent.Remove(name);
        return child;
    }

    private static void WordTitles(JsonObject layout)
    {
        foreach (JsonObject titled in layout.Select(part => part.Value).OfType<JsonObject>().Append(layout).ToArray())
        {
            if (titled["title"] is JsonValue title && title.TryGetValue(out string? text))
            {
                titled["title"] = Words(text);
            }
        }
    }

    private static ArgumentException NoFigure(string seen) =>
        new($"This is no figure of Plotly: {seen}. Expected {{\"data\": [{{\"type\": …}}], \"layout\": {{…}}}}.");
}
