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
        Command command = new("check",
            "Look for what would harm training: broken files, poor pictures, duplicates, leaks, wrong scores.")
        {
            path, noImages, replay, dataset.Dataset, dataset.Split, dataset.Config, dataset.ImageColumn, json,
        };
        command.SetWork((parsed, cancellationToken) =>
        {
            QualityOptions options = new()
            {
                Images = !parsed.GetValue(noImages),
                Replay = parsed.GetValue(replay),
                Dataset = dataset.Open(parsed),
            };
            QualityReport report = QualityReport.Check(parsed.GetValue(path)!, options, cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(report);
            else Console.Write(report);
            return Task.FromResult(report.Problems > 0 ? CommandRunner.FoundFailures : CommandRunner.Done);
        });
        return command;
    }
}
