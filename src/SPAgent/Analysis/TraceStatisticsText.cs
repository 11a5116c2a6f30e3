using System.Text;

namespace SPAgent;

/// <summary>The figures of a folder of traces as plain text.</summary>
internal static class TraceStatisticsText
{
    private const int MostValues = 12;

    public static string Of(TraceStatistics figures)
    {
        StringBuilder text = new();
        text.Line($"Total traces: {figures.TotalTraces:N0}");
        if (figures.Unreadable > 0) text.Line($"Unreadable files: {figures.Unreadable:N0}");
        foreach (string problem in figures.Problems) text.Line($"  {TerminalText.Line(problem)}");
        text.Line(
            $"Parse success: {figures.ParseSuccess}/{figures.TotalTraces} ({TerminalText.Number(figures.ParseSuccessPercent, "F1")}%)");
        text.Line($"Average reward: {TerminalText.Number(figures.AverageReward, "F4")}");
        text.Line($"Average distance: {TerminalText.Number(figures.AverageDistanceKm, "F2")} km");
        text.Line($"Median distance: {TerminalText.Number(figures.MedianDistanceKm, "F2")} km");
        foreach (AccuracyCount accuracy in figures.Accuracy)
        {
            text.Line($"Accuracy @{accuracy.Km}km: {accuracy.Count}/{figures.TotalTraces} ({accuracy.Percent:F1}%)");
        }

        if (figures.Rollouts > 1) Rows(text, figures);
        text.Line($"Total turns: {figures.TotalTurns:N0}");
        text.Line($"Average turns per trace: {TerminalText.Number(figures.AverageTurns, "F1")}");
        text.Line($"Total tool calls: {figures.TotalToolCalls:N0}");
        text.Line($"Average tool calls per trace: {TerminalText.Number(figures.AverageToolCalls, "F2")}");
        text.Line($"Tool use: {TerminalText.Number(figures.ToolUsePercent, "F1")}% of turns");
        text.Line($"Total tokens: {figures.TotalTokens:N0}");
        text.Line($"Average tokens per trace: {TerminalText.Number(figures.AverageTokensPerTrace, "F0")}");
        text.Line($"Average tokens per turn: {TerminalText.Number(figures.AverageTokensPerTurn, "F0")}");
        if (figures.JudgeRequests > 0)
        {
            text.Line(
                $"Judge: {figures.JudgeRequests:N0} requests, {figures.JudgeTokens:N0} tokens (not in the above)");
        }

        if (figures.TotalTraces == 0) return text.ToString();
        text.Append('\n').Append(TableText.Of(Table.From(figures.Distributions.Where(one => one.Count > 0))));
        if (figures.Tools.Count > 0) text.Append('\n').Append(TableText.Of(Table.From(figures.Tools)));
        foreach (IGrouping<string, ColumnStatistics> column in figures.Columns.GroupBy(one => one.Column))
        {
            text.Append('\n').Append(TableText.Of(Table.From(column), MostValues));
        }

        return text.ToString();
    }

    private static void Rows(StringBuilder text, TraceStatistics figures)
    {
        text.Line($"Rows: {figures.Rows:N0}, {figures.Rollouts:N0} rollouts asked for");
        foreach ((int k, double? pass) in figures.PassAtK ?? new Dictionary<int, double?>())
        {
            text.Line($"pass@{k}: {TerminalText.Number(pass, "F4")} ({figures.PassAtKRows![k]:N0} rows)");
        }

        if (figures.PassAtKReason is { } reason) text.Line($"pass@k: N/A. {reason}");
        text.Line($"Average reward of a row: {TerminalText.Number(figures.AverageRowReward, "F4")}");
        text.Line($"Average spread within a row: {TerminalText.Number(figures.AverageRowRewardSpread, "F4")}");
        string none = $"none: {figures.RowsNoneSucceed:N0} (no signal for GRPO)";
        text.Line($"Rows where all succeed: {figures.RowsAllSucceed:N0}, {none}");
    }
}
