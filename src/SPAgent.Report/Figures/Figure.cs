using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace SPAgent;

/// <summary>
/// A chart. It never changes: what adds a title or more data gives a new one. In a notebook it is interactive;
/// <see cref="ToJson"/> is what plotly.js (2 to 4) draws, so it can be handed to any other tool that speaks Plotly.
/// </summary>
/// <remarks>
/// All kinds are cartesian, the map as well: it draws the outlines of the continents as lines, so it needs no tiles and
/// no network. That is why the small bundle of plotly.js is enough.
/// </remarks>
[TypeFormatterSource(PreferredMimeTypes = ["text/html", "image/png", "text/plain"])]
public sealed partial class Figure
{
    private static readonly JsonSerializerOptions Json = new()
    {
        // Escapes what HTML could mistake for markup, so the JSON can stand inside a script element.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private readonly JsonObject[] _traces;
    private readonly JsonObject _layout;

    // What else the JSON of others brought along: config, frames.
    private readonly JsonObject _rest;

    private Figure(JsonObject[] traces, JsonObject layout, JsonObject? rest = null) =>
        (_traces, _layout, _rest) = (traces, layout, rest ?? []);

    /// <summary>Width in CSS pixels, from 50 to 8,000. Default 720.</summary>
    public int WidthPx => Side("width", 720);

    /// <summary>Height in CSS pixels, from 50 to 8,000. Default 440.</summary>
    public int HeightPx => Side("height", 440);

    /// <summary>The same with the data of another figure in the same axes: two lines, points on a map.</summary>
    public Figure Add(Figure other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // The outlines of a map are there already when another map joins in.
        return
            new Figure(
                [.. _traces, .. other._traces.Where(trace => trace["hoverinfo"] is null
                    || !_traces.Any(own => JsonNode.DeepEquals(own, trace)))], _layout, _rest);
    }

    /// <summary>The same with a title.</summary>
    public Figure Titled(string title) => With(layout => layout["title"] = Words(title));

    /// <summary>The same with a name for the horizontal axis; logarithmic when asked for.</summary>
    public Figure X(string title, bool log = false) => With(layout => Axes(layout, "xaxis", title, log));

    /// <summary>The same with a name for the vertical axis; logarithmic when asked for.</summary>
    /// <param name="title">Name and unit.</param>
    /// <param name="log">A logarithmic scale; what is not above 0 has no place on it.</param>
    /// <param name="fromZero">Let the scale begin at 0 where the data would let it begin higher. Bars always
    /// do.</param>
    public Figure Y(string title, bool log = false, bool fromZero = false) => With(layout =>
    {
        foreach (JsonObject axis in Axes(layout, "yaxis", title, log))
        {
            if (fromZero) axis["rangemode"] = "tozero";
        }
    });

    /// <summary>The same in another size, in CSS pixels from 50 to 8,000.</summary>
    public Figure Sized(int widthPx, int heightPx)
    {
        foreach (int side in (int[])[widthPx, heightPx])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(side, 50);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 8000);
        }

        return With(layout => (layout["width"], layout["height"]) = (widthPx, heightPx));
    }

    /// <summary>The figure as Plotly's JSON: <c>data</c>, <c>layout</c> and <c>config</c>.</summary>
    public string ToJson()
    {
        JsonObject config = new() { ["displaylogo"] = false, ["responsive"] = true };
        JsonObject figure = new()
        {
            ["data"] = new JsonArray([.. _traces.Select(trace => trace.DeepClone())]),
            ["layout"] = _layout.DeepClone(),
            ["config"] = config,
        };
        foreach ((string name, JsonNode? value) in _rest)
        {
            if (name != "config") figure[name] = value?.DeepClone();
            else if (value is JsonObject theirs) foreach ((string option, JsonNode? choice) in theirs)
                config[option] = choice?.DeepClone();
        }

        return figure.ToJsonString(Json);
    }

    /// <summary>Writes a page that holds the figure and all that it needs: it opens without a network.</summary>
    /// <exception cref="InvalidOperationException">The library was built without plotly.js; the message says what to
    /// do.</exception>
    public Task SaveHtmlAsync(string path, CancellationToken cancellationToken = default) =>
        WholeFile.WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(FigurePage.Interactive(this)), cancellationToken);

    /// <summary>The figure as a PNG, drawn by a headless Chromium at twice its size, for sharp screens. Takes some
    /// seconds.</summary>
    /// <exception cref="InvalidOperationException">There is no Chromium, or the library was built without
    /// plotly.js.</exception>
    public Task<byte[]> ToPngAsync(CancellationToken cancellationToken = default) =>
        FigurePage.PngAsync(this, cancellationToken);

    /// <summary>Its title and what it draws, for a terminal.</summary>
    public override string ToString()
    {
        string kinds = TerminalText.Line(string.Join(", ", _traces.Select(Kind).Distinct()));
        return _layout["title"] is JsonObject title && title["text"] is JsonValue text
            ? $"Figure \"{TerminalText.Line(text.ToString())}\" ({kinds})" : $"Figure ({kinds})";
    }

    private Figure With(Action<JsonObject> change)
    {
        JsonObject layout = (JsonObject)_layout.DeepClone();
        change(layout);
        return new Figure(_traces, layout, _rest);
    }

    private int Side(string name, int common) =>
        _layout[name] is JsonValue side && side.GetValueKind() == JsonValueKind.Number
        ? (int)Math.Clamp(Math.Round(double.Parse(side.ToJsonString(), CultureInfo.InvariantCulture)), 50, 8000)
        : common;

    // A figure of several panels has as many axes; their inner ones bear neither numbers nor a name.
    private static JsonObject[] Axes(JsonObject layout, string name, string title, bool log)
    {
        JsonObject[] axes = [.. PanelGrid.Axes(layout, name)];
        foreach (JsonObject axis in axes)
            Style(axis, axis["showticklabels"] is JsonValue ticks && ticks.TryGetValue(out bool shown) && !shown ? null
                : title, log);
        return axes;
    }

    private static void Style(JsonObject axis, string? title, bool log)
    {
        if (title is not null) axis["title"] = Words(title);
        axis["automargin"] = true;
        if (!log) return;
        axis["type"] = "log";
        // Powers of ten have labels, the lines between them have none: the usual 2 and 5 read like numbers of their
        // own.
        axis["dtick"] = 1;
        axis["separatethousands"] = true;
        axis["exponentformat"] = "none";
        axis["minor"] = new JsonObject { ["dtick"] = "D1", ["showgrid"] = true, ["gridcolor"] = FaintGrid };
    }

    // The bare string of older versions is no longer understood by newer ones, the object is by all.
    private static JsonObject Words(string text) => new() { ["text"] = text };
}
