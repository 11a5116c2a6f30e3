using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent view</c>: traces or sessions as text, or as a page for a browser.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        Argument<string> path = new("PATH")
        {
            Description = "A trace file, a folder of traces, a collection of sessions, or "
                + "the folder of one session."
        };
        Option<bool> batch = new("--batch")
        { Description = "Figures over the whole folder instead of one text for each." };
        Option<bool> verbose = new("--verbose", "-v")
        { Description = "Every turn, and prompts and responses in full." };
        Option<string?> html = PageOption.Create("Write a page for a browser to this file: overview, list, and each "
            + "trace or session with its pictures.");
        DatasetArguments dataset =
            new("Where the pictures of traces are for --html; without it, the path that each trace names.");
        Option<int?> worst = new("--worst")
        { Description = "Of a folder of traces the N with the lowest score, the lowest first; from 1 to 1000." };
        Option<bool> json = CommandRunner.JsonOption();
        RecordFilterArguments filters = new();
        Command command = new("view", "Look at a trace, a session, a folder of them, or the figures over a folder.")
        {
            path, worst, batch, verbose, html, json,
        };
        dataset.AddTo(command);
        filters.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            string given = parsed.GetValue(path)!;
            RecordFilter filter = filters.Of(parsed);
            string? session = RunFolders.SessionFolder(given);
            if ((session is not null || File.Exists(given)) && filters.IsGiven(parsed))
                throw new ArgumentException($"{given}: it is one record, and filters are for folders. Give its folder.");
            View view = session is not null ? new SessionView(CollectedSession.Load(session))
                : File.Exists(given) ? new TraceView(Trace.Load(given))
                : RunFolders.HoldsSessions(given)
                    ? new CollectionView(SessionStore.Open(given).Where(filter, cancellationToken))
                : new TracesView(FolderKind.Traces(given).Where(filter, cancellationToken), parsed.GetValue(worst));
            if (parsed.GetValue(worst) is { } most && (most is < 1 or > 1000 || view is not TracesView
                || parsed.GetValue(html) is not null || parsed.GetValue(batch)))
            {
                throw new ArgumentException("--worst N is from 1 to 1000, for the text or --json of a folder of traces. "
                    + "A page is sorted where it is read: Worst first.");
            }

            bool asJson = parsed.GetValue(json);
            if (parsed.GetValue(html) is { } page)
                return await WritePageAsync(view, page, dataset.Open(parsed), asJson, cancellationToken);
            return parsed.GetValue(batch) ? view.ShowFigures(asJson, cancellationToken)
                : view.Show(parsed.GetValue(verbose), asJson, cancellationToken);
        });
        return command;
    }

    private static async Task<int> WritePageAsync(
        View view, string page, ImageDataset? dataset, bool asJson, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        IReadOnlyList<string> files = await view.WritePageAsync(page, dataset, findings, cancellationToken);
        if (asJson) CommandRunner.WriteJson(new { page, files });
        else
            Console.WriteLine(files.Count == 1 ? $"Wrote {page}."
                : $"Wrote {page} and {files.Count - 1} files beside it.");
        Finding[] unreadable = [.. findings.Where(finding => finding.Check == "unreadable")];
        foreach (Finding finding in unreadable) CommandRunner.Say($"spagent: {finding.Place}: {finding.What}");
        return unreadable.Length > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }
}
