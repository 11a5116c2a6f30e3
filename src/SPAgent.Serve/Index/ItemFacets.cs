using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>A property that the list can be narrowed down by, with how many items have each value.</summary>
internal sealed record Facet(string Name, int Values, IReadOnlyList<FacetValue> Shown);

/// <summary>A value and the items that have it.</summary>
internal sealed record FacetValue(string Value, int Count);

/// <summary>Counts the properties of the items that a filter leaves.</summary>
internal static class ItemFacets
{
    private const int MostValues = 40, MostColumns = 24;

    private static readonly string[] s_first =
        [Term.Outcome, Term.Verdict, Term.Tag, Term.Model, Term.Tool, Term.Finding];

    public static List<Facet> Of(SqliteConnection connection, ItemFilter filter)
    {
        using SqliteCommand command = connection.CreateCommand();
        // Few items are looked up one by one; where all are meant, the counts stand side by side already.
        string counted = filter.IsWhole ? "SELECT term, count(*) AS items FROM cell GROUP BY term"
            : $"SELECT cell.term, count(*) AS items FROM (SELECT id FROM item WHERE {filter.Where(command)}) AS kept "
                + "CROSS JOIN cell ON cell.item = kept.id GROUP BY cell.term";
        command.CommandText = $"SELECT term.name, term.value, counted.items FROM ({counted}) AS counted JOIN term ON "
            + "term.id = counted.term ORDER BY counted.items DESC, term.value";
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<string, List<FacetValue>> values = new(StringComparer.Ordinal);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        while (reader.Read())
        {
            string name = reader.GetString(0);
            if (!values.TryGetValue(name, out List<FacetValue>? shown)) values[name] = shown = [];
            counts[name] = counts.GetValueOrDefault(name) + 1;
            if (shown.Count < MostValues) shown.Add(new FacetValue(reader.GetString(1), reader.GetInt32(2)));
        }

        AddUnmarked(connection, filter, values, counts);
        // A column whose values are all different tells no groups apart.
        return [.. values.Where(one => s_first.Contains(one.Key, StringComparer.Ordinal) || one.Value[0].Count > 1)
            .OrderBy(one => Array.IndexOf(s_first, one.Key) is var place and >= 0 ? place : s_first.Length)
            .ThenBy(one => counts[one.Key]).ThenBy(one => one.Key, StringComparer.Ordinal).Take(MostColumns)
            .Select(one => new Facet(one.Key, counts[one.Key], one.Value))];
    }

    // What nobody has looked at can be asked for too.
    private static void AddUnmarked(SqliteConnection connection, ItemFilter filter,
        Dictionary<string, List<FacetValue>> values, Dictionary<string, int> counts)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM item WHERE {filter.Where(command)} AND verdict IS NULL";
        int unmarked = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (unmarked == 0) return;
        if (!values.TryGetValue(Term.Verdict, out List<FacetValue>? shown)) values[Term.Verdict] = shown = [];
        shown.Add(new FacetValue(ItemFilter.Unmarked, unmarked));
        counts[Term.Verdict] = shown.Count;
    }
}
