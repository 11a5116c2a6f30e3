namespace SPAgent;

/// <summary>Writes collections and traces as training data.</summary>
/// <remarks>
/// The output appears whole under its name or not at all; an earlier export of that name is replaced. Beside the rows
/// go a card and a manifest with hashes. Order is that of ids, so the same input gives the same bytes. Memory does not
/// grow with the input.
/// </remarks>
public static class TrainingExport
{
    /// <summary>Writes each trace as a row: the whole conversation, its pictures brought back by replay.</summary>
    /// <param name="traces">The traces.</param>
    /// <param name="output">The file, or for some formats the folder, to write; see
    /// <see cref="TrainingFormat.IsFolder"/>.</param>
    /// <param name="format">The layout.</param>
    /// <param name="options">Filters and ways; null takes everything.</param>
    /// <param name="cancellationToken">Stops; the output is then as it was before.</param>
    /// <returns>What was written and, row by row, what was refused and why.</returns>
    /// <exception cref="ArgumentException">The options ask for what the format can't do.</exception>
    /// <exception cref="IOException">The output can't be written, or something is there that no export
    /// made.</exception>
    public static Task<ExportReport> ExportAsync(
        this TraceStore traces, string output, TrainingFormat format, ExportOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traces);
        ExportOptions chosen = (options ?? new()) with { IdsFound = new() };
        chosen.SuccessWhen?.Demand(traces);
        return ExportRun.ExecuteAsync(output, format, chosen, Source, cancellationToken);

        IExportSource Source(ToolStyle style)
        {
            TraceSource single = new(traces, chosen, style);
            return chosen.Task is TrainingTask.Dpo or TrainingTask.Grpo
                ? new RolloutSource(single, chosen, format) : single;
        }
    }

    /// <summary>Writes each sample of each session as a row.</summary>
    /// <inheritdoc cref="ExportAsync(TraceStore, string, TrainingFormat, ExportOptions?, CancellationToken)"/>
    public static Task<ExportReport> ExportAsync(
        this SessionStore sessions, string output, TrainingFormat format, ExportOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ExportOptions chosen = (options ?? new()) with { IdsFound = new() };
        if (chosen.Task is TrainingTask.Dpo or TrainingTask.Grpo)
        {
            throw new ArgumentException(
                $"Sessions hold one answer to a question and no truth, so they give no rows "
                + $"for {TaskOptions.Name(chosen.Task)}. "
                + "Export a folder of traces.", nameof(options));
        }

        if (RowChoice.IsAsked(chosen))
        {
            throw new ArgumentException(
                "Sessions are not answers to one row: PerRow, MinMargin and MaxSimilar (--best-of-row, --per-row, " +
                "--min-margin, --max-similar) are for traces.", nameof(options));
        }

        if (chosen.BoxUnits is not null || chosen.RequireProof || chosen.ToolStyle == ToolStyle.Native)
        {
            throw new ArgumentException(
                "Sessions keep calls in their texts, and no picture to replay: BoxUnits, RequireProof and a native "
                + "ToolStyle (--box-units, --require-proof, --tool-style native) are for traces.", nameof(options));
        }

        return ExportRun.ExecuteAsync(output, format, chosen, _ => new SessionSource(sessions, chosen),
            cancellationToken);
    }

    /// <summary>Writes each sample of each session that was saved so far as a row.</summary>
    /// <remarks>The collector may go on collecting.</remarks>
    /// <inheritdoc cref="ExportAsync(TraceStore, string, TrainingFormat, ExportOptions?, CancellationToken)"/>
    public static Task<ExportReport> ExportAsync(
        this DataCollector collector, string output, TrainingFormat format, ExportOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(collector);
        return collector.Sessions.ExportAsync(output, format, options, cancellationToken);
    }
}
