using System.CommandLine;

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
        command.SetWork((parsed, _) =>
        {
            string given = parsed.GetValue(path)!;
            if (File.Exists(given)) return Task.FromResult(ShowOne(given, parsed.GetValue(verbose), parsed.GetValue(json)));
            TraceStore store = TraceStore.Open(given);
            return Task.FromResult(parsed.GetValue(batch) ? ShowBatch(store, parsed.GetValue(json)) : ShowAll(store, parsed.GetValue(verbose), parsed.GetValue(json)));
        });
        return command;
    }
}
