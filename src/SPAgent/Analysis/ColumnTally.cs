using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>Outcomes by the values of the dataset's columns. Columns that tell rows apart rather than group them are
/// given up on the way.</summary>
internal sealed class ColumnTally
{
    private const int MostColumns = 24, MostValues = 64, NumberBins = 5, LongestValue = 80;

    // The truth itself, and names that are another one in each row.
    private static readonly HashSet<string> Never =
        ["lat", "lon", "latitude", "longitude", "file_name", "id", "image", "path", "url"];

    private readonly Dictionary<string, Dictionary<string, List<RowOutcome>>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(double Value, RowOutcome Outcome)>> _numbers =
        new(StringComparer.Ordinal);

    private readonly record struct RowOutcome(bool Parsed, double Reward, double Km);

    public void Add(JsonElement row, bool parsed, double? reward, double? km)
    {
        RowOutcome outcome = new(parsed, reward ?? double.NaN, km ?? double.NaN);
        foreach (JsonProperty column in row.EnumerateObject())
        {
            if (Never.Contains(column.Name)) continue;
            if (column.Value.ValueKind == JsonValueKind.Number) Add(column.Name, column.Value.GetDouble(), outcome);
            else if (RowText.Of(column.Value) is { Length: <= LongestValue } text) Add(column.Name, text, outcome);
        }
    }

    public void Merge(ColumnTally later)
    {
        foreach ((string column, Dictionary<string, List<RowOutcome>> values) in later._texts)
        {
            foreach ((string value, List<RowOutcome> outcomes) in values)
            {
                foreach (RowOutcome outcome in outcomes) Add(column, value, outcome);
            }
        }

        foreach ((string column, List<(double, RowOutcome)> values) in later._numbers)
        {
            foreach ((double value, RowOutcome outcome) in values) Add(column, value, outcome);
        }
    }

    public IReadOnlyList<ColumnStatistics> Count(int traces) =>
    [
        .. from column in _texts.OrderBy(column => column.Key, StringComparer.Ordinal)
           // A value of its own for most rows is a name, not a group.
           where column.Value.Count is > 1 and <= MostValues && column.Value.Count <= Math.Max(2, traces * 2 / 3)
           from value in column.Value.OrderByDescending(value => value.Value.Count)
               .ThenBy(value => value.Key, StringComparer.Ordinal)
           select Row(column.Key, value.Key, value.Value),
        .. from column in _numbers.OrderBy(column => column.Key, StringComparer.Ordinal)
           from bin in Bins(column.Value)
           select Row(column.Key, bin.Label, bin.Outcomes),
    ];

    private void Add(string column, string value, RowOutcome outcome)
    {
        if (!_texts.TryGetValue(column, out Dictionary<string, List<RowOutcome>>? values))
        {
            if (_texts.Count >= MostColumns) return;
            _texts[column] = values = new(StringComparer.Ordinal);
        }

        // One more than the most that is shown marks the column as given up.
        if (values.Count > MostValues) return;
        if (!values.TryGetValue(value, out List<RowOutcome>? outcomes)) values[value] = outcomes = [];
        outcomes.Add(outcome);
    }

    private void Add(string column, double value, RowOutcome outcome)
    {
        if (!double.IsFinite(value)) return;
        if (!_numbers.TryGetValue(column, out List<(double, RowOutcome)>? values))
        {
            if (_numbers.Count >= MostColumns) return;
            _numbers[column] = values = [];
        }

        values.Add((value, outcome));
    }

    private static IEnumerable<(string Label, List<RowOutcome> Outcomes)> Bins(
        List<(double Value, RowOutcome Outcome)> values)
    {
        double[] sorted = [.. values.Select(value => value.Value).Order()];
        if (sorted[0] == sorted[^1]) yield break;
        double[] edges = DistributionBin.RoundEdges(sorted, NumberBins);
        for (int bin = 0; bin + 1 < edges.Length; bin++)
        {
            double from = edges[bin], to = edges[bin + 1];
            bool last = bin + 2 == edges.Length;
            List<RowOutcome> inside = [.. values.Where(value => value.Value >= from && (value.Value < to || last))
                .Select(value => value.Outcome)];
            if (inside.Count > 0)
                yield return (string.Create(CultureInfo.InvariantCulture, $"{from:0.####} to {to:0.####}"), inside);
        }
    }

    private static ColumnStatistics Row(string column, string value, List<RowOutcome> outcomes)
    {
        double[] rewards = [.. outcomes.Select(outcome => outcome.Reward).Where(double.IsFinite)];
        double[] km = [.. outcomes.Select(outcome => outcome.Km).Where(double.IsFinite).Order()];
        return new ColumnStatistics
        {
            Column = column,
            Value = value,
            Traces = outcomes.Count,
            ParseSuccess = outcomes.Count(outcome => outcome.Parsed),
            MeanReward = rewards.Length == 0 ? null : rewards.Average(),
            MedianDistanceKm = km.Length == 0 ? null : Distribution.Quantile(km, 0.5),
        };
    }
}
