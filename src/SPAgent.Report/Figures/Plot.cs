using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Lays the rows of a table out in one panel or in several, and colours them.</summary>
internal sealed class Plot
{
    private const int MostPanels = 12;

    private readonly List<JsonObject> _series = [];
    private readonly IReadOnlyList<(string Name, Table Rows)> _panels;
    private readonly Table _rows;
    private readonly JsonObject _layout = SPAgent.Figure.Layout();

    /// <param name="table">All rows.</param>
    /// <param name="needed">Columns without whose values a row is left out.</param>
    /// <param name="facet">Column whose values get a panel each; null for one panel.</param>
    /// <exception cref="ArgumentException">There is no such column, or the panels would be too many.</exception>
    public Plot(Table table, IReadOnlyList<string> needed, string? facet)
    {
        _rows = table.Filled(needed);
        if (facet is null)
        {
            _panels = [("", _rows)];
            return;
        }

        int values = _rows.Texts(facet).Distinct().Count();
        if (values > MostPanels)
            throw new ArgumentException($"Column \"{facet}\" has {values:N0} values, and up to {MostPanels} panels are "
                + "drawn. Filter the rows, or name another column.", nameof(facet));
        _panels = values == 0 ? [("", _rows)] : _rows.By(facet);
    }

    /// <summary>Whether the values across are names, however much they look like numbers.</summary>
    public bool HasNames { get; init; }

    /// <summary>Whether bars of one place stand on each other, not side by side.</summary>
    public bool IsStacked { get; init; }

    /// <summary>Whether colours are explained; where a name stands below each box, they need not be.</summary>
    public bool HasLegend { get; init; } = true;

    /// <summary>
    /// Adds a series for each colour to each panel. A colour is the same in all of them, and stands in the legend once.
    /// </summary>
    public void Draw(string? color, Action<Table, JsonObject> fill)
    {
        if (color is null)
        {
            Draw(rows => Series(null, rows, fill));
            return;
        }

        IReadOnlyList<(string Name, Table Rows)> groups = _rows.By(color);
        _layout["legend"] = new JsonObject { ["title"] = new JsonObject { ["text"] = color } };
        for (int i = 0; i < groups.Count; i++)
        {
            (string name, Table rows) = groups[i];
            HashSet<IReadOnlyList<object?>> own = [.. rows.Rows.Select(row => row.Cells)];
            string paint = SPAgent.Figure.Colors[i % SPAgent.Figure.Colors.Length];
            bool shown = false;
            Draw(panel =>
            {
                Table here = panel.Where(row => own.Contains(row.Cells));
                if (here.Count == 0) return null;
                JsonObject series = Series(name, here, fill);
                (series["legendgroup"], series["showlegend"], series["marker"]) =
                    (name, HasLegend && !shown, new JsonObject { ["color"] = paint });
                if (series["mode"] is JsonValue mode && mode.ToString() != "markers")
                {
                    series["line"] = new JsonObject { ["color"] = paint };
                }

                shown = true;
                return series;
            });
        }
    }

    /// <summary>Adds what is drawn of the rows of each panel; null for nothing.</summary>
    public void Draw(Func<Table, JsonObject?> draw)
    {
        for (int i = 0; i < _panels.Count; i++)
        {
            if (draw(_panels[i].Rows) is not { } series) continue;
            if (i > 0) (series["xaxis"], series["yaxis"]) = ($"x{i + 1}", $"y{i + 1}");
            // The colour that a lone series would have, in each panel.
            if (_panels.Count > 1 && series["marker"] is null)
            {
                series["marker"] = new JsonObject { ["color"] = SPAgent.Figure.Colors[0] };
            }

            _series.Add(series);
        }
    }

    /// <summary>Lets colours follow numbers, on one scale for all panels.</summary>
    public void Scale(string title) => _layout["coloraxis"] = new JsonObject
    {
        ["colorscale"] = "Viridis",
        ["colorbar"] = new JsonObject { ["title"] = new JsonObject { ["text"] = title } },
    };

    public Figure Figure(string x, string y)
    {
        if (IsStacked) _layout["barmode"] = "stack";
        if (_panels.Count > 1) PanelGrid.Lay(_layout, [.. _panels.Select(panel => panel.Name)]);
        if (HasNames) foreach (JsonObject axis in PanelGrid.Axes(_layout, "xaxis")) axis["type"] = "category";
        return SPAgent.Figure
            .FromJson(new JsonObject { ["data"] = new JsonArray([.. _series]), ["layout"] = _layout }.ToJsonString())
            .X(x).Y(y);
    }

    private static JsonObject Series(string? name, Table rows, Action<Table, JsonObject> fill)
    {
        JsonObject series = [];
        if (name is null) series["showlegend"] = false;
        else series["name"] = name;
        fill(rows, series);
        return series;
    }
}
