namespace SPAgent;

/// <summary>Rows of a dataset with all their traces: pairs of a better and a worse one, or the question
/// alone.</summary>
internal sealed class RolloutSource(TraceSource traces, ExportOptions options, TrainingFormat format)
    : IExportSource, IAsyncDisposable
{
    public string Location => traces.Location;

    public string Items => traces.Items;

    public IEnumerable<string> Filters => traces.Filters;

    public int Batch => 1;

    public IEnumerable<KeyValuePair<string, string>> Origin() => traces.Origin();

    public IEnumerable<string> Names() => traces.Names();

    public async Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ExportItem item = await traces.ReadAsync(name, cancellationToken).ConfigureAwait(false);
        if (options.Task == TrainingTask.Grpo) Ask(item);
        else Pair(item);
        return item;
    }

    public ValueTask DisposeAsync() => traces.DisposeAsync();

    // Any trace asks the question of its row: one row is written, refused for one reason, or filtered out.
    private static void Ask(ExportItem item)
    {
        if (item.Rows.Count > 0) item.Refusals.Clear();
        else if (item.Refusals.Count > 0) item.Refusals.RemoveRange(1, item.Refusals.Count - 1);

        item.Filtered = item.Rows.Count + item.Refusals.Count == 0 ? 1 : 0;
    }

    private void Pair(ExportItem item)
    {
        int traces = item.Rows.Count + item.Refusals.Count + item.Filtered;
        TrainingRow[] rows = [.. item.Rows.Where(row => Passes(row, item))];
        item.Rows.Clear();
        (IReadOnlyList<TrainingRow> pairs, string? why) = RowPairs.Of(rows, options, format.PairsShareTurns);
        item.Rows.AddRange(pairs);
        if (pairs.Count > 0) return;
        item.Unpaired = traces == 1 ? "one trace only"
            : rows.Length >= 2 ? why
            : item.Refusals.Count > 0 ? "fewer than two traces were not refused"
            : "the filters left fewer than two traces";
    }

    // What the trainer would stumble over is no side of a pair.
    private bool Passes(TrainingRow row, ExportItem item)
    {
        try
        {
            if (TaskRules.Check(format, row).FirstOrDefault() is not { } problem) return true;
            item.Refusals.Add(new(row.Id, problem.Turn, problem.Reason));
        }
        catch (InvalidDataException problem)
        {
            item.Refusals.Add(new(row.Id, null, problem.Message));
        }

        return false;
    }
}
