namespace SPAgent;

/// <summary>What adds up a folder or a run, as large figures, charts and tables.</summary>
internal static class FigureCards
{
    private const int MostFindings = 60;

    public static MimeBundle Of(TraceStatistics figures) => Bundle(PageOverview.Card(figures), figures);

    public static MimeBundle Of(SessionStatistics figures)
    {
        Distribution Get(string name) => figures.Distributions.First(one => one.Name == name);
        Html strip = Sessions(figures.TotalSessions, figures.SuccessRate, figures.FailedSessions, figures.TotalSamples, figures.AvgSamplesPerSuccess, figures.Unreadable);
        Html charts = PageOverview.Group("charts",
        [
            PageChart.Of("Samples a session", Get("samples")), PageChart.Of("Prompt, characters", Get("prompt_characters")),
            PageChart.Of("Response, characters", Get("response_characters")), PageChart.Of("Time a sample, ms", Get("latency_ms"), "ms"),
        ]);
        return Bundle(Html.Join([strip, charts]), figures);
    }

    public static MimeBundle Of(CollectionStatistics counts) => Bundle(
        Sessions(counts.TotalSessions, counts.SuccessRate, counts.FailedSessions, counts.TotalSamples, counts.AvgSamplesPerSuccess, counts.UnreadableSessions), counts);

    public static MimeBundle Of(DistillationSummary summary) => Bundle(
        PageOverview.Strip(
            PageOverview.Cell("Traces written", "done", summary.Done),
            PageOverview.Cell("Were there", "already_done", summary.AlreadyDone),
            PageOverview.Cell("Failed", "failed", summary.Failed),
            PageOverview.Cell("Failed earlier", "failed_earlier", summary.FailedEarlier > 0 ? summary.FailedEarlier : null),
            PageOverview.Cell("Answer read", "parse_success", summary.ParseSuccess),
            PageOverview.Cell("Mean score", "mean_score", summary.MeanScore),
            PageOverview.Cell("Mean distance", "mean_distance_km", summary.MeanDistanceKm, "km"),
            PageOverview.Cell("Tool calls", "tool_calls", summary.ToolCalls),
            PageOverview.Cell("Tokens", "tokens", summary.Tokens),
            PageOverview.Cell("Time", "elapsed", summary.Elapsed.TotalSeconds, "s")),
        summary);

    public static MimeBundle Of(QualityReport report)
    {
        Html strip = PageOverview.Strip(
            PageOverview.Cell("Sessions", "sessions", Some(report.Sessions)), PageOverview.Cell("Traces", "traces", Some(report.Traces)),
            PageOverview.Cell("Pictures", "images", Some(report.Images)), PageOverview.Cell("Rows of exports", "rows", Some(report.Rows)),
            PageOverview.Cell("Findings", "findings", report.Findings.Count), PageOverview.Cell("Problems", "problems", report.Problems));
        Finding[] worst = [.. report.Findings.OrderByDescending(finding => finding.Severity).Take(MostFindings)];
        Html more = report.Findings.Count > MostFindings ? Html.Of($"<p class=\"soft\">… {report.Findings.Count - MostFindings:N0} more; ToTable() has them all.</p>") : Html.Empty;
        return Bundle(Html.Join([strip, PageOverview.List(worst.Select(PageTrace.Found)), more]), report);
    }

    private static double? Some(int count) => count > 0 ? count : null;

    private static Html Sessions(int total, double rate, int failed, int samples, double average, int unreadable) => PageOverview.Strip(
        PageOverview.Cell("Sessions", "total_sessions", total), PageOverview.Cell("Successful", "success_rate", 100 * rate, "%"),
        PageOverview.Cell("Failed", "failed_sessions", failed), PageOverview.Cell("Samples", "total_samples", samples),
        PageOverview.Cell("Samples a success", "avg_samples_per_success", average),
        PageOverview.Cell("Unreadable", "unreadable", Some(unreadable)));

    private static MimeBundle Bundle(Html content, object value) => MimeBundle.Html(CellStyle.Frame(content), value.ToString()!);
}
