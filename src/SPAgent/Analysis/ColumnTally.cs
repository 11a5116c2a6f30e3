using System.Text.Json;

namespace SPAgent;

/// <summary>Outcomes by the values of the dataset's columns.</summary>
internal sealed class ColumnTally
{
    private readonly ColumnGroups<RowOutcome> _groups = new();

    // Held once for all columns; and code for collections of references need not be compiled when the command starts.
    private sealed record RowOutcome(bool Parsed, double Reward, double Km);

    public void Add(JsonElement row, bool parsed, double? reward, double? km) =>
        _groups.Add(row, new RowOutcome(parsed, reward ?? double.NaN, km ?? double.NaN));

    public void Merge(ColumnTally later) => _groups.Merge(later._groups);

    public IReadOnlyList<ColumnStatistics> Count(int rows) =>
        [.. _groups.Groups(rows).Select(group => Row(group.Column, group.Value, group.Items))];

    private static ColumnStatistics Row(string column, string value, List<RowOutcome> outcomes)
    {
        double[] rewards = [.. outcomes.Select(outcome => outcome.Reward).Where(double.IsFinite)];
        double[] km = [.. outcomes.Select(outcome => outcome.Km).Where(double.IsFinite)];
        Array.Sort(km);
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
