namespace SPAgent;

/// <summary>
/// Takes some traces or sessions of a folder: the result is a store like any other, so that statistics, tables, pages,
/// comparisons and exports are of those alone.
/// </summary>
public static class Filtering
{
    /// <summary>
    /// The traces that a filter takes. It is decided now: what comes to the folder later is not among them. A filter by
    /// labels reads no trace; one by findings or a condition reads each once or twice and keeps names alone. A trace
    /// that can't be read passes a condition, so that it is not lost without a word.
    /// </summary>
    /// <param name="store">The traces.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Stops between two stretches of traces.</param>
    /// <exception cref="ArgumentException">The condition names a column that there is not, or compares text with a
    /// number.</exception>
    public static TraceStore Where(
        this TraceStore store, RecordFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.IsEmpty) return store;
        TraceStore taken = store;
        // First, over all: which columns there are, and what they hold, must not depend on labels.
        if (filter.Condition is { } condition)
        {
            bool hasRollouts = store.Names().Any(name => name.Rollout > 1);
            taken = taken.Take(WhereRecords.Of(condition, () => store.InParallel(traces => traces.Select(result =>
                (TraceName.Parse(Path.GetFileName(result.Path))!.Value, result.Trace is { } trace
                    ? WhereRecords.Cells(TraceTableRows.Cells(trace, hasRollouts)) : null)).ToArray(),
                cancellationToken).SelectMany(stretch => stretch)));
        }

        if (filter.AsksForLabels)
        {
            IReadOnlyDictionary<string, RecordLabel> labels = ById(store.Labels());
            taken = taken.Take(taken.Names().Where(name => Passes(filter, labels, name.LabelId)));
        }

        if (filter.WithoutFindings is { } severity)
        {
            IReadOnlyDictionary<string, RecordFindings> found = RecordFindings.Of(taken, cancellationToken);
            taken = taken.Take(taken.Names()
                .Where(name => !(found.GetValueOrDefault(name.LabelId)?.Worst >= severity)));
        }

        return taken.Noted(filter);
    }

    /// <summary>The traces that a condition holds for: <c>traces.Where("distance@km &lt; 50")</c>.</summary>
    /// <param name="store">The traces.</param>
    /// <param name="condition">Over the columns of <c>ToTable()</c>; docs/filters.md has its grammar.</param>
    /// <param name="cancellationToken">Stops between two stretches of traces.</param>
    /// <exception cref="ArgumentException">It is no condition, names a column that there is not, or compares text with
    /// a number; the message marks the place.</exception>
    public static TraceStore Where(
        this TraceStore store, string condition, CancellationToken cancellationToken = default) =>
        store.Where(new RecordFilter { Where = condition }, cancellationToken);

    /// <summary>The sessions that a filter takes, decided now.</summary>
    /// <inheritdoc cref="Where(TraceStore, RecordFilter, CancellationToken)"/>
    public static SessionStore Where(
        this SessionStore store, RecordFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.IsEmpty) return store;
        SessionStore taken = store;
        if (filter.Condition is { } condition)
        {
            taken = taken.Take(WhereRecords.Of(condition, () => store.InParallel((name, session, _) => (name,
                session is null ? null : WhereRecords.Cells(SessionTableRows.Cells(session))), cancellationToken)));
        }

        if (filter.AsksForLabels)
        {
            IReadOnlyDictionary<string, RecordLabel> labels = ById(store.Labels());
            taken = taken.Take(taken.ListSessionIds().Where(name => Passes(filter, labels, name)));
        }

        if (filter.WithoutFindings is { } severity)
        {
            IReadOnlyDictionary<string, RecordFindings> found = RecordFindings.Of(taken, cancellationToken);
            taken = taken.Take(taken.ListSessionIds()
                .Where(name => !(found.GetValueOrDefault(name)?.Worst >= severity)));
        }

        return taken.Noted(filter);
    }

    /// <summary>The sessions that a condition holds for.</summary>
    /// <inheritdoc cref="Where(TraceStore, string, CancellationToken)"/>
    public static SessionStore Where(
        this SessionStore store, string condition, CancellationToken cancellationToken = default) =>
        store.Where(new RecordFilter { Where = condition }, cancellationToken);

    private static Dictionary<string, RecordLabel> ById(LabelStore labels) =>
        labels.All().ToDictionary(label => label.Id, StringComparer.Ordinal);

    private static bool Passes(RecordFilter filter, IReadOnlyDictionary<string, RecordLabel> labels, string id)
    {
        RecordLabel label = labels.GetValueOrDefault(id) ?? new RecordLabel { Id = id };
        return filter.Labels.All(test => LabelTest.Holds(test, label))
            && !filter.WithoutLabels.Any(test => LabelTest.Holds(test, label));
    }
}
