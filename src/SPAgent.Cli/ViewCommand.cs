using System.CommandLine;
using System.Text;

namespace SPAgent.Cli;

/// <summary><c>spagent view</c>: a trace, or a folder of them, as text.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        Argument<string> path = new("PATH") { Description = "A trace file, or a folder of traces." };
        Option<bool> batch = new("--batch") { Description = "Figures over the whole folder instead of one text per trace." };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Every turn, and responses in full." };
        Option<string?> html = new("--html") { Description = "Write a page for a browser to this file: overview, list, and each trace with its pictures." };
        Option<string?> dataset = new("--dataset") { Description = "Where the pictures of --html are; without it, the path that each trace names." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("view", "Look at a trace, a folder of traces, or the figures over a folder.") { path, batch, verbose, html, dataset, json };
        command.SetWork(async (parsed, cancellationToken) =>
        {
            string given = parsed.GetValue(path)!;
            if (parsed.GetValue(html) is { } page) return await WritePageAsync(given, page, parsed.GetValue(dataset), parsed.GetValue(json), cancellationToken);
            bool full = parsed.GetValue(verbose), asJson = parsed.GetValue(json);
            if (File.Exists(given)) return ShowOne(Trace.Load(given), full, asJson);
            TraceStore store = TraceStore.Open(given);
            return parsed.GetValue(batch) ? ShowFigures(store, asJson, cancellationToken) : ShowAll(store, full, asJson, cancellationToken);
        });
        return command;
    }

    private static async Task<int> WritePageAsync(string folder, string page, string? dataset, bool asJson, CancellationToken cancellationToken)
    {
        TraceStore store = TraceStore.Open(folder);
        QualityReport report = QualityReport.Check(folder, new QualityOptions { Images = false }, cancellationToken);
        TracePageOptions options = new() { Dataset = dataset is null ? null : ImageDataset.Open(dataset), Findings = report.Findings };
        IReadOnlyList<string> files = await TracePage.WriteAsync(store, page, options, cancellationToken);
        if (asJson) CommandRunner.WriteJson(new { page, files });
        else Console.WriteLine(files.Count == 1 ? $"Wrote {page}." : $"Wrote {page} and {files.Count - 1} pages beside it.");
        return CommandRunner.Done;
    }

    private static int ShowOne(Trace trace, bool full, bool asJson)
    {
        if (asJson) Console.Out.Write(Encoding.UTF8.GetString(trace.ToUtf8()));
        else Console.WriteLine(TraceText.Of(trace, full));
        return CommandRunner.Done;
    }

    private static int ShowFigures(TraceStore store, bool asJson, CancellationToken cancellationToken)
    {
        TraceStatistics figures = store.Statistics(cancellationToken);
        if (asJson) CommandRunner.WriteJson(figures);
        else Console.WriteLine(figures);
        return figures.Unreadable > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }

    // One JSON object for the machine: the traces are streamed into its array.
    private static int ShowAll(TraceStore store, bool full, bool asJson, CancellationToken cancellationToken)
    {
        int shown = 0, unreadable = 0;
        if (asJson) Console.Out.Write("{\"traces\":[");
        foreach (TraceReadResult result in store.TryRead())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (result.Trace is { } trace)
            {
                Console.Out.Write(asJson && shown++ > 0 ? "," : "");
                ShowOne(trace, full, asJson);
                if (!asJson) Console.WriteLine();
                continue;
            }

            unreadable++;
            CommandRunner.Say($"spagent: {result.Problem!.Message}");
        }

        if (asJson) Console.Out.WriteLine("]}");
        return unreadable > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }
}
