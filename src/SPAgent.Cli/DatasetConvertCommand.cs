using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent dataset convert</c>: the same rows and pictures in another form.</summary>
internal static class DatasetConvertCommand
{
    public static Command Create()
    {
        Argument<string> path = new("IN") { Description = DatasetArguments.Kinds };
        Argument<string> output = new("OUT")
        { Description = "Folder to write; an earlier conversion to the same form is replaced." };
        Option<string> form = new("--to")
        { Description = "parquet (as the Hub holds datasets) or imagefolder (metadata.jsonl).", Required = true };
        form.AcceptOnlyFromAmong(TrainingFormat.Parquet.Name, TrainingFormat.ImageFolder.Name);
        DatasetArguments rows = new();
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("convert", "Write a dataset as Parquet or as an image folder; without --split all of it.")
        {
            path, output, form, json,
        };
        rows.AddTo(command, named: false);
        command.SetWork((parsed, cancellationToken) =>
        {
            DatasetConversionReport report = DatasetConversion.Write(
                rows.OpenAll(parsed, parsed.GetValue(path)!), parsed.GetValue(output)!,
                TrainingFormat.ByName(parsed.GetValue(form)!), cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(report);
            else Console.WriteLine(report);
            return Task.FromResult(CommandRunner.Done);
        });
        return command;
    }
}
