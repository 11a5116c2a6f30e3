using System.Diagnostics;
using System.Text;

namespace SPAgent.Benchmarks;

/// <summary>
/// The Python code tool against what it could at best cost (a bare warm Python that forks) and what it would cost the
/// plain way (a bubblewrap for each call). All take turns, so that a busy machine slows them alike. Options: [rounds]
/// [calls a round].
/// </summary>
internal static class SandboxBenchmark
{
    private const string Code = "result_image = image.rotate(90).crop((100, 100, 500, 500))";

    public static int Run(string[] args) => RunAsync(args).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0]) : 12, calls = args.Length > 1 ? int.Parse(args[1]) : 20;
        SandboxSetup setup = SandboxSetup.Find(new PythonSandboxOptions());
        RasterImage image = Picture(1024, 768);
        byte[] code = Encoding.UTF8.GetBytes(Code);
        List<double> start = [], bare = [], one = [], oneShot = [], oneRate = [], twoRate = [];

        using BarePython plain = BarePython.Plain(setup);
        await using var single = new PythonCodeTool(new() { Workers = 1 });
        await using var pair = new PythonCodeTool(new() { Workers = 2 });
        foreach (PythonCodeTool tool in (PythonCodeTool[])[single, pair])
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => tool.RunAsync(Code, image)));
        string expected = plain.Call(code, image).PixelSha256();
        string made = (await single.RunAsync(Code, image)).Image!.PixelSha256();
        if (made != expected)
            throw new InvalidOperationException("The sandbox and the bare Python made different pixels.");

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < calls; i++)
            {
                Time(bare, () => plain.Call(code, image));
                await TimeAsync(one, () => single.RunAsync(Code, image));
            }

            oneRate.Add(calls / await SecondsAsync(() => CallsAsync(single, image, 1, calls)));
            twoRate.Add(2 * calls / await SecondsAsync(() => CallsAsync(pair, image, 2, calls)));
            for (int i = 0; i < 2; i++)
            {
                Time(oneShot, () =>
                {
                    using BarePython shot = BarePython.InBubblewrap(setup);
                    return shot.Call(code, image);
                });
                WorkerProcess? worker = null;
                Time(start, () => worker =
                    WorkerProcess.Start(setup, new PythonSandboxOptions(), SandboxTampering.None));
                worker!.Dispose();
            }
        }

        Console.WriteLine($"1024x768, rotate(90).crop, {rounds} rounds in "
            + $"turns; {Environment.ProcessorCount} processors");
        Row("worker start, ms", start);
        Row("bare warm Python, forks, one caller, ms", bare);
        Row("python_code_tool, one caller, ms", one);
        Row("bubblewrap for each call, ms", oneShot);
        Row("python_code_tool, 1 worker, calls/s", oneRate);
        Row("python_code_tool, 2 workers, calls/s", twoRate);
        Console.WriteLine($"one caller / bare Python     {Median(one) / Median(bare):0.00}  (at most 1.3)");
        Console.WriteLine($"2 workers / 1 worker        "
            + $" {Median([.. twoRate.Zip(oneRate, (two, single) => two / single)]):0.00}  (at least 1.7)");
        Figures.AtMost("a Python call, over a bare warm fork", Median(one) / Median(bare), goal: 0.6);
        Figures.AtLeast("two Python workers, over one",
            Median([.. twoRate.Zip(oneRate, (two, single) => two / single)]), goal: 1.8);
        Console.WriteLine($"bubblewrap each / one caller {Median(oneShot) / Median(one):0.0}  (at least 7)");
        return 0;
    }

    private static Task CallsAsync(PythonCodeTool tool, RasterImage image, int callers, int calls) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < calls; i++) await tool.RunAsync(Code, image);
        })));

    private static RasterImage Picture(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i * 2654435761L) >> 13);
        return RasterImage.FromPixels(width, height, pixels);
    }

    private static void Time<T>(List<double> times, Func<T> work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task TimeAsync(List<double> times, Func<Task> work) =>
        times.Add(await SecondsAsync(work) * 1000);

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        long began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Row(string name, List<double> values) =>
        Console.WriteLine($"{name,-42} {Median(values),7:0.0} ({values.Min():0.0}-{values.Max():0.0})");
}
