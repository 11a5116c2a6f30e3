using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent replay</c>: the pictures of a trace, or of a folder of them, with a verdict for each.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string> path = new("PATH") { Description = "A trace file, or a folder of traces." };
        DatasetArguments dataset = new("Where its image is; without it, the path that the trace names.");
        Option<string?> output = new("--output")
        {
            Description = "Folder to write the pictures to, as step_00.png and so on; for a folder of "
                + "traces in a folder for each."
        };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("replay", "Bring the pictures of traces back and compare them with what the model saw.")
        {
            path, output, json,
        };
        dataset.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            string given = parsed.GetValue(path)!;
            await using PythonCodeTool python = new();
            ReplayJob job = new()
            {
                Dataset = dataset.Open(parsed),
                Output = parsed.GetValue(output),
                Python = python,
            };
            bool asJson = parsed.GetValue(json);
            return Directory.Exists(given)
                ? await new FolderReplay(job, asJson).RunAsync(FolderKind.Traces(given), cancellationToken)
                : await OneAsync(job, Trace.Load(given), asJson, cancellationToken);
        });
        return command;
    }

    private static async Task<int> OneAsync(ReplayJob job, Trace trace, bool asJson,
        CancellationToken cancellationToken)
    {
        List<object> steps = [];
        bool mismatch = false;
        await foreach (ReplayStep step in job.RunAsync(trace, folder: null, cancellationToken))
        {
            mismatch |= step.Verdict == ReplayVerdict.Mismatch;
            steps.Add(ReplayJob.Facts(step));
            if (asJson) continue;
            Console.WriteLine($"turn {step.Turn,2}  {TerminalText.Line(step.Tool ?? "dataset image"),-20} "
                + $"{step.Image.Width,5} x {step.Image.Height,-5} {ReplayJob.Words(step.Verdict),-11} "
                + step.Sha256[..16]);
            if (step.Detail is not null) Console.WriteLine($"         {TerminalText.Line(step.Detail)}");
        }

        if (asJson) CommandRunner.WriteJson(new { steps });
        return mismatch ? CommandRunner.FoundFailures : CommandRunner.Done;
    }
}
