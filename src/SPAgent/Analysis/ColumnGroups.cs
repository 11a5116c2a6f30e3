using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>Things by the values of their rows' columns. Columns that tell rows apart rather than group them are given
/// up on the way.</summary>
internal sealed class ColumnGroups<T>
{
    private const int MostColumns = 24, MostValues = 64, NumberBins = 5, LongestValue = 80;

    // The truth itself, and names that are another one in each row.
    private static readonly HashSet<string> Never =
        ["lat", "lon", "latitude", "longitude", "file_name", "id", "image", "path", "url"];

    private readonly Dictionary<string, Dictionary<string, List<T>>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(double Value, T Item)>> _numbers = new(StringComparer.Ordinal);

    public void Add(JsonElement row, T item)
    {
        foreach (JsonProperty column in row.EnumerateObject())
        {
            if (Never.Contains(column.Name)) continue;
            if (column.Value.ValueKind == JsonValueKind.Number) Add(column.Name, column.Value.GetDouble(), item);
            else if (RowText.Of(column.Value) is { Length: <= LongestValue } text) Add(column.Name, text, item);
        }
    }

    public void Merge(ColumnGroups<T> later)
    {
        foreach ((string column, Dictionary<string, List<T>> values) in later._texts)
        {
            foreach ((string value, List<T> items) in values)
            {
                foreach (T item in items) Add(column, value, item);
            }
        }

        foreach ((string column, List<(double, T)> values) in later._numbers)
        {
            foreach ((double value, T item) in values) Add(column, value, item);
        }
    }

    /// <summary>The groups by column; of a text the most common value first, of a number by interval.</summary>
    /// <param name="count">How many things there are.</param>
    public IEnumerable<(string Column, string Value, List<T> Items)> Groups(int count) =>
    [
        .. from column in _texts.OrderBy(column => column.Key, StringComparer.Ordinal)
           // A value of its own for most rows is a name, not a group.
           where column.Value.Count is > 1 and <= MostValues && column.Value.Count <= Math.Max(2, count * 2 / 3)
           from value in column.Value.OrderByDescending(value => value.Value.Count)
               .ThenBy(value => value.Key, StringComparer.Ordinal)
           select (column.Key, value.Key, value.Value),
        .. from column in _numbers.OrderBy(column => column.Key, StringComparer.Ordinal)
           from bin in Bins(column.Value)
           select (column.Key, bin.Label, bin.Items),
    ];

    private void Add(string column, string value, T item)
    {
        if (!_texts.TryGetValue(column, out Dictionary<string, List<T>>? values))
        {
            if (_texts.Count >= MostColumns) return;
            _texts[column] = values = new(StringComparer.Ordinal);
        }

        // One more than the most that is shown marks the column as given up.
        if (values.Count > MostValues) return;
        if (!values.TryGetValue(value, out List<T>? items)) values[value] = items = [];
        items.Add(item);
    }

    private void Add(string column, double value, T item)
    {
        if (!double.IsFinite(value)) return;
        if (!_numbers.TryGetValue(column, out List<(double, T)>? values))
        {
            if (_numbers.Count >= MostColumns) return;
            _numbers[column] = values = [];
        }

        values.Add((value, item));
    }

    private static IEnumerable<(string Label, List<T> Items)> Bins(List<(double Value, T Item)> values)
    {
        double[] sorted = [.. values.Select(value => value.Value)];
        Array.Sort(sorted);
        if (sorted[0] == sorted[^1]) yield break;
        double[] edges = DistributionBin.RoundEdges(sorted, NumberBins);
        for (int bin = 0; bin + 1 < edges.Length; bin++)
        {
            double from = edges[bin], to = edges[bin + 1];
            bool first = bin == 0, last = bin + 2 == edges.Length;
            List<T> inside = [.. values.Where(value => (value.Value >= from || first) && (value.Value < to || last))
                .Select(value => value.Item)];
            if (inside.Count > 0)
                yield return (string.Create(CultureInfo.InvariantCulture, $"{from:0.####} to {to:0.####}"), inside);
        }
    }
}
