using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>Which items are meant: words, properties, ranges of figures.</summary>
internal sealed class ItemFilter
{
    /// <summary>The parameters that a request gives it by.</summary>
    public static readonly string[] Names = ["q", "f*", "r*"];

    /// <summary>The verdict of what has none.</summary>
    public const string Unmarked = "none";

    private const int LongestQuery = 1000;

    // Nothing of a request becomes part of a statement but one of these.
    private static readonly string[] s_figures =
        ["score", "km", "turns", "calls", "failed", "tokens", "duration", "lat", "lon", "findings"];

    private readonly string? _words;
    private readonly ILookup<string, string> _terms;
    private readonly IReadOnlyList<(string Figure, double From, double To, bool Closed)> _ranges;

    /// <exception cref="RequestException">A filter has a form that is not known.</exception>
    public ItemFilter(Parameters parameters)
    {
        string query = parameters.Text("q") ?? "";
        if (query.Length > LongestQuery) throw RequestException.Bad($"A search has at most {LongestQuery} characters.");
        _words = SearchText.Query(query);
        IsEmpty = _words is null && query.Trim().Length > 0;
        _terms = parameters.All("f").Select(TermOf).ToLookup(term => term.Name, term => term.Value,
            StringComparer.Ordinal);
        _ranges = [.. parameters.All("r").Select(RangeOf)];
    }

    /// <summary>Whether nothing can be found: a query of invisible characters alone.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether nothing is left out.</summary>
    public bool IsWhole => !IsEmpty && _words is null && _terms.Count == 0 && _ranges.Count == 0;

    /// <summary>The condition of a statement over <c>item</c>; its values go into the command.</summary>
    public string Where(SqliteCommand command)
    {
        StringBuilder where = new(IsEmpty ? "0" : "1");
        if (_words is not null)
            where.Append(CultureInfo.InvariantCulture,
                $" AND item.id IN (SELECT rowid FROM said WHERE said MATCH {Bind(command, _words)})");
        foreach (IGrouping<string, string> term in _terms)
        {
            if (term.Key == Term.Verdict && term.Contains(Unmarked))
            {
                where.Append(" AND item.verdict IS NULL");
                continue;
            }

            string values = string.Join(", ", term.Select(value => Bind(command, value)));
            where.Append(CultureInfo.InvariantCulture,
                $" AND item.id IN (SELECT item FROM cell WHERE term IN (SELECT id FROM term WHERE name = {Bind(
                    command, term.Key)} AND value IN ({values})))");
        }

        foreach ((string figure, double from, double to, bool closed) in _ranges)
        {
            where.Append(CultureInfo.InvariantCulture,
                $" AND {figure} >= {Bind(command, from)} AND {figure} {(closed ? "<=" : "<")} {Bind(command, to)}");
        }

        return where.ToString();
    }

    private static string Bind(SqliteCommand command, object value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"$p{command.Parameters.Count}");
        command.Parameters.AddWithValue(name, value);
        return name;
    }

    private static Term TermOf(string given)
    {
        int equals = given.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new Term(Uri.UnescapeDataString(given[..equals]), given[(equals + 1)..])
            : throw RequestException.Bad("A filter f is NAME=VALUE, such as tool=image_zoom_in_tool.");
    }

    private static (string, double, double, bool) RangeOf(string given)
    {
        bool closed = given.EndsWith(']');
        string[] parts = (closed ? given[..^1] : given).Split(':');
        if (parts.Length == 3 && s_figures.Contains(parts[0], StringComparer.Ordinal)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double from)
            && double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double to)
            && double.IsFinite(from) && double.IsFinite(to))
            return (parts[0], from, to, closed);
        throw RequestException.Bad(
            $"A range r is FIGURE:FROM:TO, such as score:0:0.5; figures are {string.Join(", ", s_figures)}.");
    }
}
