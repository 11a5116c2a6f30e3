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
            return Task.FromResult(RunFolders.HoldsSessions(folder)
                ? Show(SessionStore.Open(folder).Where(filter, cancellationToken).Statistics(cancellationToken),
                    figures => figures.Unreadable, asJson)
                : Show(FolderKind.Traces(folder).Where(filter, cancellationToken)
                    .Statistics(success ?? SuccessRule.Default, cancellationToken),
                    figures => figures.Unreadable, asJson));
        });
        return command;
    }

    private static int Show<T>(T figures, Func<T, int> unreadable, bool asJson) where T : notnull
    {
        if (asJson) CommandRunner.WriteJson(figures);
        else Console.Write(figures);
        return unreadable(figures) > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }
}
