using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>
/// Two runs over the same rows, row by row: how B differs from A, and what that allows to say. Rows are what is
/// resampled; a row's value is the mean over its rollouts. As JSON its names are in snake case.
/// </summary>
[TypeFormatterSource]
public sealed class TraceComparison
{
    internal const string Score = "score";

    private const int MostShown = 20;

    private TraceComparison(
        TraceStore a, TraceStore b, ComparedRun runA, ComparedRun runB, RowPairing pairing, CancellationToken stop)
    {
        (A, B, StoreA, StoreB) = (a.Folder, b.Folder, a, b);
        (Paired, PairedBy) = (pairing.Pairs.Count, pairing.ByIndex ? "index" : "row_data");
        HashSet<int> pairedA = [.. pairing.Pairs.Select(pair => pair.A.Row)],
            pairedB = [.. pairing.Pairs.Select(pair => pair.B.Row)];
        OnlyInA = [.. runA.Rows.Where(row => !pairedA.Contains(row.Row)).Select(row => $"{row.Row}")];
        OnlyInB = [.. runB.Rows.Where(row => !pairedB.Contains(row.Row)).Select(row => $"{row.Row}")];
        (UnreadableA, UnreadableB) = (runA.Unreadable, runB.Unreadable);
        Settings = [.. Differing(runA.Settings, runB.Settings)];
        string[] names = [.. pairing.Pairs.SelectMany(pair => pair.A.Values.Keys).Distinct(StringComparer.Ordinal)];
        Metrics = [.. names.AsParallel().AsOrdered().WithCancellation(stop)
            .Select(name => MetricComparison.Of(name, pairing.Pairs)).OfType<MetricComparison>()];
        Columns = [.. ByColumn(pairing.Pairs, stop)];
        Rows = [.. pairing.Pairs.Select(pair => new RowComparison(pair.A, pair.B))
            .OrderByDescending(row => row.Distance).ThenBy(row => row.RowA)];
        double[] agreements = [.. Rows.Select(row => row.Agreement).OfType<double>()];
        AnswersCompared = agreements.Length;
        AnswersAgree = agreements.Length == 0 ? null : agreements.Sum() / agreements.Length;
    }

    /// <summary>The folder of A, as it was named.</summary>
    public string A { get; }

    /// <summary>The folder of B, as it was named.</summary>
    public string B { get; }

    /// <summary>What the figures allow to say, in a sentence.</summary>
    public string Verdict => ComparisonText.Verdict(this);

    /// <summary>How many groups of rows <see cref="Columns"/> looks at, and what that means; empty without
    /// any.</summary>
    public string ColumnsVerdict => ComparisonText.Columns(this);

    /// <summary>Rows that both have.</summary>
    public int Paired { get; }

    /// <summary><c>index</c> for runs over one dataset; <c>row_data</c> where rows are paired by what they
    /// hold.</summary>
    public string PairedBy { get; }

    /// <summary>Rows that only A has, by their index.</summary>
    public IReadOnlyList<string> OnlyInA { get; }

    /// <summary>Rows that only B has.</summary>
    public IReadOnlyList<string> OnlyInB { get; }

    /// <summary>Traces of A that could not be read.</summary>
    public int UnreadableA { get; }

    /// <summary>Traces of B that could not be read.</summary>
    public int UnreadableB { get; }

    /// <summary>What the two <c>run.json</c> say differently, such as <c>model: small, large</c>.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>Every figure that both have.</summary>
    public IReadOnlyList<MetricComparison> Metrics { get; }

    /// <summary>The score by each column of the dataset that groups rows, as <see cref="TraceStatistics.Columns"/>
    /// groups traces.</summary>
    public IReadOnlyList<ColumnComparison> Columns { get; }

    /// <summary>Mean over rows of the share of answers that agree, from 0 to 1; null where no row has two
    /// answers.</summary>
    public double? AnswersAgree { get; }

