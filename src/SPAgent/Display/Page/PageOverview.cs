namespace SPAgent;

/// <summary>What all traces add up to, as the first thing on the page.</summary>
internal static class PageOverview
{
    private const int MostFindings = 200, MostValues = 12;

    public static Html Of(string title, TraceStatistics figures, IReadOnlyList<GeoAnswer> places, IReadOnlyList<Finding> findings, IEnumerable<string> models)
    {
        string[] names = [.. models.Take(4)];
        return Html.Of($"""
            <header class="top"><div><h1>{title}</h1><p class="soft">{figures.TotalTraces:N0} traces{(names.Length > 0 ? " · " + string.Join(", ", names) : "")}</p></div><button class="theme" type="button">Light / dark</button></header>
            <section><dl class="figures">{Strip(figures)}</dl></section>
            <section><h2>How they went</h2><div class="charts">{Charts(figures)}</div></section>
            {World(places)}
            <section><div class="tables">{Tables(figures)}</div></section>
            {Problems(figures, findings)}

            """);
    }

    private static Html Strip(TraceStatistics figures) => Html.Join(
    [
        Cell("Traces", "total_traces", figures.TotalTraces, ""),
        Cell("Answer read", "parse_success_percent", figures.ParseSuccessPercent, "%"),
        Cell("Mean reward", "average_reward", figures.AverageReward, ""),
        Cell("Median distance", "median_distance_km", figures.MedianDistanceKm, "km"),
        Cell("Turns a trace", "average_turns", figures.AverageTurns, ""),
        Cell("Calls a trace", "average_tool_calls", figures.AverageToolCalls, ""),
        Cell("Tokens a trace", "average_tokens_per_trace", figures.AverageTokensPerTrace, ""),
        Cell("Unreadable files", "unreadable", figures.Unreadable > 0 ? figures.Unreadable : null, ""),
    ]);

    private static Html Cell(string name, string figure, double? value, string unit) => value is double known
        ? Html.Of($"<div><dt>{name}</dt><dd><data data-figure=\"{figure}\" value=\"{PageChart.Exact(known)}\">{PageChart.Round(known)}</data>{(unit.Length > 0 ? Html.Of($"<small>{unit}</small>") : Html.Empty)}</dd></div>")
        : Html.Empty;

    private static Html Charts(TraceStatistics figures)
    {
        Distribution Get(string name) => figures.Distributions.First(one => one.Name == name);
        return Html.Join(
        [
            PageChart.Of("Distance to the truth, km", Get("distance_km"), "km"),
            PageChart.Of("Reward", Get("reward"), ""),
            PageChart.Of("Turns", Get("turns"), ""),
            PageChart.Of("Tokens a trace", Get("tokens"), ""),
            PageChart.OfTools(figures.Tools),
            PageChart.Of("Time a turn, ms", Get("latency_ms"), "ms"),
        ]);
    }

    private static Html World(IReadOnlyList<GeoAnswer> places) => places.Count == 0 ? Html.Empty : Html.Of(
        $"<section><figure class=\"panel world\">{PageMap.World(places)}<figcaption><span><b class=\"good\">●</b> truth &nbsp; <b>○</b> answer &nbsp; a line joins the two</span></figcaption></figure></section>");

    private static Html Tables(TraceStatistics figures)
    {
        List<Html> tables = [];
        if (figures.Accuracy.Any(accuracy => accuracy.Count > 0))
        {
            tables.Add(Table("Accuracy", ["within", "traces", "%"], figures.Accuracy.Select(one => new[]
            {
                Html.Of($"{one.Km:N0} km"), Value($"accuracy.{one.Km}.count", one.Count), Value($"accuracy.{one.Km}.percent", one.Percent),
            })));
        }

        if (figures.Tools.Count > 0)
        {
            tables.Add(Table("Tools", ["tool", "calls", "worked %", "reward with", "without"], figures.Tools.Take(MostValues).Select(one => new[]
            {
                Html.Text(one.Tool), Value("tool.calls", one.Calls), Value("tool.success_percent", one.SuccessPercent),
                Value("tool.mean_reward_with", one.MeanRewardWith), Value("tool.mean_reward_without", one.MeanRewardWithout),
            })));
        }

        tables.AddRange(figures.Columns.GroupBy(one => one.Column).Take(8).Select(column => Table(
            column.Key.Replace('_', ' '), ["value", "traces", "mean reward", "median km"], column.Take(MostValues).Select(one => new[]
            {
                Html.Text(one.Value), Value("column.traces", one.Traces), Value("column.mean_reward", one.MeanReward), Value("column.median_distance_km", one.MedianDistanceKm),
            }))));
        return Html.Join(tables);
    }

    private static Html Table(string caption, string[] heads, IEnumerable<Html[]> rows) => Html.Of(
        $"<div class=\"panel scroll\"><table><caption>{caption}</caption><thead><tr>{Html.Join(heads.Select((head, i) => Html.Of($"<th{Right(i)}>{head}</th>")))}</tr></thead><tbody>{Html.Join(rows.Select(row => Html.Of($"<tr>{Html.Join(row.Select((cell, i) => Html.Of($"<td{Right(i)}>{cell}</td>")))}</tr>")))}</tbody></table></div>");

    private static Html Right(int column) => column == 0 ? Html.Empty : new(" class=\"number\"");

    private static Html Value(string figure, double? value) => value is double known
        ? Html.Of($"<data data-figure=\"{figure}\" value=\"{PageChart.Exact(known)}\">{PageChart.Round(known)}</data>")
        : Html.Text("–");

    private static Html Problems(TraceStatistics figures, IReadOnlyList<Finding> findings)
    {
        List<Html> items = [.. findings.OrderByDescending(finding => finding.Severity).Take(MostFindings).Select(PageTrace.Found)];
        if (findings.Count == 0) items.AddRange(figures.Problems.Select(problem => Html.Of($"<li><b class=\"bad\">unreadable</b> {problem}</li>")));
        if (items.Count == 0) return Html.Empty;
        string more = findings.Count > MostFindings ? $" (the first {MostFindings})" : "";
        return Html.Of($"<section><h2>Findings{more}</h2><ul class=\"findings panel\">{Html.Join(items)}</ul></section>");
    }
}
