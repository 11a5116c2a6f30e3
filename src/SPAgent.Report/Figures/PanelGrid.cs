using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Panels side by side with the same scales; numbers stand at the left and at the bottom alone.</summary>
internal static class PanelGrid
{
    private const double Gap = 0.03, Head = 0.07;

    /// <summary>Adds a pair of axes and a heading for each panel, row by row from the top.</summary>
    public static void Lay(JsonObject layout, IReadOnlyList<string> names)
    {
        int across = (int)Math.Ceiling(Math.Sqrt(names.Count)), down = (names.Count + across - 1) / across;
        double width = (1 - (Gap * (across - 1))) / across, height = (1 - (Head * down)) / down;
        JsonArray heads = [];
        for (int i = 0; i < names.Count; i++)
        {
            string number = i == 0 ? "" : $"{i + 1}";
            double left = i % across * (width + Gap), top = 1 - (i / across * (height + Head)) - Head;
            layout[$"xaxis{number}"] =
                Axis(left, left + width, $"y{number}", isShown: i + across >= names.Count, i == 0 ? null : "x");
            layout[$"yaxis{number}"] =
                Axis(Math.Max(0, top - height), top, $"x{number}", isShown: i % across == 0, i == 0 ? null : "y");
            heads.Add(new JsonObject
            {
                ["text"] = names[i],
                ["x"] = left + (width / 2),
                ["y"] = top,
                ["xref"] = "paper",
                ["yref"] = "paper",
                ["xanchor"] = "center",
                ["yanchor"] = "bottom",
                ["showarrow"] = false,
            });
        }

        layout["annotations"] = heads;
        if (down > 1) layout["height"] = Math.Min(1600, 200 + (220 * down));
    }

    /// <summary>All axes of one direction; the first is made when there is none.</summary>
    public static IEnumerable<JsonObject> Axes(JsonObject layout, string name)
    {
        if (layout[name] is not JsonObject) layout[name] = new JsonObject();
        return [.. layout.Where(part => part.Key.StartsWith(name, StringComparison.Ordinal)).Select(part => part.Value)
            .OfType<JsonObject>()];
    }

    private static JsonObject Axis(double from, double to, string anchor, bool isShown, string? matches)
    {
        JsonObject axis = new() { ["domain"] = new JsonArray(from, to), ["anchor"] = anchor };
        if (!isShown) axis["showticklabels"] = false;
        if (matches is not null) axis["matches"] = matches;
        return axis;
    }
}
