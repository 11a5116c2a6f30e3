using System.Text.Json.Nodes;

namespace SPAgent;

public sealed partial class Figure
{
    private const string Accent = "#3367b0", Faint = "#c9c4b8";
    private const int MostMarked = 30;

    /// <summary>A bar for each label.</summary>
    /// <exception cref="ArgumentException">There are more or fewer labels than values.</exception>
    public static Figure Bar(IEnumerable<string> labels, IEnumerable<double> values, string? name = null)
    {
        (JsonArray x, JsonArray y) = Pairs(Texts(labels), Numbers(values));
        return new Figure([Trace("bar", name, ("x", x), ("y", y))], NamedPlaces());
    }

    /// <summary>How often values fall into equal intervals, about <paramref name="bins"/> of them.</summary>
    public static Figure Histogram(IEnumerable<double> values, int bins = 30, string? name = null) =>
        Of("histogram", name, ("x", Numbers(values)), ("nbinsx", bins));

    /// <summary>A line through points, in the order given; up to 30 points are marked.</summary>
    /// <exception cref="ArgumentException">There are more or fewer of one than of the other.</exception>
    public static Figure Line(IEnumerable<double> x, IEnumerable<double> y, string? name = null)
    {
        (JsonArray across, JsonArray up) = Pairs(Numbers(x), Numbers(y));
        return Of("scatter", name, ("mode", across.Count <= MostMarked ? "lines+markers" : "lines"), ("x", across), ("y", up));
    }

    /// <summary>Points. A value that is not finite leaves its point out.</summary>
    /// <param name="x">Across.</param>
    /// <param name="y">Up.</param>
    /// <param name="labels">What is shown beside the pointer, one for each point; null for the numbers alone.</param>
    /// <param name="name">Name in the legend.</param>
    /// <exception cref="ArgumentException">There are more or fewer of one than of the other.</exception>
    public static Figure Scatter(IEnumerable<double> x, IEnumerable<double> y, IEnumerable<string>? labels = null, string? name = null)
    {
        (JsonArray across, JsonArray up) = Pairs(Numbers(x), Numbers(y));
        Figure points = Of("scatter", name, ("mode", "markers"), ("x", across), ("y", up));
        if (labels is not null) points._traces[0]["text"] = Pairs(across, Texts(labels)).Item2;
        return points;
    }

    /// <summary>A box plot: median, quartiles and outliers of values; the name stands below the box. Add another for each group.</summary>
    public static Figure Box(IEnumerable<double> values, string? name = null) =>
        new([Trace("box", name, ("y", Numbers(values)), ("boxpoints", "outliers"), ("showlegend", false))], NamedPlaces());

    /// <summary>Places on a map of the world, in equal degrees. Add another for points of another colour.</summary>
    /// <param name="points">The places.</param>
    /// <param name="name">Name in the legend.</param>
    /// <param name="rings">Rings instead of dots, which leave what lies below them to be seen.</param>
    public static Figure Map(IEnumerable<MapPoint> points, string? name = null, bool rings = false)
    {
        MapPoint[] places = [.. points];
        (JsonArray x, JsonArray y) = LandOutline.Line();
        JsonObject land = Trace("scatter", null, ("mode", "lines"), ("x", x), ("y", y), ("hoverinfo", "skip"), ("showlegend", false));
        land["line"] = new JsonObject { ["color"] = Faint, ["width"] = 1 };
        JsonObject spots = Trace("scatter", name, ("mode", "markers"), ("x", Numbers(places.Select(place => place.Longitude))), ("y", Numbers(places.Select(place => place.Latitude))));
        spots["marker"] = rings
            ? new JsonObject { ["symbol"] = "circle-open", ["size"] = 13, ["line"] = new JsonObject { ["width"] = 2 } }
            : new JsonObject { ["size"] = 7 };
        spots["text"] = Texts(places.Select(place => place.Label ?? ""));
        JsonObject layout = Layout();
        layout["xaxis"] = new JsonObject { ["range"] = new JsonArray(-180, 180), ["zeroline"] = false, ["ticksuffix"] = "°", ["constrain"] = "domain" };
        layout["yaxis"] = new JsonObject { ["range"] = new JsonArray(-60, 85), ["zeroline"] = false, ["ticksuffix"] = "°", ["constrain"] = "domain", ["scaleanchor"] = "x" };
        return new Figure([land, spots], layout);
    }

    private static Figure Of(string type, string? name, params (string Name, JsonNode Value)[] fields) => new([Trace(type, name, fields)], Layout());

    private static JsonObject Trace(string type, string? name, params (string Name, JsonNode Value)[] fields)
    {
        JsonObject trace = new() { ["type"] = type };
        if (name is not null) trace["name"] = name;
        foreach ((string field, JsonNode value) in fields) trace[field] = value;
        return trace;
    }

    private static JsonObject Layout() => new()
    {
        ["font"] = new JsonObject { ["family"] = "system-ui, sans-serif", ["size"] = 13 },
        ["colorway"] = new JsonArray(Accent, "#b5532d", "#3d7f4f", "#8a5a9e", "#a07a1f", "#4a8a96"),
        ["margin"] = new JsonObject { ["l"] = 60, ["r"] = 24, ["t"] = 56, ["b"] = 52 },
        ["bargap"] = 0.08,
    };

    // Else names that are numbers would be places on a scale.
    private static JsonObject NamedPlaces()
    {
        JsonObject layout = Layout();
        layout["xaxis"] = new JsonObject { ["type"] = "category" };
        return layout;
    }

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)];

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static (JsonArray First, JsonArray Second) Pairs(JsonArray one, JsonArray other) => one.Count == other.Count
        ? (one, other)
        : throw new ArgumentException($"{one.Count} values on one side and {other.Count} on the other; give as many of both.", nameof(other));
}
