using System.Text.Json.Nodes;

namespace SPAgent;

public sealed partial class Figure
{
    // Nothing is painted behind a chart, and words and lines are of a grey that can be read on white and on black.
    private const string Accent = "#3367b0", Faint = "#c9c4b8", Clear = "rgba(0,0,0,0)", Ink = "#777777";
    private const string Grid = "rgba(128,128,128,0.25)", FaintGrid = "rgba(128,128,128,0.12)";
    private const string ColorScale = "Viridis";
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
        return Of("scatter", name, ("mode", across.Count <= MostMarked ? "lines+markers" : "lines"),
            ("x", across), ("y", up));
    }

    /// <summary>Points. A value that is not finite leaves its point out.</summary>
    /// <param name="x">Across.</param>
    /// <param name="y">Up.</param>
    /// <param name="labels">What is shown beside the pointer, one for each point; null for the numbers alone.</param>
    /// <param name="name">Name in the legend.</param>
    /// <exception cref="ArgumentException">There are more or fewer of one than of the other.</exception>
    public static Figure Scatter(IEnumerable<double> x, IEnumerable<double> y, IEnumerable<string>? labels = null,
        string? name = null)
    {
        (JsonArray across, JsonArray up) = Pairs(Numbers(x), Numbers(y));
        Figure points = Of("scatter", name, ("mode", "markers"), ("x", across), ("y", up));
        if (labels is not null) points._traces[0]["text"] = Pairs(across, Texts(labels)).Item2;
        return points;
    }

    /// <summary>
    /// A box plot: median, quartiles and outliers of values; the name stands below the box. Add another for each group.
    /// </summary>
    public static Figure Box(IEnumerable<double> values, string? name = null) =>
        new([Trace("box", name, ("y", Numbers(values)), ("boxpoints", "outliers"), ("showlegend", false))],
            NamedPlaces());

    /// <summary>
    /// A field of colours: a row of values for each label of <paramref name="y"/>, from the bottom, one for each of
    /// <paramref name="x"/>.
    /// </summary>
    /// <param name="x">Labels across.</param>
    /// <param name="y">Labels up.</param>
    /// <param name="rows">The values; one that is not finite leaves its place empty.</param>
    /// <param name="name">What the colours stand for.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than places.</exception>
    public static Figure HeatMap(IReadOnlyList<string> x, IReadOnlyList<string> y,
        IReadOnlyList<IReadOnlyList<double>> rows, string? name = null)
    {
        JsonArray across = Texts(x);
        (JsonArray up, JsonArray field) = Pairs(Texts(y), [.. rows.Select(row => Pairs(across, Numbers(row)).Second)]);
        JsonObject trace = Trace("heatmap", name, ("x", across), ("y", up), ("z", field), ("colorscale", ColorScale));
        if (name is not null) trace["colorbar"] = new JsonObject { ["title"] = Words(name) };
        JsonObject layout = NamedPlaces();
        layout["yaxis"] = new JsonObject { ["type"] = "category" };
        return new Figure([trace], layout);
    }

    /// <summary>Places on a map of the world, in equal degrees. Add another for points of another colour.</summary>
    /// <param name="points">The places.</param>
    /// <param name="name">Name in the legend.</param>
    /// <param name="rings">Rings instead of dots, which leave what lies below them to be seen.</param>
    public static Figure Map(IEnumerable<MapPoint> points, string? name = null, bool rings = false)
    {
        MapPoint[] places = [.. points];
        (JsonArray x, JsonArray y) = LandOutline.Line();
        JsonObject land =
            Trace("scatter", null, ("mode", "lines"), ("x", x), ("y", y), ("hoverinfo", "skip"), ("showlegend", false));
        land["line"] = new JsonObject { ["color"] = Faint, ["width"] = 1 };
        JsonObject spots =
            Trace("scatter", name, ("mode", "markers"), ("x", Numbers(places.Select(place => place.Longitude))),
                ("y", Numbers(places.Select(place => place.Latitude))));
        spots["marker"] = rings
            ? new JsonObject { ["symbol"] = "circle-open", ["size"] = 13, ["line"] = new JsonObject { ["width"] = 2 } }
            : new JsonObject { ["size"] = 7 };
        spots["text"] = Texts(places.Select(place => place.Label ?? ""));
        JsonObject layout = Layout();
        layout["xaxis"] = new JsonObject
        {
            ["range"] = new JsonArray(-180, 180),
            ["zeroline"] = false,
            ["ticksuffix"] = "°",
            ["constrain"] = "domain"
        };
        layout["yaxis"] = new JsonObject
        {
            ["range"] = new JsonArray(-60, 85),
            ["zeroline"] = false,
            ["ticksuffix"] = "°",
            ["constrain"] = "domain",
            ["scaleanchor"] = "x"
        };
        return new Figure([land, spots], layout);
    }

    private static Figure Of(string type, string? name, params (string Name, JsonNode Value)[] fields) =>
        new([Trace(type, name, fields)], Layout());

    private static JsonObject Trace(string type, string? name, params (string Name, JsonNode Value)[] fields)
    {
        JsonObject trace = new() { ["type"] = type };
        if (name is not null) trace["name"] = name;
        foreach ((string field, JsonNode value) in fields) trace[field] = value;
        return trace;
    }

    internal static readonly string[] Colors = [Accent, "#b5532d", "#3d7f4f", "#8a5a9e", "#a07a1f", "#4a8a96"];

    internal static JsonObject Layout() => new()
    {
        ["template"] = new JsonObject
        {
            ["layout"] = new JsonObject
            {
                ["paper_bgcolor"] = Clear,
                ["plot_bgcolor"] = Clear,
                ["font"] = new JsonObject { ["color"] = Ink },
                ["xaxis"] = new JsonObject { ["gridcolor"] = Grid, ["zerolinecolor"] = Grid, ["linecolor"] = Grid },
                ["yaxis"] = new JsonObject { ["gridcolor"] = Grid, ["zerolinecolor"] = Grid, ["linecolor"] = Grid },
            },
        },
        ["font"] = new JsonObject { ["family"] = "system-ui, sans-serif", ["size"] = 13 },
        ["colorway"] = new JsonArray([.. Colors.Select(color => JsonValue.Create(color))]),
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

    private static JsonArray Numbers(IEnumerable<double> values) =>
        [.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)];

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static (JsonArray First, JsonArray Second) Pairs(JsonArray one, JsonArray other) => one.Count == other.Count
        ? (one, other)
        : throw new ArgumentException(
            $"{one.Count} values on one side and {other.Count} on the other; give as many of both.", nameof(other));
}
