using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What is wrong with a folder before anyone trains on it.</summary>
[TypeFormatterSource]
public sealed record QualityReport
{
    /// <summary>The path that was checked, as it was named.</summary>
    public required string Path { get; init; }

    /// <summary>Traces that were read, or tried.</summary>
    public required int Traces { get; init; }

    /// <summary>Sessions that were read, or tried.</summary>
    public required int Sessions { get; init; }

    /// <summary>Pictures that were looked at: files, and those inside of datasets.</summary>
    public required int Images { get; init; }

    /// <summary>Rows of exports and datasets that were read, or tried.</summary>
    public required int Rows { get; init; }

    /// <summary>What was found, by place, then turn, then check.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings that are more than information.</summary>
    public int Problems => Findings.Count(finding => finding.Severity > Severity.Information);

    /// <summary>
    /// Checks a collection of sessions, a folder of traces (as deep as they lie) or of pictures, an export (JSONL files
    /// with the pictures they name), or the pictures of a dataset of any kind: Parquet (a file, a glob, a folder), a
    /// <c>save_to_disk</c> folder, a zip, a manifest. Damaged files are findings. Reads with all cores; the same files
    /// give the same report.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="DatasetException">It is a file or a glob, and no dataset.</exception>
    public static QualityReport Check(string path, QualityOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using QualityRun run = new(path, options ?? new QualityOptions(), cancellationToken);
        if (Directory.Exists(path)) return run.Run();
        if (!File.Exists(path) && !ParquetSource.IsGlob(path))
        {
            throw new DirectoryNotFoundException(
                $"{path}: there is no such folder. Name a folder of sessions, traces, pictures or an export, or a "
                + "dataset.");
        }

        return run.RunDataset();
    }

    /// <summary>Checks the traces of a store and no other file: <c>QualityReport.Check(traces.Where("score &lt;
    /// 0.5"))</c>. Places are names of files.</summary>
    public static QualityReport Check(TraceStore store, QualityOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        using QualityRun run = new(store.Folder, options ?? new QualityOptions(), cancellationToken);
        return run.Run(store);
    }

    /// <summary>Checks the sessions of a store and their pictures, and no other file. The session's id is a
    /// part of each place.</summary>
    public static QualityReport Check(SessionStore store, QualityOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        using QualityRun run = new(store.Path, options ?? new QualityOptions(), cancellationToken);
        return run.Run(store);
    }

    /// <summary>Checks one trace as a folder's are checked.</summary>
    public static QualityReport Check(Trace trace, QualityOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        using QualityRun run = new(trace.Source ?? "", options ?? new QualityOptions(), cancellationToken);
        return run.Run(trace);
    }

    /// <summary>Checks one session and its pictures as a collection's are checked.</summary>
    public static QualityReport Check(CollectedSession session, QualityOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        using QualityRun run = new(session.Folder, options ?? new QualityOptions(), cancellationToken);
        return run.Run(session);
    }

    /// <summary>The findings as rows.</summary>
    public Table ToTable() => Table.From(Findings);

    /// <summary>The report as indented JSON, names in snake case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSettings.Pretty);

    /// <summary>The report for a terminal: how many of each kind, then each finding that is more than
    /// information.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        (string Thing, int Count)[] kinds =
            [("session", Sessions), ("trace", Traces), ("image", Images), ("row", Rows)];
        string[] seen =
            [.. kinds.Where(kind => kind.Count > 0).Select(kind => TerminalText.Count(kind.Count, kind.Thing))];
        text.Line(
            $"Checked {(seen.Length == 0 ? "nothing: no sessions, traces, pictures or exports are in it" : string.Join(", ", seen))}: {(Findings.Count == 0 ? "no findings" : TerminalText.Count(Findings.Count, "finding"))}");
        foreach (IGrouping<(Severity Severity, string Check), Finding> kind in
            Findings.GroupBy(finding => (finding.Severity, finding.Check)).OrderByDescending(kind => kind.Key.Severity)
                .ThenBy(kind => kind.Key.Check, StringComparer.Ordinal))
        {
            text.Line(
                $"  {kind.Count(),6:N0}  {kind.Key.Severity.ToString().ToLowerInvariant(),-11}  {TerminalText.Line(kind.Key.Check)}");
        }

        foreach (Finding finding in Findings.Where(finding => finding.Severity > Severity.Information))
            text.Append(finding).Append('\n');
        return text.ToString();
    }
}
