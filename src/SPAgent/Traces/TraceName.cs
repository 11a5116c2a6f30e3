using System.Globalization;

namespace SPAgent.Internal;

/// <summary>
/// Which trace a file of a store holds, by its name alone: <c>trace_00017.json</c> the first answer to row 17,
/// <c>trace_00017.r2.json</c> the second. Sorted by row, then rollout.
/// </summary>
/// <param name="Row">Index of the row, from 0.</param>
/// <param name="Rollout">Which of the row's answers, from 1.</param>
public readonly record struct TraceName(int Row, int Rollout)
{
    private const string Prefix = "trace_", Suffix = ".json", Mark = ".r";

    /// <summary>The file name.</summary>
    public string File => Rollout == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Row:00000}{Suffix}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Row:00000}{Mark}{Rollout}{Suffix}");

    /// <summary>As ids in a document and on a command line have it: <c>17</c>, <c>17r2</c>.</summary>
    public string Id => Rollout == 1 ? $"{Row}" : $"{Row}r{Rollout}";

    /// <summary>As a label names it: <c>17</c>, <c>17.r2</c>.</summary>
    public string LabelId => Rollout == 1 ? $"{Row}" : $"{Row}{Mark}{Rollout}";

    /// <summary>In words: <c>17</c>, <c>17, rollout 2</c>.</summary>
    public override string ToString() => Rollout == 1 ? $"{Row}" : $"{Row}, rollout {Rollout}";

    /// <summary>The name that a trace is written under.</summary>
    public static TraceName Of(Trace trace) => new(trace.SampleIndex, trace.Rollout);

    /// <summary>All traces of a store by ascending row and rollout, by the names in its folder alone.</summary>
    public static IReadOnlyList<TraceName> In(TraceStore store) => store.Names();

    /// <summary>Reads the trace from a store; one that can't be read is a result like any other.</summary>
    public TraceReadResult TryLoad(TraceStore store) => store.TryLoad(this);

    /// <summary>
    /// Reads an id as a person gives it: <c>17</c>, <c>17.r2</c>, <c>17r2</c>, <c>trace_00017</c>,
    /// <c>trace_00017.r2.json</c>; null for any other.
    /// </summary>
    public static TraceName? ParseId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        ReadOnlySpan<char> rest = id.AsSpan().Trim();
        if (rest.StartsWith(Prefix)) rest = rest[Prefix.Length..];
        if (rest.EndsWith(Suffix)) rest = rest[..^Suffix.Length];
        int rollout = 1;
        if (rest.IndexOf(Mark[1]) is var mark and > 0)
        {
            if (!IsNumber(rest[(mark + 1)..], out rollout) || rollout == 0) return null;
            rest = rest[..mark];
            if (rest.EndsWith('.')) rest = rest[..^1];
        }

        return IsNumber(rest, out int row) ? new(row, rollout) : null;
    }

    /// <summary>By row, then rollout.</summary>
    internal static Comparer<TraceName> Order { get; } = Comparer<TraceName>.Create((one, other) =>
        one.Row != other.Row ? one.Row.CompareTo(other.Row) : one.Rollout.CompareTo(other.Rollout));

    /// <summary>
    /// Reads a file name; null for any that is not the very one that <see cref="File"/> gives: with trace_7.json beside
    /// trace_00007.json a trace would be there twice.
    /// </summary>
    public static TraceName? Parse(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith(Prefix) || !name.EndsWith(Suffix)) return null;
        ReadOnlySpan<char> digits = name[Prefix.Length..Math.Max(Prefix.Length, name.Length - Suffix.Length)];
        int rollout = 1;
        if (digits.IndexOf(Mark) is var mark and > 0)
        {
            ReadOnlySpan<char> number = digits[(mark + Mark.Length)..];
            if (number.StartsWith('0') || !IsNumber(number, out rollout) || rollout == 1) return null;
            digits = digits[..mark];
        }

        bool canonical = digits.Length == 5 || (digits.Length > 5 && digits[0] != '0');
        return canonical && IsNumber(digits, out int row) ? new(row, rollout) : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