    /// <summary>Rows behind it.</summary>
    public int AnswersCompared { get; }

    /// <summary>The 20 rows whose scores differ most.</summary>
    public IReadOnlyList<RowComparison> MostDifferent => [.. Rows.Where(row => row.Distance > 0).Take(MostShown)];

    /// <summary>All rows that both have, those whose scores differ most first.</summary>
    [JsonIgnore]
    public IReadOnlyList<RowComparison> Rows { get; }

    /// <summary>The traces of A.</summary>
    [JsonIgnore]
    public TraceStore StoreA { get; }

    /// <summary>The traces of B.</summary>
    [JsonIgnore]
    public TraceStore StoreB { get; }

    /// <summary>
    /// Compares two runs. Runs over one dataset, by its fingerprint in <c>run.json</c>, are paired by the index of the
    /// row; others by equal row data.
    /// </summary>
    /// <param name="a">What it is compared with.</param>
    /// <param name="b">What may be better or worse.</param>
    /// <param name="success">What a success is; by default what the reward says.</param>
    /// <param name="cancellationToken">Stops between two stretches of traces.</param>
    /// <exception cref="ArgumentException">
    /// One has no trace, no row is in both, less than half of the rows of different datasets match, or the rule asks
    /// for a figure that the rewards have not.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TraceComparison Of(
        TraceStore a, TraceStore b, SuccessRule? success = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        success ??= SuccessRule.Default;
        ComparedRun runA = ComparedRun.Read(a, success, cancellationToken),
            runB = ComparedRun.Read(b, success, cancellationToken);
        return new(a, b, runA, runB, RowPairing.Of(runA, runB, a.Folder, b.Folder), cancellationToken);
    }

    /// <summary>
    /// Several runs, the best first, over the rows that all have a score for: <c>run</c>, <c>model</c>, <c>rows</c>,
    /// <c>score</c> with its 95 % interval, <c>success</c>, and <c>to_best</c>, the paired difference to the best run
    /// with its interval.
    /// </summary>
    /// <param name="stores">The runs; one or more.</param>
    /// <exception cref="ArgumentException">There is none, or as <see cref="Of"/> says for the first and each
    /// other.</exception>
    public static Table Leaderboard(params IReadOnlyList<TraceStore> stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentOutOfRangeException.ThrowIfZero(stores.Count, nameof(stores));
        return RunLeaderboard.Of(stores);
    }

    /// <summary>The metrics as a table, a row each.</summary>
    public Table ToTable() => Table.From(Metrics);

    /// <summary>The comparison as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSettings.Pretty);

    /// <summary>The comparison for a terminal.</summary>
    public override string ToString() => ComparisonText.Of(this);

    private static ParallelQuery<ColumnComparison> ByColumn(
        IReadOnlyList<(ComparedRow A, ComparedRow B)> pairs, CancellationToken stop)
    {
        ColumnGroups<(ComparedRow, ComparedRow)> groups = new();
        foreach ((ComparedRow A, ComparedRow B) pair in pairs) groups.Add(pair.A.Data, pair);
        return groups.Groups(pairs.Count).AsParallel().AsOrdered().WithCancellation(stop)
            .Select(group => MetricComparison.Of(Score, group.Items) is { } score
                ? new ColumnComparison(group.Column, group.Value, score) : null)
            .OfType<ColumnComparison>();
    }

    private static IEnumerable<string> Differing(JsonElement a, JsonElement b)
    {
        foreach (string name in a.EnumerateObject().Concat(b.EnumerateObject()).Select(one => one.Name)
            .Distinct(StringComparer.Ordinal).Except(RunManifest.OfShard))
        {
            string one = Said(a, name), other = Said(b, name);
            if (one != other) yield return $"{name}: {one}, {other}";
        }

        static string Said(JsonElement settings, string name) =>
            settings.TryGetProperty(name, out JsonElement value) ? RowText.Of(value) ?? JsonText.Line(value) : "unset";
    }
}
