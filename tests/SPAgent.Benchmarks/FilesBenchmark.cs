namespace SPAgent.Benchmarks;

/// <summary>
/// Durable single files of 12 KB, as traces are: 1, 8, 64 and 512 writers at once in one folder, against writers that
/// each flush for themselves. Options: --disk DIR (the temporary folder), --turns N (5).
/// </summary>
internal static class FilesBenchmark
{
    public static int Run(string[] args)
    {
        var options = new BenchmarkOptions(args);
        string root =
            Path.Combine(options.Text("--disk", Path.GetTempPath()), $"spagent-bench-{Environment.ProcessId}");
        int turns = options.Number("--turns", 5);
        byte[] content = new byte[12_000];
        Array.Fill(content, (byte)'x');
        Console.WriteLine($"durable files of 12 KB in {root}, {turns} runs in turns, files/s: median (min-max)");
        Console.WriteLine($"{"writers at once",16}{"files",8}{"shared flushes",22}{"a flush each",22}{"ratio",8}");
        foreach (int writers in (int[])[1, 8, 64, 512])
        {
            int files = Math.Max(400, writers * 8);
            List<double> shared = [], own = [];
            for (int turn = 0; turn < turns; turn++)
            {
                shared.Add(
                    files
                        / Measure.Of(() => Write($"{root}/{writers}-{turn}-shared", writers, files,
                            path => WholeFile.WriteAsync(path, content))).Wall.TotalSeconds);
                own.Add(
                    files
                        / Measure.Of(() => Write($"{root}/{writers}-{turn}-own", writers, files,
                            path => WriteAloneAsync(path, content))).Wall.TotalSeconds);
            }

            Console.WriteLine(
                $"{writers,16}{files,8}{Measure.Spread(shared),22}{Measure.Spread(own),22}{Measure.Median(shared.Zip(own, (a, b) => a / b)),7:F1}x");
        }

        Directory.Delete(root, recursive: true);
        return 0;
    }

    private static void Write(string folder, int writers, int files, Func<string, Task> write)
    {
        Directory.CreateDirectory(folder);
        int next = -1;
        Task.WaitAll([.. Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < files; i = Interlocked.Increment(ref next))
                await write($"{folder}/trace_{i:00000}.json");
        }))]);
    }

    // The usual way: write, flush the file, rename. It does not even flush the name.
    private static async Task WriteAloneAsync(string path, byte[] content)
    {
        using (var file = File.OpenHandle($"{path}.tmp", FileMode.CreateNew, FileAccess.Write))
        {
            await RandomAccess.WriteAsync(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move($"{path}.tmp", path);
    }
}
