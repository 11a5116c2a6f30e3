using System.Text;

namespace SPAgent;

/// <summary>The figures of a folder of traces as plain text, for a terminal.</summary>
public static class BatchText
{
    /// <summary>Reads the folder once and writes out its figures; what can't be worked out shows as N/A.</summary>
    public static string Of(TraceStore store) => Of(BatchSummary.Of(store));

    /// <summary>Writes out the figures; what could not be worked out shows as N/A.</summary>
    public static string Of(BatchSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        StringBuilder text = new();
        text.Line($"Total traces: {summary.Traces:N0}");
        if (summary.Unreadable > 0) text.Line($"Unreadable files: {summary.Unreadable:N0}");
        foreach (string problem in summary.Problems) text.Line($"  {Printable.Line(problem)}");
        text.Line($"Parse success: {summary.Parsed}/{summary.Traces} ({Printable.Figure(summary.ParsedPercent, "F1")}%)");
        text.Line($"Average distance: {Printable.Figure(summary.AverageDistanceKm, "F2")} km");
        foreach (AccuracyCount accuracy in summary.Accuracy)
        {
            text.Line($"Accuracy @{accuracy.Km}km: {accuracy.Count}/{summary.Traces} ({accuracy.Percent:F1}%)");
        }

        text.Line($"Total turns: {summary.Turns:N0}");
        text.Line($"Average turns per trace: {Printable.Figure(summary.AverageTurns, "F1")}");
        text.Line($"Total tool calls: {summary.ToolCalls:N0}");
        text.Line($"Average tool calls per trace: {Printable.Figure(summary.AverageToolCalls, "F2")}");
        text.Line($"Tool use: {Printable.Figure(summary.ToolUsePercent, "F1")}% of turns");
        text.Line($"Total tokens: {summary.Tokens:N0}");
        text.Line($"Average tokens per trace: {Printable.Figure(summary.TokensPerTrace, "F0")}");
        text.Line($"Average tokens per turn: {Printable.Figure(summary.TokensPerTurn, "F0")}");
        return text.ToString();
    }
}
