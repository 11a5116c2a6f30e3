namespace SPAgent.Cli;

/// <summary>One trace.</summary>
internal sealed class TraceView(Trace trace) : View
{
    public override int Show(bool full, bool asJson, CancellationToken cancellationToken)
    {
        Print(trace, full, asJson);
        return CommandRunner.Done;
    }

    public override int ShowFigures(bool asJson, CancellationToken cancellationToken) =>
        throw new ArgumentException("--batch sums up a folder. Give the folder of the trace.");

    public override Task<IReadOnlyList<string>> WritePageAsync(string page, ImageDataset? dataset,
        List<Finding> findings, CancellationToken cancellationToken) =>
        TracePage.WriteAsync(trace, page,
            new TracePageOptions
            {
                Dataset = dataset,
                Findings = Keep(findings, QualityReport.Check(trace, Quick, cancellationToken))
            }, cancellationToken);

    public static void Print(Trace trace, bool full, bool asJson)
    {
        if (asJson) Write(trace.ToUtf8());
        else Console.WriteLine(TraceText.Of(trace, full));
    }
}

/// <summary>A folder of traces.</summary>
internal sealed class TracesView(TraceStore store) : View
{
    public override int Show(bool full, bool asJson, CancellationToken cancellationToken) =>
        ShowAll("traces", store.TryRead().Select(result => (result.Trace, result.Problem?.Message)),
            trace => TraceView.Print(trace, full, asJson), asJson, cancellationToken);

    public override int ShowFigures(bool asJson, CancellationToken cancellationToken)
    {
        TraceStatistics figures = store.Statistics(cancellationToken);
        return Show(figures, figures.Unreadable, asJson);
    }

    public override Task<IReadOnlyList<string>> WritePageAsync(string page, ImageDataset? dataset,
        List<Finding> findings, CancellationToken cancellationToken) =>
        TracePage.WriteAsync(store, page,
            new TracePageOptions
            {
                Dataset = dataset,
                Findings = Keep(findings, QualityReport.Check(store, Quick, cancellationToken)),
                Progress = Progress(),
            },
                        cancellationToken);
}
