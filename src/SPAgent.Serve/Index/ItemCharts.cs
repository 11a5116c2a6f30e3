using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>A bar: the values from <paramref name="From"/> to <paramref name="To"/>, which a closed bar holds too, and
/// how many items have one.</summary>
internal sealed record ChartBar(double From, double To, bool Closed, int Count);

/// <summary>The distribution of a figure.</summary>
internal sealed record Chart(string Figure, int Count, double? Median, IReadOnlyList<ChartBar> Bars);

/// <summary>A place on the map: a square of degrees, and how many items lie in it.</summary>
internal sealed record MapDot(double Lat, double Lon, int Count, double? Score);

/// <summary>What the items that a filter leaves add up to.</summary>
internal sealed record ItemSums(int Items, double? ReadPercent, double? MeanScore, double? MedianKm, double? MeanTurns,
    double? MeanCalls, double? MeanTokens, IReadOnlyList<Chart> Charts, IReadOnlyList<MapDot> Map);

/// <summary>Charts of the items that a filter leaves, in one pass over them.</summary>
internal static class ItemCharts
{
    private const int MostBars = 12, MostDots = 2000;

    private const double Narrowest = 1e-9;

    // Columns of the query; those with a chart come first.
    private const int Score = 0, Km = 1, Turns = 2, Calls = 3, Tokens = 4, Duration = 5, Lat = 6, Lon = 7, Parse = 8;

    private static readonly string[] s_figures = ["score", "km", "turns", "calls", "tokens", "duration"];
    private static readonly double[] s_steps = [1, 2, 5, 10];
    private static readonly double[] s_kilometres = [0, 1, 5, 25, 100, 250, 750, 2500, 5000, 10000, 20038];

    public static ItemSums Of(SqliteConnection connection, ItemFilter filter)
    {
        List<double>[] values = [.. s_figures.Select(_ => new List<double>())];
        Dictionary<(int Lat, int Lon), (int Count, double Sum, int Scored)> places = [];
        int items = 0, asked = 0, read = 0;
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT score, km, turns, calls, tokens, duration, lat, lon, parse FROM item WHERE "
            + filter.Where(command);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            items++;
            for (int i = Score; i <= Duration; i++)
            {
                if (!reader.IsDBNull(i)) values[i].Add(reader.GetDouble(i));
            }

            if (!reader.IsDBNull(Parse))
            {
                asked++;
                read += reader.GetInt32(Parse);
            }

            if (reader.IsDBNull(Lat) || reader.IsDBNull(Lon)) continue;
            (int, int) square = ((int)Math.Floor(reader.GetDouble(Lat)), (int)Math.Floor(reader.GetDouble(Lon)));
            (int count, double sum, int scored) = places.GetValueOrDefault(square);
            bool hasScore = !reader.IsDBNull(Score);
            places[square] = (count + 1, sum + (hasScore ? reader.GetDouble(Score) : 0), scored + (hasScore ? 1 : 0));
        }

        foreach (List<double> figure in values) figure.Sort();
        return new ItemSums(items, asked > 0 ? 100.0 * read / asked : null, Mean(values[Score]), Median(values[Km]),
            Mean(values[Turns]), Mean(values[Calls]), Mean(values[Tokens]),
            [.. s_figures.Zip(values, Of).OfType<Chart>()],
            [.. places.OrderByDescending(place => place.Value.Count).ThenBy(place => place.Key).Take(MostDots)
                .Select(place => new MapDot(place.Key.Lat, place.Key.Lon, place.Value.Count,
                    place.Value.Scored > 0 ? place.Value.Sum / place.Value.Scored : null))]);
    }

    private static double? Mean(List<double> values) => values.Count > 0 ? values.Sum() / values.Count : null;

    private static double? Median(List<double> sorted) => sorted.Count > 0
        ? (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2 : null;

    private static Chart? Of(string figure, List<double> sorted)
    {
        if (sorted.Count == 0) return null;
        double[] edges = figure == "km" ? s_kilometres : Edges(sorted[0], sorted[^1], figure is "turns" or "calls");
        int[] counts = new int[edges.Length - 1];
        foreach (double value in sorted)
        {
            int at = Array.BinarySearch(edges, value);
            counts[Math.Clamp(at >= 0 ? at : ~at - 1, 0, counts.Length - 1)]++;
        }

        return new Chart(figure, sorted.Count, Median(sorted), [.. counts.Select((many, i) =>
            new ChartBar(edges[i], edges[i + 1], i == counts.Length - 1, many))]);
    }

    // Round steps; whole numbers have a bar each while they are few.
    private static double[] Edges(double least, double most, bool whole)
    {
        if (whole && most - least <= MostBars)
            return [.. Enumerable.Range(0, (int)(most - least) + 2).Select(i => least + i)];
        // Edges are rounded: values that differ by less are one.
        if (most - least <= Narrowest * Math.Max(1, Math.Abs(most)))
            return [least, Math.Max(most, least == 0 ? 1 : least + Math.Abs(least))];
        double raw = (most - least) / MostBars, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = s_steps.Select(times => times * power).First(step => step >= raw * 0.999);
        if (whole) step = Math.Max(1, Math.Ceiling(step));
        double first = Math.Floor(least / step);
        int bars = Math.Max(1, (int)Math.Ceiling((most / step) - first));
        return [.. Enumerable.Range(0, bars + 1).Select(i => Math.Round((first + i) * step, 10))];
    }
}
