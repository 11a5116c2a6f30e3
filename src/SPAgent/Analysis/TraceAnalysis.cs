namespace SPAgent;

/// <summary>What a folder of traces adds up to, and its rows as tables.</summary>
public static class TraceAnalysis
{
    // Large enough to be worth a task, small enough that few traces wait for the one in front of them.
    private const int Stretch = 64;

    /// <summary>
    /// Reads the folder once, on all cores, and sums it up: the same files give the same figures to the last bit. A
    /// file that can't be read is counted as such. Memory holds some hundred bytes a trace, for the quantiles.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TraceStatistics Statistics(this TraceStore store, CancellationToken cancellationToken = default) =>
        store.Statistics(SuccessRule.Default, cancellationToken);

    /// <summary>The same with another rule of what a success is, on which pass@k rests.</summary>
    /// <param name="store">The traces.</param>
    /// <param name="success">The rule.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">The rule asks for a figure that the rewards have not.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TraceStatistics Statistics(
        this TraceStore store, SuccessRule success, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(success);
        success.Demand(store);
        TraceTally all = new(success);
        foreach (TraceTally stretch in store.InParallel(traces => Count(traces, success), cancellationToken))
        {
            all.Merge(stretch);
        }

        return all.Finish(RolloutSettings.Of(store.Folder));
    }

    /// <summary>Rows for tables and data frames. Columns of the dataset carry their own names, behind the
    /// trace's.</summary>
    /// <param name="store">The traces; files that can't be read have no row.</param>
    /// <param name="rows">What a row stands for. Default: a trace.</param>
    /// <param name="cancellationToken">Stops between two traces.</param>
    public static Table ToTable(this TraceStore store, TraceRows rows = TraceRows.Traces,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!Enum.IsDefined(rows))
            throw new ArgumentOutOfRangeException(nameof(rows), rows, "Traces, Turns or ToolCalls");
        TableBuilder table = new();
        TraceTableRows adder = new(table, rows, store.Names().Any(name => name.Rollout > 1));
        foreach (TraceReadResult result in store.TryRead())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (result.Trace is Trace trace) adder.Add(trace);
        }

        return table.Build();
    }

    /// <summary>Works on stretches of neighbouring traces on all cores; the results come in the order of the
    /// folder.</summary>
    internal static IEnumerable<T> InParallel<T>(this TraceStore store, Func<IEnumerable<TraceReadResult>, T> work,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<TraceName> names = store.Names();
        // For one stretch the parallel machinery costs more than it saves.
        if (names.Count <= Stretch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return names.Count == 0 ? [] : [work(names.Select(store.TryLoad))];
        }

        return names.Chunk(Stretch).AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(stretch => work(stretch.Select(store.TryLoad)));
    }

    private static TraceTally Count(IEnumerable<TraceReadResult> traces, SuccessRule success)
    {
        TraceTally tally = new(success);
        foreach (TraceReadResult result in traces)
        {
            int row = TraceName.Parse(Path.GetFileName(result.Path))!.Value.Row;
            if (result.Trace is Trace trace) tally.Add(trace, row);
            else tally.Add(result.Problem!);
        }

        return tally;
    }
}
