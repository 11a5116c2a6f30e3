using System.Diagnostics;

namespace SPAgent.Benchmarks;

/// <summary>
/// Random pictures out of one row group of 10,000 rows with 20 KB each and a page index: one after the other, and by 32
/// tasks.
/// The file is written by a process of its own, so that the peak of memory is that of reading.
/// </summary>
internal static class ParquetBenchmark
{
    private const int Rows = 10_000;
    private const int PictureBytes = 20_000;
    private const int Picks = 2000;
    private const int Tasks = 32;

    public static int Run(string[] args)
    {
        if (args is ["write", var target])
        {
            ParquetFileWriting.Write(target, Rows, PictureBytes);
            return 0;
        }

        string folder = Directory.CreateTempSubdirectory("spagent-benchmark-").FullName;
        try
        {
            string file = Path.Combine(folder, "train-00000-of-00001.parquet");
            using var writing = Process.Start(Environment.ProcessPath!, ["parquet", "write", file]);
            writing.WaitForExit();
            return Read(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Read(string file)
    {
        string size = $"{new FileInfo(file).Length / 1e6:N0} MB, pictures of {PictureBytes:N0} random bytes";
        Console.WriteLine($"one row group of {Rows:N0} rows, {size}");
        var first = Stopwatch.StartNew();
        var dataset = ImageDataset.Open(file);
        _ = Picture(dataset, 0);
        Console.WriteLine($"  {"open and first picture",-36} {first.Elapsed.TotalMilliseconds,10:0.0} ms");
        Peak("peak of memory so far");
        var random = new Random(Seed: 1);
        double[] times = [.. Enumerable.Range(0, Picks).Select(_ => Timed(() => Picture(dataset, random.Next(Rows))))];
        Array.Sort(times);
        double median = times[Picks / 2];
        Console.WriteLine(
            $"  {"random row and picture",-36} {median,10:0.000} ms, 99 of 100 below {times[Picks * 99 / 100]:0.000}");
        Peak("peak of memory so far");
        double seconds = Timed(() => Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(() =>
        {
            var mine = new Random(task);
            for (int i = 0; i < Picks / 10; i++) Picture(dataset, mine.Next(Rows));
        }))).GetAwaiter().GetResult()) / 1000;
        double rate = Tasks * (Picks / 10) / seconds;
        Console.WriteLine($"  {$"rows and pictures by {Tasks} tasks",-36} {rate,10:N0} rows/s");
        double peak = Peak("peak of memory so far");
        double all = Timed(() => _ = dataset.Rows().Sum(row => row.Image!.GetBytes().LongLength)) / 1000;
        Console.WriteLine($"  {"all rows and pictures in order",-36} {Rows / all,10:N0} rows/s");
        peak = Peak("peak of memory");
        bool met = median < 2 && rate > 500 && peak < 100;
        Console.WriteLine(met ? "  within 2 ms, above 500 rows/s, below 100 MB" : "  MISSED: 2 ms, 500 rows/s, 100 MB");
        return met ? 0 : 1;
    }

    private static double Peak(string name)
    {
        using var process = Process.GetCurrentProcess();
        double code = File.ReadLines("/proc/self/status")
            .Where(line => line.StartsWith("RssFile:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) / 1e3)
                .FirstOrDefault();
        double peak = (process.PeakWorkingSet64 / 1e6) - code;
        Console.WriteLine($"  {name,-36} {peak,10:0} MB, and {code:0} MB of mapped program files");
        return peak;
    }

    private static int Picture(ImageDataset dataset, int row)
    {
        byte[] bytes = dataset[row].Image!.GetBytes();
        return bytes.Length == PictureBytes ? bytes.Length
            : throw new InvalidDataException($"row {row}: {bytes.Length} bytes.");
    }

    private static double Timed(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
