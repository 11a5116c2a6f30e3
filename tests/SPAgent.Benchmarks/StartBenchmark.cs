using System.Diagnostics;
using System.Globalization;

namespace SPAgent.Benchmarks;

/// <summary>
/// What the command costs before it does anything: <c>spagent --version</c>, <c>spagent stats</c> of 30 traces,
/// processor time of the process. Options: --tool (default: the program as it was built; name the installed one to
/// measure what eng/install.sh compiles), --runs (default 15).
/// </summary>
internal static class StartBenchmark
{
    public static int Run(string[] args)
    {
        BenchmarkOptions options = new(args);
        string tool = options.Text("--tool", Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli"));
        int runs = options.Number("--runs", 15);
        string folder = Directory.CreateTempSubdirectory("spagent-start-").FullName;
        try
        {
            TraceStore store = TraceStore.Open(folder);
            for (int i = 0; i < 30; i++) File.WriteAllBytes(store.PathOf(i), AnalysisBenchmark.Made(i).ToUtf8());
            Console.WriteLine($"{runs} runs in turns; CPU ms, median (min-max)");
            List<double> version = [], stats = [];
            // The first turn warms the caches of the system.
            for (int run = 0; run <= runs; run++)
            {
                (double one, double other) = (Start(tool, "--version"), Start(tool, "stats", folder));
                if (run == 0) continue;
                version.Add(one);
                stats.Add(other);
            }

            Console.WriteLine($"--version: {Measure.Spread(version)}");
            Console.WriteLine($"stats of 30 traces: {Measure.Spread(stats)}");
            Figures.AtMost("`spagent --version`, CPU", Measure.Median(version), "ms", 60);
            Figures.AtMost("`spagent stats` of 30 traces, CPU", Measure.Median(stats), "ms", 150);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The shell tells the processor time of its children, which is gone with a process that has ended.
    private static double Start(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new("bash", ["-c", "\"$@\" >/dev/null && times", "bash", tool, .. arguments])
        { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string[] times = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{tool} ended with {process.ExitCode}.");
        return times[1].Split(' ').Sum(part => 1000 * double.Parse(part[(part.IndexOf('m') + 1)..^1],
            CultureInfo.InvariantCulture));
    }
}
