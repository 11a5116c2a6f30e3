using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent check</c>: what is wrong with a folder.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR")
        { Description = "Sessions, a folder of traces or of pictures, an export, or a dataset of any kind." };
        Option<bool> noImages = new("--no-images") { Description = "Do not decode pictures." };
        Option<bool> replay = new("--replay")
        { Description = "Replay each trace, and report pictures that are not what the model saw." };
        DatasetArguments dataset = new("The dataset for --replay; without it, the path that each trace names.");
        Option<bool> json = CommandRunner.JsonOption();
        RecordFilterArguments filters = new();
        Command command = new("check",
            "Look for what would harm training: broken files, poor pictures, duplicates, leaks, wrong scores.")
        {
            path, noImages, replay, json,
        };
        dataset.AddTo(command);
        filters.AddTo(command);
        command.SetWork((parsed, cancellationToken) =>
        {
            QualityOptions options = new()
            {
                Images = !parsed.GetValue(noImages),
                Replay = parsed.GetValue(replay),
                Dataset = dataset.Open(parsed),
            };
            QualityReport report =
                Check(parsed.GetValue(path)!, filters.IsGiven(parsed) ? filters.Of(parsed) : null, options,
                    cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(report);
            else Console.Write(report);
            return Task.FromResult(report.Problems > 0 ? CommandRunner.FoundFailures : CommandRunner.Done);
        });
        return command;
    }

    // With a filter, records alone are checked.
    private static QualityReport Check(
        string path, RecordFilter? filter, QualityOptions options, CancellationToken stop) =>
        filter is null ? QualityReport.Check(path, options, stop)
            : RunFolders.HoldsSessions(path)
                ? QualityReport.Check(SessionStore.Open(path).Where(filter, stop), options, stop)
            : QualityReport.Check(FolderKind.Traces(path).Where(filter, stop), options, stop);
}
