namespace SPAgent;

/// <summary>What a check finds of one trace or session.</summary>
/// <param name="Worst">The severity of the worst of it.</param>
/// <param name="Findings">All of it: the check's name and how much each matters.</param>
internal sealed record RecordFindings(Severity Worst, IReadOnlyList<(string Check, Severity Severity)> Findings)
{
    /// <summary>By label id; traces of which nothing is found are not among them.</summary>
    public static IReadOnlyDictionary<string, RecordFindings> Of(
        TraceStore store, CancellationToken cancellationToken) =>
        Grouped(QualityReport.Check(store, cancellationToken: cancellationToken),
            // A folder's own name, which a finding about all its traces has, may be a number.
            finding => TraceName.Parse(finding.Place)?.LabelId);

    /// <summary>By the session's id.</summary>
    public static IReadOnlyDictionary<string, RecordFindings> Of(
        SessionStore store, CancellationToken cancellationToken)
    {
        HashSet<string> ids = new(store.ListSessionIds(), StringComparer.Ordinal);
        return Grouped(QualityReport.Check(store, cancellationToken: cancellationToken),
            finding => finding.Place.Split('/').FirstOrDefault(ids.Contains));
    }

    /// <summary>Names of the checks that found something of a severity or more, each once.</summary>
    public IReadOnlyList<string> Checks(Severity least) =>
        [.. Findings.Where(one => one.Severity >= least).Select(one => one.Check).Distinct(StringComparer.Ordinal)];

    private static Dictionary<string, RecordFindings> Grouped(
        QualityReport report, Func<Finding, string?> id) => report.Findings
        .Select(finding => (Id: id(finding), Finding: finding)).Where(one => one.Id is not null)
        .GroupBy(one => one.Id!, one => one.Finding, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => new RecordFindings(group.Max(one => one.Severity),
            [.. group.Select(one => (one.Check, one.Severity))]), StringComparer.Ordinal);
}
