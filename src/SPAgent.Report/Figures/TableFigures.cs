using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// Figures of a table's columns: <c>table.Scatter("score", "distance@km", color: "country")</c>. A row without a value
/// in one of the columns that are drawn is left out. The axes bear the columns' names; <see cref="Figure.X"/> and <see
/// cref="Figure.Y"/> give others.
/// </summary>
public static class TableFigures
{
    /// <summary>A point for each row.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="x">Column across: numbers, times, or names.</param>
    /// <param name="y">Column up.</param>
    /// <param name="color">
    /// Column that colours the points: a scale for numbers, else a colour for each value, the rarest of more than 12
    /// together.
    /// </param>
    /// <param name="label">Column that is shown beside the pointer.</param>
    /// <param name="facet">Column whose values get a panel each, up to 12.</param>
    /// <param name="trend">Adds the straight line of least squares through all points of a panel.</param>
    /// <exception cref="ArgumentException">
    /// There is no such column, facets are too many, or a trend is asked for of what are no numbers.
    /// </exception>
    public static Figure Scatter(this Table table, string x, string y, string? color = null, string? label = null,
        string? facet = null, bool trend = false)
    {
        Plot plot = new(table, [x, y], facet);
        bool scaled = color is not null && table.Columns[table.IndexOf(color)].IsNumber;
        if (scaled) plot.Scale(color!);
        plot.Draw(scaled ? null : color, (rows, series) =>
        {
            (series["type"], series["mode"], series["x"], series["y"]) =
                ("scatter", "markers", rows.Json(x), rows.Json(y));
            if (label is not null) series["text"] = rows.Json(label, asText: true);
            if (scaled)
            {
                series["marker"] = new JsonObject { ["color"] = rows.Json(color!), ["coloraxis"] = "coloraxis" };
            }

        });
        if (trend) plot.Draw(rows => TrendLine.Of(rows, x, y, isNamed: facet is null));
        return plot.Figure(x, y);
    }

    /// <summary>A line through the rows, in the order of <paramref name="x"/>.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="x">Column across.</param>
    /// <param name="y">Column up.</param>
    /// <param name="color">Column with a line for each value, the rarest of more than 12 together.</param>
    /// <param name="facet">Column whose values get a panel each, up to 12.</param>
    /// <exception cref="ArgumentException">There is no such column, or facets are too many.</exception>
    public static Figure Line(this Table table, string x, string y, string? color = null, string? facet = null)
    {
        Plot plot = new(table.Sort(x), [x, y], facet);
        plot.Draw(color, (rows, series) => (series["type"], series["mode"], series["x"], series["y"]) =
            ("scatter", "lines+markers", rows.Json(x), rows.Json(y)));
        return plot.Figure(x, y);
    }

    /// <summary>A bar for each row, in their order.</summary>
    /// <param name="table">The rows, such as <see cref="Table.Group"/> gives them.</param>
    /// <param name="x">Column with the names below the bars.</param>
    /// <param name="y">Column with their heights.</param>
    /// <param name="color">Column with a colour for each value; bars of one name stand side by side.</param>
    /// <param name="facet">Column whose values get a panel each, up to 12.</param>
    /// <exception cref="ArgumentException">There is no such column, or facets are too many.</exception>
    public static Figure Bar(this Table table, string x, string y, string? color = null, string? facet = null)
    {
        Plot plot = new(table, [x, y], facet) { HasNames = true };
        plot.Draw(color, (rows, series) =>
            (series["type"], series["x"], series["y"]) = ("bar", rows.Json(x, asText: true), rows.Json(y)));
        return plot.Figure(x, y);
    }

    /// <summary>
    /// How often the values of a column fall into equal intervals, about <paramref name="bins"/> of them.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="color">Column with a colour for each value, one bar on top of the other.</param>
    /// <param name="facet">Column whose values get a panel each, up to 12.</param>
    /// <param name="bins">About how many intervals.</param>
    /// <exception cref="ArgumentException">There is no such column, or facets are too many.</exception>
    public static Figure Histogram(this Table table, string column, string? color = null, string? facet = null,
        int bins = 30)
    {
        Plot plot = new(table, [column], facet) { IsStacked = true };
        plot.Draw(color, (rows, series) =>
            (series["type"], series["x"], series["nbinsx"]) = ("histogram", rows.Json(column), bins));
        return plot.Figure(column, "rows");
    }

    /// <summary>Median, quartiles and outliers of a column, a box for each value of another.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="by">
    /// Column with a box for each value, the rarest of more than 12 together; null for a single box.
    /// </param>
    /// <param name="facet">Column whose values get a panel each, up to 12.</param>
    /// <exception cref="ArgumentException">There is no such column, or facets are too many.</exception>
    public static Figure Box(this Table table, string column, string? by = null, string? facet = null)
    {
        Plot plot = new(table, [column], facet) { HasNames = true, HasLegend = false };
        plot.Draw(by, (rows, series) => (series["type"], series["y"], series["name"], series["boxpoints"]) =
            ("box", rows.Json(column), series["name"]?.DeepClone() ?? column, "outliers"));
        return plot.Figure(by ?? "", column);
    }

    /// <summary>
    /// A field of colours: the mean of a column, or how many rows there are, for each pair of values or of intervals.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="x">Column across: names, or numbers that are laid into intervals.</param>
    /// <param name="y">Column up.</param>
    /// <param name="value">Column of numbers whose mean is shown; null for the number of rows.</param>
    /// <exception cref="ArgumentException">
    /// There is no such column, or <paramref name="value"/> holds no numbers.
    /// </exception>
    public static Figure HeatMap(this Table table, string x, string y, string? value = null)
    {
        Plot plot = new(table, value is null ? [x, y] : [x, y, value], facet: null);
        plot.Draw(null, (rows, series) =>
        {
            (series["type"], series["x"], series["y"], series["coloraxis"]) =
                ("histogram2d", rows.Json(x), rows.Json(y), "coloraxis");
            if (value is not null) (series["z"], series["histfunc"]) = (ColumnJson.Json(rows.Numbers(value)), "avg");
        });
        plot.Scale(value is null ? "rows" : $"mean {value}");
        return plot.Figure(x, y);
    }
}
