namespace SPAgent;

/// <summary>What adds up a folder or a run, as large figures, charts and tables.</summary>
internal static class FigureCards
{
    public static MimeBundle Of(TraceStatistics figures) => Bundle(TraceOverview.Card(figures), figures);

    public static MimeBundle Of(SessionStatistics figures) => Bundle(SessionOverview.Card(figures), figures);

    public static MimeBundle Of(CollectionStatistics counts) => Bundle(Counts(counts), counts);

    /// <summary>What a collection holds, as figures.</summary>
    public static Html Counts(CollectionStatistics counts) => PageOverview.Strip(
        PageOverview.Cell("Sessions", "total_sessions", counts.TotalSessions),
        PageOverview.Cell("Successful", "success_rate", 100 * counts.SuccessRate, "%"),
        PageOverview.Cell("Failed", "failed_sessions", counts.FailedSessions),
        PageOverview.Cell("Samples", "total_samples", counts.TotalSamples),
        PageOverview.Cell("Samples a success", "avg_samples_per_success", counts.AvgSamplesPerSuccess),
        PageOverview.Cell("Unreadable", "unreadable", Some(counts.UnreadableSessions)));

    /// <summary>Distributions as charts, with the figures of each below.</summary>
    public static MimeBundle Of(IEnumerable<Distribution> distributions)
    {
        Distribution[] all = [.. distributions.Take(50)];
        Table figures = Table.From(all);
        Html charts = Html.Join(all.Select(one => PageChart.Of(one.Name.Replace('_', ' '), all, one.Name)));
        Html card = Html.Of(
            $"<div class=\"charts\">{charts}</div><div class=\"scroll\">{new Html(TableHtml.Of(figures))}</div>");
        return MimeBundle.Html(CellStyle.Frame(card), figures.ToString());
    }

    public static MimeBundle Of(DistillationSummary summary) => Bundle(
        Html.Join([PageOverview.Strip(
            PageOverview.Cell("Traces written", "done", summary.Done),
            PageOverview.Cell("Were there", "already_done", summary.AlreadyDone),
            PageOverview.Cell("Failed", "failed", summary.Failed),
            PageOverview.Cell("Failed earlier", "failed_earlier",
                summary.FailedEarlier > 0 ? summary.FailedEarlier : null),
            PageOverview.Cell("Answer read", "parse_success", summary.ParseSuccess),
            PageOverview.Cell("Successes", "successes", summary.Successes),
            PageOverview.Cell("Not asked: solved", "not_asked", summary.NotAsked > 0 ? summary.NotAsked : null),
            PageOverview.Cell("Mean score", "mean_score", summary.MeanScore),
            PageOverview.Cell("Mean distance", "mean_distance_km", summary.MeanDistanceKm, "km"),
            PageOverview.Cell("Tool calls", "tool_calls", summary.ToolCalls),
            PageOverview.Cell("Tokens", "tokens", summary.Tokens),
            PageOverview.Cell("Time", "elapsed", summary.Elapsed.TotalSeconds, "s")),
            Reason(summary.CommonestFailure)]),
        summary);

    public static MimeBundle Of(CollectionRunSummary summary) => Bundle(
        Html.Join([PageOverview.Strip(
            PageOverview.Cell("Questions", "questions", summary.Questions),
            PageOverview.Cell("Answered", "answered", summary.Answered),
            PageOverview.Cell("Answered earlier", "answered_earlier", summary.AnsweredEarlier),
            PageOverview.Cell("Failed", "failed", summary.Failed),
            PageOverview.Cell("Failed earlier", "failed_earlier", Some(summary.FailedEarlier))),
            Reason(summary.CommonestFailure)]),
        summary);

    public static MimeBundle Of(QualityReport report)
    {
        Html strip = PageOverview.Strip(
            PageOverview.Cell("Sessions", "sessions", Some(report.Sessions)),
            PageOverview.Cell("Traces", "traces", Some(report.Traces)),
            PageOverview.Cell("Pictures", "images", Some(report.Images)),
            PageOverview.Cell("Rows of exports", "rows", Some(report.Rows)),
            PageOverview.Cell("Findings", "findings", report.Findings.Count),
            PageOverview.Cell("Problems", "problems", report.Problems));
        return Bundle(Html.Join([strip, FindingGroups.Of(report)]), report);
    }

    private static Html Reason(string? failure) => Html.If(failure is not null,
        () => Html.Of($"<p class=\"soft\" dir=\"auto\">Commonest reason of a failure: {failure}</p>"));

    private static double? Some(int count) => count > 0 ? count : null;

    private static MimeBundle Bundle(Html content, object value) =>
        MimeBundle.Html(CellStyle.Frame(content), value.ToString()!);
}
