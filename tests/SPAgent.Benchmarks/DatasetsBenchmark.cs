using System.Diagnostics;

namespace SPAgent.Benchmarks;

/// <summary>
/// Opening and reading a save_to_disk folder of 100,000 rows and 2 GB, and an image folder of a million lines of
/// metadata. The pictures are random bytes, so nothing is decoded; files come from the page cache as far as memory
/// reaches.
/// </summary>
internal static class DatasetsBenchmark
{
    private const int Opens = 11;
    private const int Picks = 3000;

    public static int Run(string[] args)
    {
        int rows = args.Length > 0 ? int.Parse(args[0]) : 100_000;
        string folder = Directory.CreateTempSubdirectory("spagent-benchmark-").FullName;
        try
        {
            SyntheticDataset.WriteFolder(folder, rows);
            long bytes = Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length);
            Console.WriteLine($"save_to_disk folder: {rows:N0} rows, {bytes / 1e9:0.00} GB, pictures "
                + $"of {SyntheticDataset.ImageBytes:N0} random bytes");
            MeasureFolder(folder);
            string metadata = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
            SyntheticDataset.WriteMetadata(metadata, 10 * rows);
            Console.WriteLine($"image folder: {10 * rows:N0} lines of metadata");
            MeasureMetadata(metadata);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MeasureFolder(string folder)
    {
        MeasureOpen(folder);
        var dataset = ImageDataset.Open(folder);
        Row("fingerprint", Time(() => _ = ImageDataset.Open(folder).Fingerprint, Opens));
        var random = new Random(Seed: 1);
        Row("random row, values", Time(() => _ = dataset[random.Next(dataset.Count)], Picks));
        Row("random row, values and picture",
            Time(() => _ = dataset[random.Next(dataset.Count)].Image!.GetBytes(), Picks));
        Rate("all rows, values", dataset.Count, () => dataset.Rows().Count());
        Rate("all rows, values and pictures", dataset.Count,
            () => dataset.Rows().Sum(row => row.Image!.GetBytes().LongLength));
        Rate("one column of numbers", dataset.Count, () => dataset.Column("locatability_score").Count());
        Rate("rows and pictures by 512 tasks", 100 * 512,
            () => Task.WhenAll(Enumerable.Range(0, 512).Select(task => Task.Run(() =>
        {
            var random = new Random(task);
            return Enumerable.Range(0, 100).Sum(_ => dataset[random.Next(dataset.Count)].Image!.GetBytes().LongLength);
        }))).GetAwaiter().GetResult().Sum());
    }

    private static void MeasureMetadata(string folder)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        MeasureOpen(folder);
        var dataset = ImageDataset.Open(folder);
        double kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"  {"memory kept by the open dataset",-36} {kept / 1e6,10:0.0} "
            + $"MB, {kept / dataset.Count:0.0} bytes a row");
        var random = new Random(Seed: 1);
        Row("random row, values", Time(() => _ = dataset[random.Next(dataset.Count)], Picks));
        Rate("all rows, values", dataset.Count, () => dataset.Rows().Count());
    }

    private static void MeasureOpen(string folder)
    {
        var first = Stopwatch.StartNew();
        GC.KeepAlive(ImageDataset.Open(folder));
        Console.WriteLine($"  {"open, first in the process",-36} {first.Elapsed.TotalMilliseconds,10:0.00} ms");
        var cpu = new List<double>();
        Row("open", Time(() =>
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            GC.KeepAlive(ImageDataset.Open(folder));
            cpu.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        }, Opens));
        Row("open, processor time", cpu);
    }

    private static List<double> Time(Action action, int times)
    {
        var elapsed = new List<double>(times);
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            elapsed.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return elapsed;
    }

    private static void Row(string name, List<double> values)
    {
        values.Sort();
        string spread = $"({values[0]:0.000}-{values[^1]:0.000}), 99 of 100 "
            + $"below {values[values.Count * 99 / 100]:0.000}";
        Console.WriteLine($"  {name,-36} {values[values.Count / 2],10:0.000} ms {spread}");
    }

    private static void Rate(string name, long rows, Func<long> read)
    {
        var seconds = new List<double>();
        long heap = 0;
        for (int i = 0; i < 3; i++)
        {
            seconds.AddRange(Time(() => _ = read(), 1).Select(milliseconds => milliseconds / 1000));
            heap = Math.Max(heap, GC.GetTotalMemory(false));
        }

        seconds.Sort();
        string spread = $"({rows / seconds[2]:N0}-{rows / seconds[0]:N0}), heap after it {heap / 1e6:0} MB";
        Console.WriteLine($"  {name,-36} {rows / seconds[1],10:N0} rows/s {spread}");
    }
}
