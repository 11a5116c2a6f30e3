namespace SPAgent;

/// <summary>Rows of a dataset with all their traces: pairs of a better and a worse one, or the question alone.</summary>
internal sealed class RolloutSource(
    TraceStore traces, TraceSource single, ExportOptions options, TrainingFormat format) : IExportSource, IAsyncDisposable
{
    private readonly Lazy<Dictionary<string, IReadOnlyList<TraceName>>> _rows =
        new(() => traces.Rows().ToDictionary(row => row[0].File, StringComparer.Ordinal));

    public string Location => single.Location;

    public string Items => single.Items;

    public int Batch => 1;

    public IEnumerable<KeyValuePair<string, string>> Origin() => TraceOrigin.Of(traces);

    public IEnumerable<string> Names() => traces.Rows().Select(row => row[0].File);

    public async Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ExportItem item = new();
        IReadOnlyList<TraceName> files = _rows.Value[name];
        foreach (TraceName file in files)
        {
            ExportItem read = await single.ReadAsync(file.File, cancellationToken).ConfigureAwait(false);
            item.Filtered += read.Filtered;
            if (options.Task == TrainingTask.Grpo && read.Rows.Count > 0)
            {
                // Any of its traces asks the question of the row.
                item.Refusals.Clear();
                item.Rows.AddRange(read.Rows);
                return item;
            }

            item.Refusals.AddRange(read.Refusals);
            Take(item, read.Rows);
        }

        if (options.Task == TrainingTask.Grpo)
        {
            // One row, one reason.
            if (item.Refusals.Count > 1) item.Refusals.RemoveRange(1, item.Refusals.Count - 1);
            if (item.Refusals.Count > 0) item.Filtered = 0;
            else item.Filtered = Math.Min(item.Filtered, 1);
            return item;
        }

        Pair(item, files.Count);
        return item;
    }

    public ValueTask DisposeAsync() => single.DisposeAsync();

    // What the trainer would stumble over is no side of a pair.
    private void Take(ExportItem item, IReadOnlyList<TrainingRow> rows)
    {
        foreach (TrainingRow row in rows)
        {
            try
            {
                if (TaskRules.Check(format, row).FirstOrDefault() is { } problem) item.Refusals.Add(new(row.Id, problem.Turn, problem.Reason));
                else item.Rows.Add(row);
            }
            catch (InvalidDataException problem)
            {
                item.Refusals.Add(new(row.Id, null, problem.Message));
            }
        }
    }

    private void Pair(ExportItem item, int traces)
    {
        TrainingRow[] rows = [.. item.Rows];
        item.Rows.Clear();
        (IReadOnlyList<TrainingRow> pairs, string? why) = RowPairs.Of(rows, options, format.PairsShareTurns);
        item.Rows.AddRange(pairs);
        if (pairs.Count > 0) return;
        item.Unpaired = traces == 1 ? "one trace only"
            : rows.Length >= 2 ? why
            : item.Refusals.Count > 0 ? "fewer than two traces were not refused" : "the filters left fewer than two traces";
    }
}
