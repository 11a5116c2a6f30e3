using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent unpack</c>: the files of a pack as they were.</summary>
internal static class UnpackCommand
{
    public static Command Create()
    {
        Argument<string> path = new("PACKED") { Description = "A pack, as spagent pack wrote it." };
        Option<string> output = new("--output", "-o") { Description = "Folder for the files.", Required = true };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("unpack", "Give the files of a pack back, byte for byte.") { path, output, json };
        command.SetWork((parsed, cancellationToken) =>
        {
            PackReport report = TracePack.Unpack(
                parsed.GetValue(path)!, parsed.GetValue(output)!, TimeProvider.System, cancellationToken);
            foreach (string lost in report.Lost) CommandRunner.Say($"spagent: lost: {lost}");
            if (parsed.GetValue(json)) CommandRunner.WriteJson(report);
            else
            {
                Console.WriteLine($"{report.Traces} traces of {report.Rows} rows and {report.Files} other files "
                    + $"written to {report.Output}{(report.Lost.Count > 0 ? $", {report.Lost.Count} lost" : "")}");
            }

            return Task.FromResult(report.Lost.Count > 0 ? CommandRunner.FoundFailures : CommandRunner.Done);
        });
        return command;
    }
}
