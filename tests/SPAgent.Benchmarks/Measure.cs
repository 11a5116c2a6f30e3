using System.Diagnostics;

namespace SPAgent.Benchmarks;

/// <summary>One timed run: wall time and the processor time of this process.</summary>
internal readonly record struct Measure(TimeSpan Wall, TimeSpan Cpu)
{
    /// <summary>Times <paramref name="work"/> after a collection of garbage, so that no run pays for the one
    /// before.</summary>
    public static Measure Of(Action work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        work();
        watch.Stop();
        process.Refresh();
        return new Measure(watch.Elapsed, process.TotalProcessorTime - cpu);
    }

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>"median (min-max)" in the given format.</summary>
    public static string Spread(IReadOnlyList<double> values, string format = "F0") =>
        $"{Median(values).ToString(format)} ({values.Min().ToString(format)}-{values.Max().ToString(format)})";
}
