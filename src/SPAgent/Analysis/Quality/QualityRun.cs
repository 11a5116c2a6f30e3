namespace SPAgent;

/// <summary>One check of a folder: finds what is in it and hands it to the checks.</summary>
internal sealed class QualityRun(string root, QualityOptions options, CancellationToken cancellationToken)
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, MaxRecursionDepth = 12 };

    private const string SessionFile = "session_metadata.json";

    private readonly QualityCheck[] _checks =
    [
        new NoTurnsCheck(), new NoAnswerCheck(), new ShortAnswerCheck(options.ShortAnswerCharacters), new LeakedAnswerCheck(), new RefusalCheck(),
        new TruncatedResponseCheck(), new RepeatedTurnCheck(), new ToolErrorsCheck(), new PlaceholderCheck(), new SecretsCheck(),
        new RewardChangedCheck(), new CoordinatesCheck(), new CropCheck(), new IdenticalObservationCheck(), .. options.Checks,
    ];

    public QualityReport Run()
    {
        List<Finding> findings = [];
        int traces = 0, sessions = 0;
        foreach (string folder in ((string[])[root, .. Directory.EnumerateDirectories(root, "*", Everywhere)]).Order(StringComparer.Ordinal))
        {
            // A session's own folders hold no traces, and there may be very many of them.
            if (IsSession(folder) || IsSession(Path.GetDirectoryName(Path.GetFullPath(folder))!)) continue;
            traces += Traces(folder, findings);
            if (HoldsSessions(folder)) sessions += Sessions(folder, findings);
        }

        string[] files = [.. Directory.EnumerateFiles(root, "*", Everywhere).Where(IsVisible).Order(StringComparer.Ordinal)];
        ExportRows rows = new(root, findings);
        foreach (string file in files.Where(ExportRows.Accepts)) rows.Read(file, cancellationToken);
        string[] pictures = [.. files.Where(ImageFiles.IsPicture)];
        if (options.Images) findings.AddRange(new ImageFiles(root, options).Check(pictures, cancellationToken));
        return new QualityReport
        {
            Path = root,
            Traces = traces,
            Sessions = sessions,
            Images = pictures.Length,
            Rows = rows.Count,
            Findings = [.. findings.OrderBy(finding => finding.Place, StringComparer.Ordinal).ThenBy(finding => finding.Turn ?? 0).ThenBy(finding => finding.Check, StringComparer.Ordinal)],
        };
    }

    private int Sessions(string folder, List<Finding> findings)
    {
        int count = 0;
        SessionFindings judge = new(Prefix(folder), options);
        foreach ((string name, CollectedSession? session, string? problem) in SessionStore.Open(folder).InParallel(cancellationToken))
        {
            count++;
            findings.AddRange(judge.Of(name, session, problem));
        }

        return count;
    }

    private static bool IsSession(string folder) => File.Exists(Path.Combine(folder, SessionFile));

    // Either by name, as a collector makes it, or by what is in it.
    private static bool HoldsSessions(string folder) => Directory.EnumerateDirectories(folder).Any(IsSession);

    private string Prefix(string folder) => Path.GetRelativePath(root, folder) is var relative && relative == "." ? "" : relative.Replace('\\', '/') + "/";

    private int Traces(string folder, List<Finding> findings)
    {
        TraceStore store = TraceStore.Open(folder);
        int count = 0;
        string prefix = Prefix(folder);
        Dictionary<string, string> asked = new(StringComparer.Ordinal);
        foreach (IReadOnlyList<Checked> stretch in store.InParallel(Check, cancellationToken))
        {
            foreach (Checked trace in stretch)
            {
                count++;
                findings.AddRange(trace.Findings.Select(finding => finding with { Place = prefix + finding.Place }));
                if (trace.Asked is null || asked.TryAdd(trace.Asked, trace.Name)) continue;
                findings.Add(new Finding
                {
                    Check = "duplicate_question",
                    Severity = Severity.Warning,
                    Place = prefix + trace.Name,
                    What = $"It asks the same about the same picture as {asked[trace.Asked]}.",
                    Remedy = "Keep one of them.",
                    Evidence = [prefix + asked[trace.Asked]],
                });
            }
        }

        return count;
    }

    private sealed record Checked(string Name, string? Asked, IReadOnlyList<Finding> Findings);

    private List<Checked> Check(IEnumerable<TraceReadResult> traces) => [.. traces.Select(result =>
    {
        string name = Path.GetFileName(result.Path);
        if (result.Trace is not Trace trace) return new Checked(name, null, [Broken(name, "unreadable", result.Problem!.Message)]);
        List<Finding> found = [.. _checks.SelectMany(check => Guarded(check, trace, name))];
        if (options.Replay) found.AddRange(ReplayFindings.Of(trace, name, options.Dataset, cancellationToken));
        return new Checked(name, trace.ImageSha256 is { } image ? $"{image} {trace.InitialPrompt?.User}" : null, found);
    })];

    // A check that throws is a finding about the check; the others go on.
    private static List<Finding> Guarded(QualityCheck check, Trace trace, string name)
    {
        try
        {
            return [.. check.Check(trace)];
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            return [Broken(name, check.Name, $"The check failed on it: {failed.GetType().Name}: {failed.Message}")];
        }
    }

    private static Finding Broken(string name, string check, string what) =>
        new() { Check = check, Severity = Severity.Error, Place = name, What = what, Remedy = check == "unreadable" ? "" : "Mend the check." };

    private bool IsVisible(string file) => !Path.GetRelativePath(root, file).Split('/', '\\').Any(part => part.StartsWith('.'));
}
