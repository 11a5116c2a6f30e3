using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent stats</c>: what a folder adds up to.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR") { Description = "A folder of traces." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("stats", "Sum up a folder: outcomes, distances, turns, tokens, tools, and each column of the dataset.") { path, json };
        command.SetWork((parsed, cancellationToken) =>
        {
            TraceStatistics figures = TraceStore.Open(parsed.GetValue(path)!).Statistics(cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(figures);
            else Console.Write(figures);
            return Task.FromResult(figures.Unreadable > 0 ? CommandRunner.FoundFailures : CommandRunner.Done);
        });
        return command;
    }
}
