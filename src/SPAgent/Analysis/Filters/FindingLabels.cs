namespace SPAgent;

/// <summary>Marks what a check finds something of.</summary>
public static class FindingLabels
{
    /// <summary>
    /// Marks the traces of which a check finds something of a severity or more. What a person has kept or dropped
    /// already is left as it is.
    /// </summary>
    /// <param name="store">The traces.</param>
    /// <param name="least">The least severity.</param>
    /// <param name="change">What is marked; the names of the checks are the note where it sets none. Default null:
    /// dropped.</param>
    /// <param name="cancellationToken">Stops the check; nothing is marked then.</param>
    /// <returns>What is marked on each now.</returns>
    /// <exception cref="IOException">The disk is full, or the folder can't be written.</exception>
    public static IReadOnlyList<RecordLabel> LabelFindings(this TraceStore store, Severity least,
        LabelChange? change = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Set(store.Labels(), RecordFindings.Of(store, cancellationToken), least, change,
            [.. store.Names().Select(name => name.LabelId)]);
    }

    /// <summary>Marks the sessions of which, or of whose pictures, a check finds something of a severity or
    /// more.</summary>
    /// <inheritdoc cref="LabelFindings(TraceStore, Severity, LabelChange?, CancellationToken)"/>
    public static IReadOnlyList<RecordLabel> LabelFindings(this SessionStore store, Severity least,
        LabelChange? change = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Set(store.Labels(), RecordFindings.Of(store, cancellationToken), least, change,
            store.ListSessionIds());
    }

    private static IReadOnlyList<RecordLabel> Set(LabelStore labels,
        IReadOnlyDictionary<string, RecordFindings> found, Severity least, LabelChange? change,
        IReadOnlyList<string> ids)
    {
        LabelChange dropped = new() { Verdict = LabelVerdict.Drop };
        HashSet<string> decided = [.. labels.All().Where(label => label.Verdict != LabelVerdict.None)
            .Select(label => label.Id)];
        return labels.Set(ids.Where(id => !decided.Contains(id) && found.GetValueOrDefault(id)?.Worst >= least)
            .Select(id => (id, (change ?? dropped) with
            {
                Note = change?.Note ?? string.Join(", ", found[id].Checks(least)),
            })));
    }
}
