using System.Text;

namespace SPAgent.Benchmarks;

/// <summary>
/// Sessions of 3 samples (prompt 4 KB, response 1 KB) with 3 distinct pictures of 100 KB, or none: the collector
/// against a bare loop that writes the same files from bytes made beforehand, in turns; then durable sessions, 1, 8 and
/// 64 at once; then statistics. Options: --sessions N (2000), --turns N (7), --fast DIR (unflushed runs; /dev/shm),
/// --disk DIR (durable runs; the temporary folder), --stored N (sessions to count; 20000).
/// </summary>
internal static class CollectionBenchmark
{
    // What the Python original does on the same work, on fresh ext4, one thread.
    private static readonly (double PerSecond, double CpuMs) s_originalBare = (1374, 0.713),
        s_originalPictures = (649, 1.478);

    public static int Run(string[] args)
    {
        var options = new BenchmarkOptions(args);
        int sessions = options.Number("--sessions", 2000), turns = options.Number("--turns", 7);
        string fast = options.Text("--fast", BenchmarkOptions.MemoryFolder);
        string disk = options.Text("--disk", Path.GetTempPath());
        using var work = new CollectionWork(fast, sessions);

        Console.WriteLine($"{sessions} sessions x 3 samples in {fast}, {turns} runs in turns, median (min-max)");
        Console.WriteLine($"{"",-34}{"sessions/s",22}{"CPU ms/session",22}{"of bare loop",14}{"of original",13}");
        Compare(work, pictures: true, turns, s_originalPictures);
        Compare(work, pictures: false, turns, s_originalBare);

        Console.WriteLine($"\ndurable, in {disk}, 3 pictures, {turns} runs each");
        foreach (int atOnce in (int[])[1, 8, 64])
            Durable(work, disk, Math.Min(sessions, Math.Max(100, atOnce * 10)), atOnce, turns);
        Statistics(work, fast, options.Number("--stored", 20_000));
        return 0;
    }

    private static void Compare(CollectionWork work, bool pictures, int turns,
        (double PerSecond, double CpuMs) original)
    {
        List<Measure> ours = [], bare = [];
        // The first turn warms up the code and is not counted.
        for (int turn = 0; turn <= turns; turn++)
        {
            Measure collected =
                work.OnFreshGround(folder => work.Collect(pictures, durable: false, atOnce: 1, folder, work.Sessions));
            Measure written = work.OnFreshGround(folder => work.BareLoop(pictures, folder, work.Sessions));
            if (turn == 0) continue;
            ours.Add(collected);
            bare.Add(written);
        }

        string kind = pictures ? "with 3 x 100 KB" : "no pictures";
        double ratio = Measure.Median(ours.Zip(bare, (a, b) => b.Wall / a.Wall));
        Figures.AtLeast($"collecting, {kind}, of a bare loop", ratio, goal: 0.75);
        double times = Measure.Median(ours.Select(run => work.Sessions / run.Wall.TotalSeconds)) / original.PerSecond;
        Print($"collector, {kind}", ours, work.Sessions, $"{ratio,14:P0}{times,12:F1}x");
        Print($"bare loop, {kind}", bare, work.Sessions, "");
        Console.WriteLine(
            $"{$"Python original, {kind}",-34}{original.PerSecond,22:F0}{original.CpuMs,22:F2}   (cited, fresh ext4)");
    }

    private static void Durable(CollectionWork work, string disk, int sessions, int atOnce, int turns)
    {
        List<Measure> runs = [];
        for (int turn = 0; turn < turns; turn++)
        {
            string folder = Directory.CreateDirectory(
                Path.Combine(disk, $"spagent-bench-{Environment.ProcessId}", $"{atOnce}-{turn}")).FullName;
            runs.Add(Measure.Of(() => work.Collect(pictures: true, durable: true, atOnce, folder, sessions)));
        }

        // Deleted at the end only: used ground slows the file system down.
        Print($"{atOnce} at once ({sessions} sessions)", runs, sessions, "");
        Directory.Delete(Path.Combine(disk, $"spagent-bench-{Environment.ProcessId}"), recursive: true);
    }

    private static void Statistics(CollectionWork work, string fast, int stored)
    {
        string folder = work.Folder("statistics");
        work.Collect(pictures: false, durable: false, atOnce: 1, folder, stored);
        Console.WriteLine($"\nstatistics over {stored} sessions in {fast}");
        Measure cold = Measure.Of(() => Check(new DataCollector(folder).GetStatistics(), stored));
        List<double> warm =
            [.. Enumerable.Range(0, 7)
                .Select(_ =>
                    Measure.Of(() => Check(new DataCollector(folder).GetStatistics(), stored)).Wall.TotalMilliseconds)];
        var open = new DataCollector(folder);
        open.GetStatistics();
        List<double> again = [.. Enumerable.Range(0, 7)
            .Select(_ => Measure.Of(() => Check(open.GetStatistics(), stored)).Wall.TotalMilliseconds)];
        Console.WriteLine($"first count, no index {cold.Wall.TotalMilliseconds:F0} ms; new "
            + $"collector {Measure.Spread(warm)} ms; again {Measure.Spread(again)} ms");
    }

    private static void Check(CollectionStatistics statistics, int expected)
    {
        if (statistics.SuccessfulSessions != expected)
            throw new InvalidOperationException(new StringBuilder().Append(statistics).ToString());
    }

    private static void Print(string name, List<Measure> runs, int sessions, string more) => Console.WriteLine(
        $"{name,-34}{Measure.Spread([.. runs.Select(run => sessions / run.Wall.TotalSeconds)]),22}"
        + $"{Measure.Spread([.. runs.Select(run => run.Cpu.TotalMilliseconds / sessions)], "F2"),22}{more}");
}
