namespace SPAgent;

/// <summary>What a folder of traces adds up to.</summary>
internal static class TraceOverview
{
    private const int MostValues = 12, MostColumns = 8;

    // More are one blot, and three elements each, which a browser draws again at every turn of the wheel.
    private const int MostPlaces = 3000;

    public static Html Of(string title, TraceStatistics figures, IReadOnlyList<GeoAnswer> places,
        IReadOnlyList<Finding> findings, IReadOnlyCollection<string> models) => PageOverview.Of(
        title, TerminalText.Count(figures.TotalTraces, "trace"), models, Strip(figures), Charts(figures), World(places),
        Tables(figures), PageOverview.Problems(findings, figures.Problems));

    public static Html Card(TraceStatistics figures) =>
        PageOverview.Card(Strip(figures), Charts(figures), Tables(figures), figures.Problems);

    private static Html[] Strip(TraceStatistics figures) =>
    [
        PageOverview.Cell("Traces", "total_traces", figures.TotalTraces),
        PageOverview.Cell("Answer read", "parse_success_percent", figures.ParseSuccessPercent, "%"),
        PageOverview.Cell("Mean reward", "average_reward", figures.AverageReward),
        PageOverview.Cell("Median distance", "median_distance_km", figures.MedianDistanceKm, "km"),
        PageOverview.Cell("Turns a trace", "average_turns", figures.AverageTurns),
        PageOverview.Cell("Calls a trace", "average_tool_calls", figures.AverageToolCalls),
        PageOverview.Cell("Tokens a trace", "average_tokens_per_trace", figures.AverageTokensPerTrace),
        PageOverview.Cell("Unreadable files", "unreadable", figures.Unreadable > 0 ? figures.Unreadable : null),
    ];

    private static Html[] Charts(TraceStatistics figures) =>
    [
        PageChart.Of("Distance to the truth, km", figures.Distributions, "distance_km", "km"),
        PageChart.Of("Reward", figures.Distributions, "reward"),
        PageChart.Of("Turns", figures.Distributions, "turns"),
        PageChart.Of("Tokens a trace", figures.Distributions, "tokens"),
        PageChart.OfTools([.. figures.Tools.Select(tool => (tool.Tool, tool.Calls, tool.Failed))]),
        PageChart.Of("Time a turn, ms", figures.Distributions, "latency_ms", "ms"),
    ];

    private static Html World(IReadOnlyList<GeoAnswer> places)
    {
        if (places.Count == 0) return Html.Empty;
        int every = (places.Count + MostPlaces - 1) / MostPlaces;
        GeoAnswer[] drawn = [.. places.Where((_, i) => i % every == 0)];
        return Html.Of($"<section><figure class=\"panel world\">{PageMap.World(drawn)}<figcaption><span><b class=\"good\">●</b> truth &nbsp; <b class=\"ring\">○</b> answer &nbsp; — a line joins the two{Html.If(every > 1, () => Html.Of($" &nbsp; {drawn.Length:N0} of {places.Count:N0} traces"))}</span></figcaption></figure></section>");
    }

    private static IEnumerable<Html> Tables(TraceStatistics figures)
    {
        if (figures.Accuracy.Any(accuracy => accuracy.Count > 0))
        {
            yield return PageOverview.Table("Accuracy", ["within", "traces", "%"],
                figures.Accuracy.Select((one, i) => new[]
            {
                Html.Of($"{one.Km:N0} km"), PageParts.Value($"accuracy[{i}].count", one.Count),
                PageParts.Value($"accuracy[{i}].percent", one.Percent),
            }));
        }

        if (figures is { Rollouts: > 1, PassAtK: { } passes })
        {
            yield return PageOverview.Table("pass@k", ["k", "chance of a success", "rows"], passes.Select(one => new[]
            {
                Html.Of($"{one.Key}"), PageParts.Value($"pass_at_k.{one.Key}", one.Value),
                PageParts.Value($"pass_at_k_rows.{one.Key}", figures.PassAtKRows![one.Key]),
            }));
        }

        if (figures.Tools.Count > 0)
        {
            yield return PageOverview.Table("Tools", ["tool", "calls", "worked %", "reward with", "without"],
                figures.Tools.Take(MostValues).Select((one, i) => new[]
            {
                Html.Text(one.Tool), PageParts.Value($"tools[{i}].calls", one.Calls),
                PageParts.Value($"tools[{i}].success_percent", one.SuccessPercent),
                PageParts.Value($"tools[{i}].mean_reward_with", one.MeanRewardWith),
                PageParts.Value($"tools[{i}].mean_reward_without", one.MeanRewardWithout),
            }));
        }

        foreach (IGrouping<string, (int Index, ColumnStatistics Item)> column in figures.Columns.Index()
            .GroupBy(one => one.Item.Column).Take(MostColumns))
        {
            yield return PageOverview.Table(column.Key.Replace('_', ' '),
                ["value", "traces", "mean reward", "median km"], column.Take(MostValues).Select(one => new[]
            {
                Html.Text(one.Item.Value), PageParts.Value($"columns[{one.Index}].traces", one.Item.Traces),
                PageParts.Value($"columns[{one.Index}].mean_reward", one.Item.MeanReward),
                PageParts.Value($"columns[{one.Index}].median_distance_km", one.Item.MedianDistanceKm),
            }));
        }
    }
}
