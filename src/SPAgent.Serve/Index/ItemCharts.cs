using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>A bar: the values from <paramref name="From"/> to <paramref name="To"/>, and how many items have
/// one.</summary>
internal sealed record ChartBar(double From, double To, bool Closed, int Count);

/// <summary>The distribution of a figure.</summary>
internal sealed record Chart(string Figure, int Count, double? Median, IReadOnlyList<ChartBar> Bars);

/// <summary>A place on the map: a square of degrees, and how many items lie in it.</summary>
internal sealed record MapDot(double Lat, double Lon, int Count, double? Score);

/// <summary>What the items that a filter leaves add up to.</summary>
internal sealed record ItemSums(int Items, double? ReadPercent, double? MeanScore, double? MedianKm, double? MeanTurns,
    double? MeanCalls, double? MeanTokens, IReadOnlyList<Chart> Charts, IReadOnlyList<MapDot> Map);

/// <summary>Charts of the items that a filter leaves.</summary>
internal static class ItemCharts
{
    private const int MostBars = 12, MostDots = 2000;

    private static readonly string[] s_figures = ["score", "km", "turns", "calls", "tokens", "duration"];
    private static readonly double[] s_kilometres = [0, 1, 5, 25, 100, 250, 750, 2500, 5000, 10000, 20038];

    public static ItemSums Of(SqliteConnection connection, ItemFilter filter)
    {
        object?[] sums = Row(connection, filter, "count(*), avg(score), avg(turns), avg(calls), avg(tokens), "
            + "(SELECT count(*) FROM cell WHERE term = (SELECT id FROM term WHERE name = 'outcome' AND value = 'read') "
            + "AND item IN kept), (SELECT count(*) FROM cell WHERE term = (SELECT id FROM term WHERE name = 'outcome' "
            + "AND value = 'unread') AND item IN kept)");
        double read = Number(sums[5]) ?? 0, asked = read + (Number(sums[6]) ?? 0);
        Chart[] charts = [.. s_figures.Select(figure => Of(connection, filter, figure)).OfType<Chart>()];
        return new ItemSums((int)(Number(sums[0]) ?? 0), asked > 0 ? 100 * read / asked : null, Number(sums[1]),
            charts.FirstOrDefault(chart => chart.Figure == "km")?.Median, Number(sums[2]), Number(sums[3]),
            Number(sums[4]), charts, Map(connection, filter));
    }

    private static Chart? Of(SqliteConnection connection, ItemFilter filter, string figure)
    {
        object?[] range = Row(connection, filter, $"count({figure}), min({figure}), max({figure})");
        int count = (int)(Number(range[0]) ?? 0);
        if (count == 0 || Number(range[1]) is not { } least || Number(range[2]) is not { } most) return null;
        double[] edges = figure == "km" ? s_kilometres : Edges(least, most, figure is "turns" or "calls");
        if (edges.Length < 2) return null;
        string bar = string.Join(' ', Enumerable.Range(1, edges.Length - 2).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"WHEN {figure} < {edges[i]:R} THEN {i - 1}")));
        string expression = bar.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"CASE {bar} ELSE {edges.Length - 2} END") : "0";
        int[] counts = new int[edges.Length - 1];
        Read(connection, filter, $"SELECT {expression} AS bar, count(*) FROM item WHERE id IN kept AND {figure} IS NOT "
            + "NULL GROUP BY bar", reader => counts[reader.GetInt32(0)] = reader.GetInt32(1));
        double? median = null;
        Read(connection, filter, $"SELECT {figure} FROM item WHERE id IN kept AND {figure} IS NOT NULL ORDER BY "
            + $"{figure} LIMIT 1 OFFSET {(count - 1) / 2}", reader => median = reader.GetDouble(0));
        return new Chart(figure, count, median, [.. counts.Select((many, i) =>
            new ChartBar(edges[i], edges[i + 1], i == counts.Length - 1, many))]);
    }

    // Round steps; whole numbers have a bar each while they are few.
    private static double[] Edges(double least, double most, bool whole)
    {
        if (whole && most - least < MostBars)
            return [.. Enumerable.Range(0, (int)(most - least) + 2).Select(i => least + i)];
        if (most <= least) return [least, least == 0 ? 1 : least + Math.Abs(least)];
        double raw = (most - least) / MostBars, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = new[] { 1, 2, 5, 10 }.Select(times => times * power).First(step => step >= raw);
        if (whole) step = Math.Max(1, Math.Ceiling(step));
        double first = Math.Floor(least / step);
        int bars = Math.Max(1, (int)Math.Ceiling((most / step) - first));
        return [.. Enumerable.Range(0, bars + 1).Select(i => Math.Round((first + i) * step, 10))];
    }

    private static List<MapDot> Map(SqliteConnection connection, ItemFilter filter)
    {
        List<MapDot> dots = [];
        Read(connection, filter, "SELECT CAST(lat + 90 AS INTEGER) - 90, CAST(lon + 180 AS INTEGER) - 180, count(*) AS many, avg(score) FROM item WHERE id IN "
            + $"kept AND lat IS NOT NULL GROUP BY 1, 2 ORDER BY many DESC LIMIT {MostDots}",
            reader => dots.Add(new MapDot(reader.GetDouble(0), reader.GetDouble(1), reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetDouble(3))));
        return dots;
    }

    private static object?[] Row(SqliteConnection connection, ItemFilter filter, string columns)
    {
        object?[] row = [];
        Read(connection, filter, $"SELECT {columns} FROM item WHERE id IN kept", reader =>
        {
            row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        });
        return row;
    }

    private static void Read(
        SqliteConnection connection, ItemFilter filter, string select, Action<SqliteDataReader> row)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"WITH kept AS MATERIALIZED (SELECT id FROM item WHERE {filter.Where(command)}) {select}";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) row(reader);
    }

    private static double? Number(object? value) =>
        value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
