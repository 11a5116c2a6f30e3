using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent label</c>: what people think of traces and sessions, beside the data.</summary>
internal static class LabelCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR") { Description = "A folder of traces, or a collection of sessions." };
        Argument<string[]> ids = new("ID")
        {
            Description = "Traces by 7, 7.r2 (a further answer) or trace_00007; or sessions by their ids.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        ChangeArguments changes = new();
        Option<string?> fromFindings = new("--from-findings")
        {
            Description = "Mark all of which check finds an error, a warning (or worse) or information (any); without "
                + "another mark they are dropped. The note names the checks. What is kept or dropped already stays."
        };
        Option<string?> merge = new("--merge")
        { Description = "Add the labels of a file: what a page's marks were downloaded as, or of a copy of DIR." };
        RecordFilterArguments filters = new();
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("label",
            "Mark traces and sessions: keep or drop, tags, notes, better answers. With DIR alone, list the labels.")
        {
            path, ids, fromFindings, merge, json,
        };
        changes.AddTo(command);
        filters.AddTo(command);
        command.SetWork((parsed, cancellationToken) =>
        {
            string[] named = parsed.GetValue(ids) ?? [];
            LabelChange change = changes.Of(parsed);
            bool marks = changes.IsGiven(parsed), asJson = parsed.GetValue(json), some = filters.IsGiven(parsed);
            LabelledFolder folder = LabelledFolder.Open(parsed.GetValue(path)!);
            if (parsed.GetValue(merge) is { } file)
            {
                if (named.Length > 0 || marks || some || parsed.GetValue(fromFindings) is not null)
                    throw new ArgumentException("--merge takes the labels of a file as they are: give nothing else.");
                Show(folder.Labels.Merge(file), asJson);
                return Task.FromResult(CommandRunner.Done);
            }

            if (named.Length > 0 && some)
                throw new ArgumentException("Give ids or filters, not both: filters say which are marked.");
            if (some) folder = folder.Where(filters.Of(parsed), cancellationToken);
            if (parsed.GetValue(fromFindings) is { } level)
            {
                if (named.Length > 0)
                    throw new ArgumentException("--from-findings says itself which are marked: give no ids.");
                Severity least = RecordFilterArguments.Level("--from-findings", level);
                Show("Marked", folder.LabelFindings(least, marks ? change : changes.Dropped(parsed), cancellationToken),
                    folder.Thing, asJson);
                return Task.FromResult(CommandRunner.Done);
            }

            if (named.Length == 0 && !marks)
            {
                HashSet<string> taken = [.. folder.Ids()];
                IReadOnlyList<RecordLabel> all = folder.Labels.All();
                Show("Labels of", some ? [.. all.Where(label => taken.Contains(label.Id))] : all, folder.Thing, asJson);
                return Task.FromResult(CommandRunner.Done);
            }

            if (!marks)
            {
                throw new ArgumentException("Say what to mark: --keep, --drop, --tag, --untag, --note, --answer or "
                    + "--clear.");
            }

            if (named.Length == 0 && !some)
                throw new ArgumentException("Say which to mark: give ids, a filter such as --where, or --from-findings.");
            Show("Marked", folder.Labels.Set(named.Length > 0 ? named : folder.Ids(), change), folder.Thing, asJson);
            return Task.FromResult(CommandRunner.Done);
        });
        return command;
    }

    private static void Show(LabelMerge merge, bool asJson)
    {
        if (asJson) CommandRunner.WriteJson(merge);
        else Console.Write(merge);
    }

    private static void Show(string verb, IReadOnlyList<RecordLabel> labels, string thing, bool asJson)
    {
        if (asJson)
        {
            CommandRunner.WriteJson(new { labels });
            return;
        }

        Console.WriteLine($"{verb} {labels.Count:N0} {thing}{(labels.Count == 1 ? "" : "s")}.");
        foreach (RecordLabel label in labels) Console.WriteLine(label);
    }
}
