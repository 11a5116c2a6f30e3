using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Columns of a table as Plotly takes them.</summary>
internal static class ColumnJson
{
    private const int MostGroups = 12;

    /// <summary>The rows that have a value in each of the columns.</summary>
    public static Table Filled(this Table table, IReadOnlyList<string> columns)
    {
        int[] needed = [.. columns.Select(table.IndexOf)];
        return table.Where(row =>
            Array.TrueForAll(needed, index => row.Cells[index] is { } cell
                && cell is not double.PositiveInfinity and not double.NegativeInfinity));
    }

    /// <summary>
    /// The values of a column: numbers and flags as they are, times in ISO 8601, texts; all as texts when asked for.
    /// </summary>
    public static JsonArray Json(this Table table, string column, bool asText = false)
    {
        int index = table.IndexOf(column);
        return [.. table.Rows.Select(row => row.Cells[index])
            .Select(cell => asText ? JsonValue.Create(Name(cell)) : Json(cell))];
    }

    /// <summary>Numbers; those that are not finite leave their place empty.</summary>
    public static JsonArray Json(IEnumerable<double> numbers) => [.. numbers.Select(number => Json(number))];

    /// <summary>
    /// The rows by the values of a column, sorted; the rarest of more than 12 come together at the end.
    /// </summary>
    public static IReadOnlyList<(string Name, Table Rows)> By(this Table table, string column)
    {
        int index = table.IndexOf(column);
        (string Name, Table Rows)[] all =
            [.. table.Sort(column).Rows.GroupBy(row => Name(row.Cells[index]), StringComparer.Ordinal)
            .Select(group => (group.Key, new Table(table.Columns, [.. group.Select(row => row.Cells)])))];
        if (all.Length <= MostGroups) return all;
        HashSet<string> common =
            [.. all.OrderByDescending(group => group.Rows.Count).Take(MostGroups - 1).Select(group => group.Name)];
        Table rest = new(table.Columns,
            [.. all.Where(group => !common.Contains(group.Name)).SelectMany(group => group.Rows.Rows)
                .Select(row => row.Cells)]);
        return [.. all.Where(group => common.Contains(group.Name)), ("others", rest)];
    }

    public static string Name(object? cell) => cell switch
    {
        null => "(none)",
        string text => TerminalText.Line(text),
        // Not grouped by thousands: numbers of years, rows and turns read like names.
        long whole => whole.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => TerminalText.Cell(cell),
    };

    private static JsonValue? Json(object? cell) => cell switch
    {
        double number => double.IsFinite(number) ? JsonValue.Create(number) : null,
        long whole => JsonValue.Create(whole),
        DateTime time => JsonValue.Create(time.ToString("s", System.Globalization.CultureInfo.InvariantCulture)),
        null => null,
        _ => JsonValue.Create(Name(cell)),
    };
}
