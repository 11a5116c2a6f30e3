using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>A figure of two runs over the rows where both have it. A row's value is the mean over its
/// rollouts.</summary>
[TypeFormatterSource]
public sealed class MetricComparison
{
    // What is spent, and how far off an answer is.
    private static readonly HashSet<string> s_less =
        ["error", "turns", "tool_calls", "failed_calls", "tokens", "requests", "duration_ms"];

    private MetricComparison(string name, IReadOnlyList<(double A, double B)> pairs, bool isYesNo)
    {
        (Name, Pairs, Better) = (name, pairs.Count, IsLessBetter(name) ? "lower" : "higher");
        double[] differences = new double[pairs.Count];
        foreach ((int i, (double a, double b)) in pairs.Index())
        {
            bool isTie = PairedTests.IsTie(a, b);
            differences[i] = isTie ? 0 : b - a;
            A += a;
            B += b;
            if (isTie) Ties++;
            else if (b > a == (Better == "higher")) Wins++;
            else Losses++;
        }

        A /= pairs.Count;
        B /= pairs.Count;
        Difference = differences.Sum() / differences.Length;
        (Low, High) = PairedTests.Interval(name, differences);
        (Test, PValue) = (isYesNo ? "mcnemar" : "sign", PairedTests.PValue(Wins, Losses));
    }

    /// <summary>
    /// <c>score</c>, <c>success</c>, <c>parse_success</c>, a metric of the reward, <c>turns</c>, <c>tool_calls</c>,
    /// <c>failed_calls</c>, <c>tokens</c>, <c>requests</c> or <c>duration_ms</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>Rows where both have it; from 1.</summary>
    public int Pairs { get; }

    /// <summary>Mean over these rows in A.</summary>
    public double A { get; }

    /// <summary>Mean over these rows in B.</summary>
    public double B { get; }

    /// <summary>Mean over these rows of B − A.</summary>
    public double Difference { get; }

    /// <summary>Lower end of the 95 % interval of the difference: a paired bootstrap over rows, 10,000 draws, the same
    /// each time.</summary>
    public double Low { get; }

    /// <summary>Upper end of the interval.</summary>
    public double High { get; }

    /// <summary>Rows where B is better, as <see cref="Better"/> says.</summary>
    public int Wins { get; }

    /// <summary>Rows where both are the same.</summary>
    public int Ties { get; }

    /// <summary>Rows where A is better.</summary>
    public int Losses { get; }

    /// <summary><c>higher</c> or <c>lower</c>: which is better. Lower for distances, errors
    /// and what is spent.</summary>
    public string Better { get; }

    /// <summary><c>mcnemar</c> where each row is yes or no on both sides, <c>sign</c> otherwise; both exact and
    /// two-sided.</summary>
    public string Test { get; }

    /// <summary>The test's p-value, from 0 to 1: how likely wins and losses so uneven are if neither is
    /// better.</summary>
    public double PValue { get; }

    /// <summary>Whether the interval excludes 0.</summary>
    [JsonIgnore]
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>Null where no row has the figure in both.</summary>
    internal static MetricComparison? Of(string name, IEnumerable<(ComparedRow A, ComparedRow B)> rows)
    {
        (ComparedRow A, ComparedRow B)[] both = [.. rows.Where(
            pair => pair.A.Values.ContainsKey(name) && pair.B.Values.ContainsKey(name))];
        if (both.Length == 0) return null;
        bool isYesNo = Array.TrueForAll(both, pair => IsYesNo(pair.A, name) && IsYesNo(pair.B, name));
        return new(name, [.. both.Select(pair => (pair.A.Values[name], pair.B.Values[name]))], isYesNo);
    }

    internal static bool IsLessBetter(string name) =>
        s_less.Contains(name) || name.StartsWith("distance", StringComparison.Ordinal);

    // A score may happen to be 0 or 1 everywhere: it is yes or no then as well.
    private static bool IsYesNo(ComparedRow row, string name) => row.Traces.Count == 1 && row.Values[name] is (0 or 1)
        && !s_less.Contains(name);
}
