using System.IO.Enumeration;

namespace SPAgent;

/// <summary>One check of a folder: finds what is in it and hands it to the checks.</summary>
internal sealed class QualityRun(string root, QualityOptions options, CancellationToken cancellationToken) : IDisposable
{
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
        MaxRecursionDepth = 12
    };

    private readonly QualityChecks _checks = new(options);

    // One sandbox for all traces: to start one takes longer than to replay a trace.
    private readonly SandboxedPython _python = new();

    public QualityReport Run()
    {
        List<Finding> findings = [];
        List<string> collections = [];
        int traces = 0, sessions = 0;
        foreach (string folder in ((string[])[root, .. Visible(folders: true)]).Order(StringComparer.Ordinal))
        {
            // Shards were looked at as a whole.
            if (collections.Exists(part => folder.StartsWith(part, StringComparison.Ordinal))) continue;
            // A session's own folders hold no traces, and there may be very many of them.
            if (IsSession(folder) || IsSession(Path.GetDirectoryName(Path.GetFullPath(folder))!)) continue;
            try
            {
                // What can't be looked at as a whole is looked at shard by shard.
                TraceStore store = TraceStore.Reading(folder);
                bool sharded = ShardFolders.Any(folder);
                if (sharded) collections.AddRange([Path.Combine(folder, "shard-"), Path.Combine(folder, "sessions")]);
                traces += Traces(store, Prefix(folder), findings);
                if (sharded ? RunFolders.HoldsSessions(folder) : HoldsSessions(folder))
                    sessions += Sessions(SessionStore.Open(folder), Prefix(folder), findings);
            }
            catch (Exception closed) when (folder != root
                && closed is UnauthorizedAccessException or IOException or InvalidDataException)
            {
                NoteClosed(folder, closed, findings);
            }
        }

        string[] files = [.. Visible(folders: false).Order(StringComparer.Ordinal)];
        ExportRows rows = new(root, findings);
        foreach (string file in files.Where(
            file => ExportRows.Accepts(file) && !LabelLines.Accepts(file) && !RunFolders.IsLog(file)))
            rows.Read(file, cancellationToken);
        foreach (string file in files.Where(LabelLines.Accepts)) findings.AddRange(LabelLines.Check(root, file));
        foreach (string file in files.Where(ExportManifest.Accepts))
            findings.AddRange(new ExportManifest(root, file).Check(cancellationToken));
        string[] pictures = [.. files.Where(ImageFiles.IsPicture)];
        int rowsOfDataset = 0, picturesOfDataset = 0;
        if (options.Images)
        {
            findings.AddRange(files.Where(file => !ImageFiles.IsPicture(file) && ImageFolderFiles.IsImage(file))
                .Select(Skipped));
            findings.AddRange(new ImageFiles(root, options).Check(pictures, cancellationToken));
            if (DatasetPictures.Accepts(root, files))
                (rowsOfDataset, picturesOfDataset) = Dataset(files.Any(ExportManifest.Accepts), findings);
        }

        return Report(findings, traces, sessions, pictures.Length + picturesOfDataset, rows.Count + rowsOfDataset);
    }

    /// <summary>Checks the pictures of a dataset that is a file or a pattern of names.</summary>
    public QualityReport RunDataset()
    {
        List<Finding> findings = [];
        (int rows, int images) = Dataset(isExport: false, findings);
        return Report(findings, traces: 0, sessions: 0, images, rows);
    }

    // Several rows of an export may show the same picture; a dataset shows it once.
    private (int Rows, int Pictures) Dataset(bool isExport, List<Finding> findings)
    {
        DatasetPictures pictures = new(root, findings);
        if (options.Images)
        {
            Finding[] found = [.. new ImageFiles(root, options).Check(pictures.Read(), isExport, cancellationToken)];
            findings.AddRange(found);
        }

        return (pictures.Rows, pictures.Count);
    }

    public QualityReport Run(Trace trace)
    {
        string name = QualityCheck.PlaceOf(trace);
        return Report(Findings(trace, name), traces: 1, sessions: 0, images: 0, rows: 0);
    }

    public QualityReport Run(CollectedSession session)
    {
        List<Finding> findings = _checks.Of(session);
        string[] pictures = PicturesOf(session.Folder);
        if (options.Images)
            findings.AddRange(new ImageFiles(session.Folder, options).Check(pictures, cancellationToken)
                .Select(finding => finding with { Place = $"{QualityCheck.PlaceOf(session)}/{finding.Place}" }));
        return Report(findings, traces: 0, sessions: 1, pictures.Length, rows: 0);
    }

    private QualityReport Report(List<Finding> findings, int traces, int sessions, int images, int rows) => new()
    {
        Path = root,
        Traces = traces,
        Sessions = sessions,
        Images = images,
        Rows = rows,
        Findings = [.. findings.OrderBy(finding => finding.Place, StringComparer.Ordinal)
            .ThenBy(finding => finding.Turn ?? 0).ThenBy(finding => finding.Check, StringComparer.Ordinal)],
    };

    /// <summary>Checks the traces of a store and no other file; places are names of files.</summary>
    public QualityReport Run(TraceStore store)
    {
        List<Finding> findings = [];
        int traces = Traces(store, "", findings);
        return Report(findings, traces, sessions: 0, images: 0, rows: 0);
    }

    /// <summary>Checks the sessions of a store and their pictures; the session's id is a part of each place.</summary>
    public QualityReport Run(SessionStore store)
    {
        List<Finding> findings = [];
        int sessions = Sessions(store, "", findings);
        string[] pictures = options.Images
            ? [.. store.ListSessionIds().SelectMany(name => PicturesOf(store.FolderOf(name)))] : [];
        findings.AddRange(new ImageFiles(root, options).Check(pictures, cancellationToken));
        return Report(findings, traces: 0, sessions, pictures.Length, rows: 0);
    }

    private static string[] PicturesOf(string session)
    {
        string images = Path.Combine(session, SessionLayout.Images);
        return Directory.Exists(images)
            ? [.. Directory.GetFiles(images).Where(ImageFiles.IsPicture).Order(StringComparer.Ordinal)] : [];
    }

    private int Sessions(SessionStore store, string prefix, List<Finding> findings)
    {
        int count = 0;
        Dictionary<string, string> asked = new(StringComparer.Ordinal);
        foreach (Checked session in store.InParallel(Check, cancellationToken))
            Take(session, prefix, asked, findings, ref count);
        return count;
    }

    private Checked Check(string name, CollectedSession? session, string? problem) => session is null
        ? new Checked(name, null, [QualityChecks.Unreadable(name, problem ?? "It can't be read.")])
        // Collections of the Python original have no key: the same question about pictures of the same names is the
        // same.
        : new Checked(name, session.SourceKey ?? $"{session.Question}\n{string.Join('\n', session.OriginalImages)}",
            _checks.Of(session));

    private static bool IsSession(string folder) => File.Exists(Path.Combine(folder, SessionLayout.Metadata));

    // Either by name, as a collector makes it, or by what is in it.
    private static bool HoldsSessions(string folder) =>
        Directory.EnumerateDirectories(folder)
            .Any(inside => !Path.GetFileName(inside).StartsWith('.') && IsSession(inside));

    private string Prefix(string folder) =>
        Path.GetRelativePath(root, folder) is var relative && relative == "." ? "" : relative.Replace('\\', '/') + "/";

    private int Traces(TraceStore store, string prefix, List<Finding> findings)
    {
        BoxSpread spread = new(options.Dataset);
        int count = 0;
        Dictionary<string, string> asked = new(StringComparer.Ordinal);
        foreach (Checked trace in store.InParallel(Check, cancellationToken).SelectMany(stretch => stretch))
        {
            Take(trace, prefix, asked, findings, ref count);
            if (trace.Box is { } box) spread.Add(box);
        }

        if (spread.Find(prefix.Length > 0 ? prefix
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))) is { } units)
            findings.Add(units);
        return count;
    }

    private sealed record Checked(
        string Name, string? Asked, IReadOnlyList<Finding> Findings, FirstBox? Box = null);

    // Items come in order: a question is a duplicate of an earlier one.
    private static void Take(Checked item, string prefix, Dictionary<string, string> asked, List<Finding> findings,
        ref int count)
    {
        count++;
        findings.AddRange(item.Findings.Select(finding => finding with { Place = prefix + finding.Place }));
        if (item.Asked is not null && !asked.TryAdd(item.Asked, item.Name))
            findings.Add(QualityChecks.Duplicate(prefix + item.Name, prefix + asked[item.Asked]));
    }

    private List<Checked> Check(IEnumerable<TraceReadResult> traces) => [.. traces.Select(result =>
    {
        string name = Path.GetFileName(result.Path);
        if (result.Trace is not Trace trace)
            return new Checked(name, null, [QualityChecks.Unreadable(name, result.Problem!.What)]);
        // A further answer to the same question is none that was asked twice.
        string? asked = trace.ImageSha256 is { } image && trace.Rollout == 1 ? $"{image} {trace.InitialPrompt?.User}"
            : null;
        return new Checked(name, asked, Findings(trace, name), FirstBox.Of(trace));
    })];

    private List<Finding> Findings(Trace trace, string name)
    {
        List<Finding> found = _checks.Of(trace);
        if (!options.Replay) return found;
        // What a check found without the picture is not said twice.
        QualityOptions replayed = options with { Tools = [_python, .. options.Tools] };
        found.AddRange(ReplayFindings.Of(trace, name, replayed, cancellationToken)
            .Where(one => !found.Exists(other => other.Check == CropCall.Check
                && (other.Check, other.Turn) == (one.Check, one.Turn))));
        return found;
    }

    public void Dispose() => _python.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Finding Skipped(string file)
    {
        string place = Path.GetRelativePath(root, file).Replace('\\', '/');
        return new Finding
        {
            Check = "skipped_image",
            Severity = Severity.Warning,
            Place = place,
            Evidence = [place],
            What = $"Pictures named {Path.GetExtension(file)} are not checked: it was passed over.",
            Remedy = "Convert it to PNG, JPEG or WebP, or remove it.",
        };
    }

    // A session that can't be opened is no session to the eye, and may have been found among the others already.
    private void NoteClosed(string folder, Exception problem, List<Finding> findings)
    {
        // What another process took away meanwhile is not wrong with the rest.
        if (!Directory.Exists(folder)) return;
        string place = Prefix(folder).TrimEnd('/');
        if (!findings.Exists(finding => finding.Check == "unreadable" && finding.Place == place))
            findings.Add(QualityChecks.Unreadable(place, problem.Message));
    }

    // Dotted folders are of writers at work.
    private FileSystemEnumerable<string> Visible(bool folders) =>
        new(root, (ref entry) => entry.ToSpecifiedFullPath(), Everywhere)
        {
            ShouldIncludePredicate = (ref entry) => entry.IsDirectory == folders && entry.FileName[0] != '.',
            ShouldRecursePredicate = (ref entry) => entry.FileName[0] != '.',
        };
}
