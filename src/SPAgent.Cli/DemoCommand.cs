using System.CommandLine;
using System.Diagnostics;

namespace SPAgent.Cli;

/// <summary><c>spagent demo</c>: the main job, end to end and offline, with a crash in the middle of it.</summary>
internal static class DemoCommand
{
    private const string Marker = ".spagent-demo";

    public static Command Create()
    {
        Option<string> output = new("--output")
        { Description = "Folder to work in.", DefaultValueFactory = _ => "spagent-demo" };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("demo", "Distil the sample dataset with the simulated teacher, be killed half-way, go "
            + "on, and replay every trace.") { output, json };
        command.SetWork(async (parsed, cancellationToken) =>
        {
            string folder = Prepare(parsed.GetValue(output)!), traces = Path.Combine(folder, "traces");
            Action<string> tell = parsed.GetValue(json) ? CommandRunner.Say : Console.WriteLine;
            ImageDataset streets = ImageDataset.Open(SampleDataset());
            tell($"1. {streets.Count} street scenes, a simulated teacher (no server, no key), "
                + "tools to zoom and rotate.");

            int survived = await BeKilledHalfwayAsync(streets, traces, cancellationToken);
            tell($"2. A first process was killed (SIGKILL) half-way: {survived} traces are whole, none is torn.");

            DistillationOptions options = new() { Samples = streets.Count, MaxWorkers = 8 };
            DistillationSummary summary = await new DistillationRun(ChatModels.Simulated(0, streets), streets, traces,
                options).ExecuteAsync(Progress.Bar(), cancellationToken);
            tell($"3. The same command again went on: {summary.AlreadyDone} traces were there, {summary.Done} "
                + $"written, {summary.Failed + summary.FailedEarlier} failed on purpose (failures.jsonl).");

            ReplayCount replay = await ReplayAsync(streets, traces, folder, cancellationToken);
            tell($"4. Replayed {replay.Traces} traces, {replay.Steps} pictures: {replay.Exact} "
                + $"exact, {replay.FailedCalls} failed calls, {replay.Other} mismatches.");
            tell("");
            tell(TraceStore.Open(traces).Statistics(cancellationToken).ToString());
            string page = Path.Combine(folder, "traces.html");
            await TracePage.WriteAsync(TraceStore.Open(traces), page, new TracePageOptions { Dataset = streets },
                cancellationToken);
            tell($"Open {page} in a browser: every conversation with its pictures.");
            tell($"The replayed pictures of {replay.Example} are in {Path.Combine(folder, "replayed")}.");
            if (parsed.GetValue(json))
                CommandRunner.WriteJson(new { output = folder, page, survived, summary, replay });
            return replay.Other > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
        });
        return command;
    }

    // Only a folder that an earlier demo made is emptied.
    private static string Prepare(string output)
    {
        string folder = Path.GetFullPath(output), marker = Path.Combine(folder, Marker);
        if (File.Exists(marker)) Directory.Delete(folder, recursive: true);
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ArgumentException(
                $"{folder} is there and is not an earlier demo's. Name another folder with --output.");
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(marker, "");
        return folder;
    }

    /// <summary>The streets lie beside the program; in a checkout they are the same files.</summary>
    private static string SampleDataset() => Path.Combine(AppContext.BaseDirectory, "data-samples", "streets");

    private static async Task<int> BeKilledHalfwayAsync(ImageDataset streets, string traces,
        CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        { RedirectStandardOutput = true, RedirectStandardError = true };
        ChildEnvironment.RemoveKeys(start.Environment);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(DemoCommand).Assembly.Location);
        foreach (string argument in
            (string[])["distill", "--dataset", streets.Path, "--output", traces, "--samples", $"{streets.Count}",
                "--workers", "8", "--model", "simulated", "--simulated-latency", "0.15"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            while (!child.HasExited && Finished(traces) < streets.Count / 2) await Task.Delay(5, cancellationToken);
        }
        finally
        {
            child.Kill();
        }

        await child.WaitForExitAsync(cancellationToken);
        return Finished(traces) is var count and > 0 ? count
            : throw new DemoException($"The first process wrote no trace: {await errors}");
    }

    private static int Finished(string traces) =>
        Directory.Exists(traces) ? TraceStore.Open(traces).Indices().Count : 0;

    private static async Task<ReplayCount> ReplayAsync(ImageDataset streets, string traces, string folder,
        CancellationToken cancellationToken)
    {
        string pictures = Path.Combine(folder, "replayed");
        Directory.CreateDirectory(pictures);
        ReplayCount count = new("", 0, 0, 0, 0, 0);
        int most = -1;
        foreach (Trace trace in TraceStore.Open(traces).Read())
        {
            List<ReplayStep> steps = [];
            await foreach (ReplayStep step in
                TraceReplay.RunAsync(trace, streets, cancellationToken: cancellationToken)) steps.Add(step);
            int exact = steps.Count(step => step.Verdict == ReplayVerdict.Exact),
                failed = steps.Count(step => step.Verdict == ReplayVerdict.FailedCall);
            count = count with
            {
                Traces = count.Traces + 1,
                Steps = count.Steps + steps.Count,
                Exact = count.Exact + exact,
                FailedCalls = count.FailedCalls + failed,
                Other = count.Other + steps.Count - exact - failed,
            };
            if (steps.Count <= most) continue;

            // The trace with the most pictures is the one to look at.
            most = steps.Count;
            count = count with { Example = TraceStore.Open(traces).PathOf(trace.SampleIndex) };
            foreach (string old in Directory.EnumerateFiles(pictures)) File.Delete(old);
            for (int i = 0; i < steps.Count; i++) steps[i].Image.Save(Path.Combine(pictures, $"step_{i:00}.png"));
        }

        return count;
    }

    private sealed record ReplayCount(string Example, int Traces, int Steps, int Exact, int FailedCalls, int Other);

    private sealed class DemoException(string message) : IOException(message);
}
