using System.Globalization;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The straight line with the least squares of what the points lie above and below it.</summary>
internal static class TrendLine
{
    // Enough for a logarithmic axis, where the line is none.
    private const int Points = 61;

    /// <summary>
    /// The line from the first to the last point, named by its slope in the legend or beside the pointer alone; null
    /// for points that have none, because they are fewer than two or lie above each other.
    /// </summary>
    /// <exception cref="ArgumentException">A column holds no numbers.</exception>
    public static JsonObject? Of(Table rows, string x, string y, bool isNamed)
    {
        (double[] across, double[] up) = ([.. rows.Numbers(x)], [.. rows.Numbers(y)]);
        if (across.Length < 2) return null;
        (double middle, double level) = (across.Average(), up.Average());
        double spread = across.Sum(value => (value - middle) * (value - middle)),
            rise = across.Zip(up, (a, b) => (a - middle) * (b - level)).Sum();
        if (spread == 0) return null;
        double slope = rise / spread, heights = up.Sum(value => (value - level) * (value - level));
        double explained =
            heights == 0 ? 1 : rise * rise / (spread * heights), from = across.Min(), width = across.Max() - from;
        double[] places = [.. Enumerable.Range(0, Points).Select(i => from + (width * i / (Points - 1)))];
        return new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"trend: {slope:G3} a unit, R² {explained:0.00}"),
            ["showlegend"] = isNamed,
            ["x"] = ColumnJson.Json(places),
            ["y"] = ColumnJson.Json(places.Select(place => level + (slope * (place - middle)))),
            ["line"] = new JsonObject { ["dash"] = "dash", ["width"] = 2, ["color"] = "#888888" },
        };
    }
}
