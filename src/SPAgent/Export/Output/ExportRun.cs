namespace SPAgent;

/// <summary>One export from its source to its output.</summary>
internal sealed class ExportRun(IExportSource source, TrainingFormat format, ExportOptions options, ExportStaging place)
    : IDisposable
{
    private readonly TrainValidationSplit _splits = new(options.ValidationShare, options.Seed);
    private readonly ExportImages _images = new(place, format, options);
    private readonly Dictionary<string, RowSink> _files = [];
    private readonly HashSet<UInt128> _seen = [];
    private readonly SortedSet<string> _models = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, TableField> _columns = [];
    private readonly List<ExportRefusal> _refused = [];
    private readonly SortedDictionary<string, int> _unpaired = new(StringComparer.Ordinal);
    private int _refusals, _filtered, _duplicates, _unproved, _mistakes, _dropped, _bettered;
    private ExportSizes _sizes = new(0, null, false);

    /// <exception cref="ArgumentException">The options ask for what the format can't do.</exception>
    /// <exception cref="IOException">The output can't be written, or something is there that no export
    /// made.</exception>
    public static async Task<ExportReport> ExecuteAsync(
        string output, TrainingFormat format, ExportOptions options, Func<ToolStyle, IExportSource> open,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(format);
        if (format == TrainingFormat.ImageFolder && options.Images == ImageHandling.Reference)
        {
            throw new ArgumentException(
                "An image folder holds its pictures: they can be copied or linked, not referenced.", nameof(options));
        }

        TaskOptions.Refuse(format, options);
        IExportSource source = open(format.StyleFor(options));
        using ExportStaging place = ExportStaging.Begin(output, format);
        using ExportRun run = new(source, format, options, place);
        try
        {
            return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (source is IAsyncDisposable held) await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (RowSink file in _files.Values) file.Dispose();
    }

    private async Task<ExportReport> ExecuteAsync(CancellationToken cancellationToken)
    {
        bool array = format.IsArray(place.Target);
        foreach (string split in _splits.Names) _files[split] = format.Open(place, split);
        RowRenderer renderer = new(format, options, _images, array);
        await foreach (RenderedBatch batch in OrderedReading.ReadAsync(source, renderer.Render, cancellationToken)
            .ConfigureAwait(false))
        {
            using (batch) Take(batch);
        }

        LeaveOutEmptySplits();
        ExportedSplit[] splits = [.. _files.Select(file => Finish(file.Key, file.Value))];
        List<ExportedFile> files = [.. splits.SelectMany(split => split.Files)];
        ExportReport report = Report(files);
        if (!report.Published) return report;
        files.AddRange(format.Companions([.. splits.Select(split => split.Name)], options.Task)
            .Select(companion => place.Write(companion.Key, companion.Value)));
        files.Add(place.Write(place.Card,
            DatasetCard.Card(format, source, options, _models, report, _sizes, splits, Columns)));
        place.Write(place.Manifest, DatasetCard.Manifest(source, options, _models, report, _images.Written));
        Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        place.Publish();
        return report;
    }

    private IReadOnlyList<TableField> Columns =>
        [.. _columns.Values.OrderBy(column => column.Type != TableType.Picture)];

    // A loader stops at a file without rows. The one of the output's own name is written all the same.
    private void LeaveOutEmptySplits()
    {
        if (_files.Values.All(rows => rows.Rows == 0)) return;
        string[] empty = [.. _files.Where(split => split.Value.Rows == 0).Select(split => split.Key)];
        foreach (string split in empty.Where(split => place.Final(place.DataFile(split)) != place.Target))
        {
            _files[split].Dispose();
            _files.Remove(split);
            string file = place.Staged(place.DataFile(split)), folder = Path.GetDirectoryName(file)!;
            if (!File.Exists(file)) continue;
            File.Delete(file);
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
    }

    private static ExportedSplit Finish(string split, RowSink rows)
    {
        IReadOnlyList<ExportedFile> files = rows.Finish();
        return new(split, rows.Rows, files);
    }

    private void Take(RenderedBatch batch)
    {
        _filtered += batch.Filtered;
        foreach (string reason in batch.Unpaired) _unpaired[reason] = _unpaired.GetValueOrDefault(reason) + 1;
        foreach (ExportRefusal refusal in batch.Refusals) Refuse(refusal);
        foreach (RenderedRow row in batch.Rows)
        {
            try
            {
                Take(row, batch.Text.Written.Span[row.Text]);
            }
            catch (Exception problem) when (problem is RowRefusedException or InvalidDataException)
            {
                Refuse(new(row.Id, (problem as RowRefusedException)?.Turn, problem.Message));
            }
        }
    }

    private void Take(RenderedRow row, ReadOnlySpan<byte> text)
    {
        if (options.Deduplicate && !_seen.Add(row.Fingerprint))
        {
            _duplicates++;
            return;
        }

        string split = _splits.Of(row);
        _images.Place(row, split);
        _files[split].Write(text, row);
        foreach (TableField column in row.Table) _columns.TryAdd(column.Name, column);
        if (row.Unproved) _unproved++;
        if (row.HasMistakes) _mistakes++;
        if (row.IsDropped) _dropped++;
        if (row.IsBettered) _bettered++;
        _sizes = new(Math.Max(_sizes.MostPixels, row.MostPixels), row.Tokens is { } tokens
            ? Math.Max(_sizes.MostTokens ?? 0, tokens) : _sizes.MostTokens, _sizes.HasTools || row.HasTools);
        if (row.Model is not null) _models.Add(row.Model);
    }

    private void Refuse(ExportRefusal refusal)
    {
        if (_refusals++ < ExportReport.MostRefusalsListed) _refused.Add(refusal);
    }

    private ExportReport Report(List<ExportedFile> files) => new()
    {
        Format = format.Name,
        Output = place.Target,
        Published = !options.Strict || _refusals == 0,
        Rows = _files.Values.Sum(file => file.Rows),
        ValidationRows = _files.TryGetValue(TrainValidationSplit.Validation, out RowSink? validation)
            ? validation.Rows : 0,
        Filtered = _filtered,
        Duplicates = _duplicates,
        Unproved = _unproved,
        WithFailedCalls = _mistakes,
        LabelledDrop = _dropped,
        BetterAnswers = _bettered,
        Images = _images.Written.Count,
        RefusedCount = _refusals,
        Refused = _refused,
        WithoutPair = options.Task == TrainingTask.Dpo ? _unpaired : null,
        Files = files,
        UnknownIds = UnknownIds(),
    };

    private string[]? UnknownIds()
    {
        string[] unknown = [.. (options.Ids ?? (IEnumerable<string>)[])
            .Where(id => options.IdsFound?.ContainsKey(id) == false).Order(StringComparer.Ordinal)];
        return unknown.Length > 0 ? unknown : null;
    }
}
