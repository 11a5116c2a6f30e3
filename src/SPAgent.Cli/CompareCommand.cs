using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent compare</c>: two runs row by row.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Argument<string> a = new("A") { Description = "A folder of traces." },
            b = new("B") { Description = "A folder of traces over the same rows, by another model or prompt." };
        Option<string?> html = PageOption.Create(
            "Write a page for a browser to this file, with the conversations side by side.");
        Option<string?> successWhen = SuccessArgument.Create("the metric success");
        Option<bool> json = CommandRunner.JsonOption();
        RecordFilterArguments filters = new();
        Command command = new("compare", "Compare two runs row by row: is B better than A, and how sure is that?")
        {
            a, b, html, successWhen, json,
        };
        filters.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            RecordFilter filter = filters.Of(parsed);
            TraceStore[] runs = [.. ((string[])[parsed.GetValue(a)!, parsed.GetValue(b)!]).Select(Open)];
            TraceComparison comparison = TraceComparison.Of(runs[0].Where(filter, cancellationToken),
                runs[1].Where(filter, cancellationToken), SuccessArgument.Of(parsed, successWhen), cancellationToken);
            if (comparison.UnreadableA > 0) Name(runs[0]);
            if (comparison.UnreadableB > 0) Name(runs[1]);
            bool asJson = parsed.GetValue(json);
            if (asJson) CommandRunner.WriteJson(comparison);
            else Console.Write(comparison);
            if (parsed.GetValue(html) is { } page)
            {
                await ComparisonPage.WriteAsync(comparison, page, cancellationToken);
                // With --json stdout is one object.
                if (asJson) CommandRunner.Say($"Wrote {page}.");
                else Console.WriteLine($"Wrote {page}.");
            }

            return comparison.UnreadableA + comparison.UnreadableB > 0 ? CommandRunner.FoundFailures
                : CommandRunner.Done;
        });
        return command;
    }

    private static void Name(TraceStore run)
    {
        foreach (TraceReadResult read in run.TryRead())
        {
            if (read.Problem is { } problem) CommandRunner.Say($"spagent: {problem.Message}");
        }
    }

    private static TraceStore Open(string folder) => RunFolders.HoldsSessions(folder)
        ? throw new ArgumentException(
            $"{folder}: it holds sessions; compare is for traces. Use spagent stats for the sums of sessions.")
        : FolderKind.Traces(folder);
}
