using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent pack</c>: the traces of a folder as few files.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        Argument<string> path = new("OUT") { Description = "A folder of traces, or of shards." };
        Option<string> output = new("--output", "-o") { Description = "Folder of the pack.", Required = true };
        Option<bool> partial = new("--partial")
        { Description = "Pack what there is although shards are not complete, and say which." };
        Option<bool> remove = new("--remove-packed")
        { Description = "Remove the files that were packed, after all of them were read back." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("pack",
            "Pack traces into few files that every command reads as it reads the folder.")
        {
            path, output, partial, remove, json,
        };
        command.SetWork((parsed, cancellationToken) =>
        {
            PackReport report = TracePack.Write(parsed.GetValue(path)!, parsed.GetValue(output)!,
                parsed.GetValue(partial), parsed.GetValue(remove), TimeProvider.System, cancellationToken);
            foreach (string left in report.LeftOut) CommandRunner.Say($"spagent: {left}: not packed.");
            if (report.Missing.Count > 0)
            {
                CommandRunner.Say(
                    $"spagent: the shards {string.Join(", ", report.Missing)} were not complete.");
            }

            if (parsed.GetValue(json)) CommandRunner.WriteJson(report);
            else Console.WriteLine(Text(report));
            return Task.FromResult(CommandRunner.Done);
        });
        return command;
    }

    private static string Text(PackReport report) =>
        $"{report.Traces} traces of {report.Rows} rows and {report.Files} other files packed into {report.Output}: "
        + $"{report.Bytes:N0} bytes in {report.PackedBytes:N0}, each read back and compared"
        + (report.Removed > 0 ? $"; {report.Removed} files removed" : "");
}
