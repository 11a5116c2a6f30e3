using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace SPAgent;

/// <summary>Plotly's JSON as objects of Plotly.NET.</summary>
/// <remarks>
/// Its styling methods look for objects of their own types and replace whatever else they find: an axis that stayed
/// JSON would lose its scale and its ticks as soon as its title is changed. So each part is made the type that is
/// looked for, filled with plain values.
/// </remarks>
internal static class ChartObjects
{
    public static Plotly.NET.Trace Trace(JsonObject json)
    {
        Plotly.NET.Trace trace = new((string?)json["type"] ?? "scatter");
        json.Remove("type");
        return Fill(trace, json);
    }

    public static T Fill<T>(T target, JsonObject json)
        where T : DynamicObj.DynamicObj
    {
        foreach ((string name, JsonNode? value) in json)
        {
            if (value is not null) target.SetProperty(name, Value(name, value)!);
        }

        return target;
    }

    /// <summary>A copy that can be changed without changing the original, however deep.</summary>
    public static T Copy<T>(DynamicObj.DynamicObj source, T target)
        where T : DynamicObj.DynamicObj
    {
        source.DeepCopyPropertiesTo(target, true, true);
        return target;
    }

    private static object? Value(string name, JsonNode? node) => node switch
    {
        null => null,
        JsonObject json => Fill(Part(name), json),
        JsonArray list => Items(name, list),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => (string)node!,
            _ => node.AsValue().TryGetValue(out long whole) ? whole : (object)(double)node,
        },
    };

    private static object Items(string name, JsonArray list) => name switch
    {
        "annotations" => list.OfType<JsonObject>().Select(item => Fill(new Annotation(), item)).ToList(),
        "shapes" => list.OfType<JsonObject>().Select(item => Fill(new Shape(), item)).ToList(),
        _ => list.Select(item => Value("", item)).ToList(),
    };

    private static DynamicObj.DynamicObj Part(string name) => name.TrimEnd("0123456789".ToCharArray()) switch
    {
        "xaxis" or "yaxis" => new LinearAxis(),
        "title" => new Title(),
        "font" or "tickfont" or "textfont" => new Font(),
        "margin" => new Margin(),
        "legend" => new Legend(),
        "coloraxis" => new ColorAxis(),
        "colorbar" => new ColorBar(),
        "grid" => new LayoutGrid(),
        "hoverlabel" => new Hoverlabel(),
        "template" => new Template(),
        "marker" => new Marker(),
        "line" => new Line(),
        "error_x" or "error_y" => new Error(),
        "domain" => new Domain(),
        _ => new DynamicObj.DynamicObj(),
    };
}
