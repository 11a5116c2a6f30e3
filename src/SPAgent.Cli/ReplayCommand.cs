using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent replay</c>: the pictures of a trace, with a verdict for each.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string> path = new("TRACE") { Description = "A trace file." };
        DatasetArguments dataset = new("Where its image is; without it, the path that the trace names.");
        Option<string?> output = new("--output") { Description = "Folder to write the pictures to, as step_00.png and so on." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("replay", "Bring the pictures of a trace back and compare them with what the model saw.") 
        {
            path, dataset.Dataset, dataset.Split, dataset.ImageColumn, output, json,
        };
        command.SetWork(async (parsed, cancellationToken) =>
        {
            Trace trace = Trace.Load(parsed.GetValue(path)!);
            ImageDataset? rows = dataset.Open(parsed);
            string? folder = parsed.GetValue(output);
            if (folder is not null) Directory.CreateDirectory(folder);

            List<object> steps = [];
            bool mismatch = false;
            await foreach (ReplayStep step in TraceReplay.RunAsync(trace, rows, cancellationToken: cancellationToken))
            {
                mismatch |= step.Verdict == ReplayVerdict.Mismatch;
                if (folder is not null) await File.WriteAllBytesAsync(Path.Combine(folder, $"step_{steps.Count:00}.png"), step.Image.EncodePng(), cancellationToken);
                steps.Add(new { step.Turn, step.Tool, step.Image.Width, step.Image.Height, step.Sha256, step.Verdict, step.Detail });
                if (parsed.GetValue(json)) continue;
                Console.WriteLine($"turn {step.Turn,2}  {step.Tool ?? "dataset image",-20} {step.Image.Width,5} x {step.Image.Height,-5} {Words(step.Verdict),-11} {step.Sha256[..16]}");
                if (step.Detail is not null) Console.WriteLine($"         {step.Detail}");
            }

            if (parsed.GetValue(json)) CommandRunner.WriteJson(new { steps });
            return mismatch ? CommandRunner.FoundFailures : CommandRunner.Done;
        });
        return command;
    }

    private static string Words(ReplayVerdict verdict) => verdict == ReplayVerdict.FailedCall ? "failed call" : verdict.ToString().ToLowerInvariant();
}
