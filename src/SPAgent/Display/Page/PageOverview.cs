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
            <section>{Strip(Cells(figures))}</section>
            <section><h2>How they went</h2>{Charts(figures)}</section>
            {World(places)}
            <section>{Tables(figures)}</section>
            {Problems(figures, findings)}

            """);
    }

    /// <summary>The same for a cell of a notebook: without title, map and findings.</summary>
    public static Html Card(TraceStatistics figures) =>
        Html.Join([Strip(Cells(figures)), Charts(figures), Tables(figures), List(figures.Problems.Select(Unreadable))]);

    /// <summary>Charts or tables beside each other, as many as fit.</summary>
    public static Html Group(string name, IEnumerable<Html> parts) => Html.Of($"<div class=\"{name}\">{Html.Join(parts)}</div>");

    /// <summary>Findings below each other; nothing where there are none.</summary>
    public static Html List(IEnumerable<Html> findings) => Html.Join(findings) is { Markup.Length: > 0 } items ? Html.Of($"<ul class=\"findings panel\">{items}</ul>") : Html.Empty;

    /// <summary>Large figures beside each other.</summary>
    public static Html Strip(params IEnumerable<Html> cells) => Html.Of($"<dl class=\"figures\">{Html.Join(cells)}</dl>");

    /// <summary>A table whose first column is text and whose others are numbers.</summary>
    public static Html Table(string caption, string[] heads, IEnumerable<Html[]> rows) => Html.Of(
        $"<div class=\"panel scroll\"><table><caption>{caption}</caption><thead><tr>{Html.Join(heads.Select((head, i) => Html.Of($"<th{Right(i)}>{head}</th>")))}</tr></thead><tbody>{Html.Join(rows.Select(row => Html.Of($"<tr>{Html.Join(row.Select((cell, i) => Html.Of($"<td{Right(i)}>{cell}</td>")))}</tr>")))}</tbody></table></div>");

    /// <summary>One large figure; nothing where it is not known.</summary>
    public static Html Cell(string name, string figure, double? value, string unit = "") => value is double known
        ? Html.Of($"<div><dt>{name}</dt><dd><data data-figure=\"{figure}\" value=\"{PageChart.Exact(known)}\">{PageChart.Round(known)}</data>{(unit.Length > 0 ? Html.Of($"<small>{unit}</small>") : Html.Empty)}</dd></div>")
        : Html.Empty;

    private static IEnumerable<Html> Cells(TraceStatistics figures) =>
    [
        Cell("Traces", "total_traces", figures.TotalTraces),
        Cell("Answer read", "parse_success_percent", figures.ParseSuccessPercent, "%"),
        Cell("Mean reward", "average_reward", figures.AverageReward),
        Cell("Median distance", "median_distance_km", figures.MedianDistanceKm, "km"),
        Cell("Turns a trace", "average_turns", figures.AverageTurns),
        Cell("Calls a trace", "average_tool_calls", figures.AverageToolCalls),
        Cell("Tokens a trace", "average_tokens_per_trace", figures.AverageTokensPerTrace),
        Cell("Unreadable files", "unreadable", figures.Unreadable > 0 ? figures.Unreadable : null),
    ];

    private static Html Charts(TraceStatistics figures)
    {
        Distribution Get(string name) => figures.Distributions.First(one => one.Name == name);
        return Group("charts",
        [
            PageChart.Of("Distance to the truth, km", Get("distance_km"), "km"),
            PageChart.Of("Reward", Get("reward")),
            PageChart.Of("Turns", Get("turns")),
            PageChart.Of("Tokens a trace", Get("tokens")),
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
        return Group("tables", tables);
    }

    private static Html Right(int column) => column == 0 ? Html.Empty : new(" class=\"number\"");

    private static Html Value(string figure, double? value) => value is double known
        ? Html.Of($"<data data-figure=\"{figure}\" value=\"{PageChart.Exact(known)}\">{PageChart.Round(known)}</data>")
        : Html.Text("–");

    private static Html Problems(TraceStatistics figures, IReadOnlyList<Finding> findings)
    {
        List<Html> items = [.. findings.OrderByDescending(finding => finding.Severity).Take(MostFindings).Select(PageTrace.Found)];
        if (findings.Count == 0) items.AddRange(figures.Problems.Select(Unreadable));
        string more = findings.Count > MostFindings ? $" (the first {MostFindings})" : "";
        return items.Count == 0 ? Html.Empty : Html.Of($"<section><h2>Findings{more}</h2>{List(items)}</section>");
    }

    private static Html Unreadable(string problem) => Html.Of($"<li><b class=\"bad\">unreadable</b> {problem}</li>");
}
