namespace SPAgent;

/// <summary>Holds rows against their format and spells them where they were read, on several threads at once.</summary>
internal sealed class RowRenderer(TrainingFormat format, ExportOptions options, ExportImages images, bool array)
{
    private readonly bool _needsFingerprint = options.Deduplicate || options.ValidationShare > 0;

    /// <summary>Adds an item that was read to a batch, and lets go of what it held.</summary>
    public void Render(ExportItem item, RenderedBatch batch)
    {
        using (item)
        {
            batch.Filtered += item.Filtered;
            if (item.Unpaired is { } reason) batch.Unpaired.Add(reason);
            batch.Refusals.AddRange(item.Refusals);
            using RowWriter writer = new(array);
            foreach (TrainingRow row in item.Rows) Add(batch, row, writer);
        }
    }

    private static long MostPixels(TrainingRow row) =>
        row.AllImages.Where(image => image.Bytes is not null || image.File is not null)
            .Select(image => image.Size() is { } size ? (long)size.Width * size.Height : 0).DefaultIfEmpty().Max();

    private void Add(RenderedBatch batch, TrainingRow row, RowWriter writer)
    {
        try
        {
            if (TaskRules.Check(format, row).FirstOrDefault() is { } problem)
                throw new RowRefusedException(problem.Turn, problem.Reason);
            (Range text, IReadOnlyList<EmbeddedImage> embedded) =
                writer.Write(batch.Text, format, row, images.Names(row));
            batch.Rows.Add(new()
            {
                Id = row.Id,
                Text = text,
                Embedded = embedded,
                Images = row.AllImages,
                Table = format.Table(row),
                Fingerprint = _needsFingerprint ? RowFingerprint.Of(row) : default,
                Model = row.Model,
                Unproved = row.Unproved,
                HasMistakes = row.Task != TrainingTask.Grpo && row.Messages.Any(message => message.IsMistake),
                IsDropped = row.IsDropped || row.Rejected is { IsDropped: true },
                IsBettered = row.IsBettered || row.Rejected is { IsBettered: true },
                HasTools = row.Tools is not null,
                Tokens = row.Tokens,
                MostPixels = format.Settings(new(0, null, false)) is null ? 0 : MostPixels(row),
            });
        }
        catch (Exception problem) when (problem is RowRefusedException or InvalidDataException)
        {
            batch.Refusals.Add(new(row.Id, (problem as RowRefusedException)?.Turn, problem.Message));
        }
    }
}
