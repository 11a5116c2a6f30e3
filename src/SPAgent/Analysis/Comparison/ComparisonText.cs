using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>A comparison in words.</summary>
internal static class ComparisonText
{
    private const int FewestPairs = 10, MostValues = 12;

    /// <summary>What the score allows to say: that one is better only where the interval excludes 0 and rests on ten
    /// rows.</summary>
    public static string Verdict(TraceComparison comparison)
    {
        if (comparison.Metrics.FirstOrDefault(metric => metric.Name == TraceComparison.Score) is not { } score)
            return "No row has a score in both, so nothing says which is better. Give both runs a reward: rescore.";
        string rows = TerminalText.Count(score.Pairs, "row");
        string interval = string.Create(CultureInfo.InvariantCulture,
            $"the 95 % interval of the mean difference, {score.Low:0.####} to {score.High:0.####},");
        if (score.Pairs < FewestPairs)
        {
            return $"No difference is shown: {rows} are too few to tell, {FewestPairs} are the least. "
                + $"B has the higher score on {score.Wins}, A on {score.Losses}.";
        }

        if (!score.ExcludesZero)
        {
            return $"No difference is shown: {interval} holds 0. "
                + $"B has the higher score on {score.Wins} of {rows}, A on {score.Losses}.";
        }

        (string better, int wins, int losses) =
            score.Difference > 0 ? ("B", score.Wins, score.Losses) : ("A", score.Losses, score.Wins);
        return $"{better} is better on {wins} of {rows} and worse on {losses}; {interval} excludes 0.";
    }

    /// <summary>How many groups were looked at, and what that means; empty without any.</summary>
    public static string Columns(TraceComparison comparison)
    {
        if (comparison.Columns.Count == 0) return "";
        int columns = comparison.Columns.Select(one => one.Column).Distinct(StringComparer.Ordinal).Count();
        // Few rows that happen to differ alike have an interval of no width.
        ColumnComparison[] large = [.. comparison.Columns.Where(one => one.Pairs >= FewestPairs)];
        int shown = large.Count(one => one.Low > 0 || one.High < 0);
        return $"{TerminalText.Count(comparison.Columns.Count, "group")} in {TerminalText.Count(columns, "column")} "
            + $"were looked at, {large.Length} of {FewestPairs} rows or more; {shown} of these have an interval that "
            + "excludes 0, as one in twenty does by chance.";
    }

    public static string Of(TraceComparison comparison)
    {
        StringBuilder text = new();
        text.Line($"A: {TerminalText.Line(comparison.A)}");
        text.Line($"B: {TerminalText.Line(comparison.B)}");
        text.Line($"{comparison.Verdict}");
        string by = comparison.PairedBy == "index" ? "index" : "equal row data, for the datasets differ";
        text.Line($"Rows in both: {comparison.Paired:N0}, paired by {by}");
        text.Line($"Rows only in A: {comparison.OnlyInA.Count:N0}, only in B: {comparison.OnlyInB.Count:N0}");
        if (comparison.UnreadableA + comparison.UnreadableB > 0)
            text.Line($"Unreadable files in A: {comparison.UnreadableA:N0}, in B: {comparison.UnreadableB:N0}");
        if (comparison.AnswersAgree is { } agree)
            text.Line($"Answers agree: {100 * agree:F1}% over {TerminalText.Count(comparison.AnswersCompared, "row")}");
        foreach (string setting in comparison.Settings) text.Line($"  {TerminalText.Line(setting)}");
        text.Append('\n').Append(TableText.Of(comparison.ToTable()));
        foreach (IGrouping<string, ColumnComparison> column in comparison.Columns.GroupBy(one => one.Column))
        {
            text.Append('\n').Append(TableText.Of(Table.From(column), MostValues));
        }

        if (comparison.Columns.Count > 0) text.Line($"{Columns(comparison)}");
        if (comparison.MostDifferent.Count > 0)
            text.Append('\n').Append(TableText.Of(Table.From(comparison.MostDifferent)));
        return text.ToString();
    }
}
