using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent stats</c>: what a folder adds up to.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR") { Description = "A collection of sessions, or a folder of traces." };
        Option<bool> json = CommandRunner.JsonOption();
        RecordFilterArguments filters = new();
        Option<string?> successWhen = SuccessArgument.Create("pass@k");
        Command command = new(
            "stats", "Sum up a folder: outcomes, pass@k, distances, turns, tokens, tools, each column of the dataset.")
        {
            path, successWhen, json,
        };
        filters.AddTo(command);
        command.SetWork((parsed, cancellationToken) =>
        {
            string folder = parsed.GetValue(path)!;
            bool asJson = parsed.GetValue(json);
            SuccessRule? success = SuccessArgument.Of(parsed, successWhen);
            if (success is not null && RunFolders.HoldsSessions(folder))
            {
                throw new ArgumentException($"--success-when is for traces; {folder} holds sessions.");
            }

            RecordFilter filter = filters.Of(parsed);
            if (RunFolders.HoldsSessions(folder))
            {
                SessionStatistics sessions =
                    SessionStore.Open(folder).Where(filter, cancellationToken).Statistics(cancellationToken);
                return Task.FromResult(View.Show(sessions, sessions.Unreadable, asJson));
            }

            TraceStatistics traces = FolderKind.Traces(folder).Where(filter, cancellationToken)
                .Statistics(success ?? SuccessRule.Default, cancellationToken);
            return Task.FromResult(View.Show(traces, traces.Unreadable, asJson));
        });
        return command;
    }
}
