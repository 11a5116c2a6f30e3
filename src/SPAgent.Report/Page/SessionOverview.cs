namespace SPAgent;

/// <summary>What a collection of sessions adds up to.</summary>
internal static class SessionOverview
{
    private const int MostTools = 12;

    public static Html Of(string title, SessionStatistics figures, IReadOnlyList<Finding> findings,
        IReadOnlyList<string> problems, IReadOnlyCollection<string> models) => PageOverview.Of(
        title, TerminalText.Count(figures.TotalSessions, "session"), models, Strip(figures),
        Charts(figures), Html.Empty,
        Tables(figures), PageOverview.Problems(findings, problems));

    public static Html Card(SessionStatistics figures) =>
        PageOverview.Card(Strip(figures), Charts(figures), Tables(figures), []);

    private static Html[] Strip(SessionStatistics figures) =>
    [
        PageOverview.Cell("Sessions", "total_sessions", figures.TotalSessions),
        PageOverview.Cell("Answered", "successful_sessions", figures.SuccessfulSessions),
        PageOverview.Cell("Failed", "failed_sessions", figures.FailedSessions),
        PageOverview.Cell("Success rate", "success_rate", figures.SuccessRate),
        PageOverview.Cell("Samples", "total_samples", figures.TotalSamples),
        PageOverview.Cell("Samples a success", "avg_samples_per_success", figures.AvgSamplesPerSuccess),
        PageOverview.Cell("Tool calls", "total_tool_calls", figures.TotalToolCalls),
        PageOverview.Cell("Tokens", "total_tokens", figures.TotalTokens > 0 ? figures.TotalTokens : null),
        PageOverview.Cell("Unreadable", "unreadable", figures.Unreadable > 0 ? figures.Unreadable : null),
    ];

    private static Html[] Charts(SessionStatistics figures) =>
    [
        PageChart.Of("Samples a session", figures.Distributions, "samples"),
        PageChart.Of("Tool calls a session", figures.Distributions, "tool_calls"),
        PageChart.Of("Tokens a session", figures.Distributions, "tokens"),
        PageChart.OfTools([.. figures.Tools.Select(tool => (tool.Tool, tool.Calls, tool.Failed))]),
        PageChart.Of("Response, characters", figures.Distributions, "response_characters"),
        PageChart.Of("Time an inference, ms", figures.Distributions, "latency_ms", "ms"),
    ];

    private static IEnumerable<Html> Tables(SessionStatistics figures)
    {
        if (figures.Tools.Count == 0) yield break;
        yield return PageOverview.Table("Tools", ["tool", "calls", "failed", "worked %", "sessions"],
            figures.Tools.Take(MostTools).Select((one, i) => new[]
        {
            Html.Text(one.Tool), PageParts.Value($"tools[{i}].calls", one.Calls),
            PageParts.Value($"tools[{i}].failed", one.Failed),
            PageParts.Value($"tools[{i}].success_percent", one.SuccessPercent),
            PageParts.Value($"tools[{i}].sessions", one.Sessions),
        }));
    }
}
