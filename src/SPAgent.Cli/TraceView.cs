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
/// <param name="store">The traces.</param>
/// <param name="worst">How many of the lowest scores are shown, the lowest first; null for all, by row.</param>
internal sealed class TracesView(TraceStore store, int? worst = null) : View
{
    public override int Show(bool full, bool asJson, CancellationToken cancellationToken)
    {
        IEnumerable<(Trace? Trace, string? Problem)> items =
            store.TryRead().Select(result => (result.Trace, result.Problem?.Message));
        return ShowAll("traces", worst is { } most ? Worst(items, most) : items,
            trace => TraceView.Print(trace, full, asJson), asJson, cancellationToken);
    }

    // No more than these are in memory; what can't be read is told first, and what has no score is none of them.
    private static IEnumerable<(Trace? Trace, string? Problem)> Worst(
        IEnumerable<(Trace? Trace, string? Problem)> items, int most)
    {
        PriorityQueue<Trace, (double Score, int Row, int Rollout)> kept = new();
        foreach ((Trace? trace, string? problem) in items)
        {
            if (trace is null) yield return (null, problem);
            if (trace?.Reward?.Score is not { } score || !double.IsFinite(score)) continue;
            kept.Enqueue(trace, (-score, -trace.SampleIndex, -trace.Rollout));
            if (kept.Count > most) kept.Dequeue();
        }

        foreach ((Trace trace, _) in kept.UnorderedItems.OrderByDescending(item => item.Priority))
            yield return (trace, null);
    }

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
