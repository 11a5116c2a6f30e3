namespace SPAgent;

/// <summary>Traces by <c>7</c>, <c>7.r2</c> or <c>trace_00007</c>.</summary>
internal sealed class LabelledTraces(TraceStore store) : LabelledRecords
{
    public override Comparer<string> Order { get; } = Comparer<string>.Create((one, other) =>
        TraceName.Order.Compare(TraceName.ParseId(one) ?? default, TraceName.ParseId(other) ?? default));

    public override string? Spell(string id) => TraceName.ParseId(id)?.LabelId;

    public override bool Contains(string id) =>
        TraceName.ParseId(id) is { } name && store.Contains(name.Row, name.Rollout);

    public override string IdentityOf(string id) =>
        TraceName.ParseId(id) is { } name && store.TryLoad(name).Trace is { } trace
            ? RecordIdentity.Of(trace) : RecordIdentity.Unknown;

    protected override string Refusal(string id)
    {
        IReadOnlyList<TraceName> names = store.Names();
        string shown = TerminalText.Line(id.Length <= 60 ? id : id[..60] + "…");
        if (names.Count == 0) return $"{store.Folder}: there is no trace {shown}, nor any other.";
        if (TraceName.ParseId(id) is not { } wanted)
        {
            return $"{store.Folder}: \"{shown}\" is no id of a trace. Ids are 7, 7.r2 or trace_00007; here from "
                + $"{names[0].LabelId} to {names[^1].LabelId}.";
        }

        IEnumerable<TraceName> near = names.OrderBy(name => Math.Abs((long)name.Row - wanted.Row))
            .ThenBy(name => Math.Abs((long)name.Rollout - wanted.Rollout)).Take(MostNamed).Order(TraceName.Order);
        return $"{store.Folder}: there is no trace {wanted.LabelId}. The nearest are "
            + $"{string.Join(", ", near.Select(name => name.LabelId))}.";
    }
}
