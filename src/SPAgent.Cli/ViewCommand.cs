using System.CommandLine;
using System.Text.Json;

namespace SPAgent.Cli;

/// <summary><c>spagent view</c>: a trace, or a folder of them, as text.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        Argument<string> path = new("PATH") { Description = "A trace file, or a folder of traces." };
        Option<bool> batch = new("--batch") { Description = "Figures over the whole folder instead of one text per trace." };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Every turn, and responses in full." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("view", "Look at a trace, a folder of traces, or the figures over a folder.") { path, batch, verbose, json };
        command.SetWork((parsed, cancellationToken) =>
        {
            string given = parsed.GetValue(path)!;
            bool full = parsed.GetValue(verbose), asJson = parsed.GetValue(json);
            if (File.Exists(given)) return Task.FromResult(ShowOne(Trace.Load(given), full, asJson));
            TraceStore store = TraceStore.Open(given);
            return Task.FromResult(parsed.GetValue(batch) ? ShowFigures(store, asJson, cancellationToken) : ShowAll(store, full, asJson, cancellationToken));
        });
        return command;
    }

    private static int ShowOne(Trace trace, bool full, bool asJson)
    {
        if (asJson) CommandRunner.WriteJson(JsonElement.Parse(trace.ToUtf8()));
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
