using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>
/// Statistics and text checks in megabytes of JSON a second on all cores, and image checks in megapixels a second on
/// one. Files lie in memory where the system has a place for that: a disk that is read again and again would be
/// measured otherwise. Options: traces (default 20,000), runs (default 5). <c>page</c> as the first one measures pages
/// instead (<see cref="PageBenchmark"/>).
/// </summary>
internal static class AnalysisBenchmark
{
    public static int Run(string[] args)
    {
        if (args is ["page", .. string[] options]) return PageBenchmark.Run(options);
        int count = Number(args, 0, 20_000), runs = Number(args, 1, 5);
        string memory = BenchmarkOptions.MemoryFolder;
        string folder =
            Directory.CreateDirectory(Path.Combine(memory, $"spagent-analysis-{Environment.ProcessId}")).FullName;
        TraceStore store = TraceStore.Open(Directory.CreateDirectory(Path.Combine(folder, "traces")).FullName);
        double megabytes = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = Made(i).ToUtf8();
            megabytes += bytes.Length / 1e6;
            File.WriteAllBytes(store.PathOf(i), bytes);
        }

        Console.WriteLine($"{count:N0} traces, {megabytes:N0} MB, in {memory}, {Environment.ProcessorCount} "
            + $"cores, {runs} runs; median (min–max)");
        double bare = Measure("a bare pass of Utf8JsonReader", runs, megabytes, "MB",
                () => (object)BarePass(store.Folder)),
            counted = Measure("statistics", runs, megabytes, "MB", () => store.Statistics()),
            looked = Measure("checks without images", runs, megabytes, "MB",
                () => QualityReport.Check(store.Folder, new() { Images = false })),
            peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        Console.WriteLine($"peak memory so far: {peak:N0} MB");
        Figures.AtLeast("statistics of traces, of a bare pass of Utf8JsonReader", counted / bare, goal: 0.6);
        Figures.AtLeast("checks of traces, of a bare pass of Utf8JsonReader", looked / bare, goal: 0.4);
        Figures.AtMost($"memory of both, {count:N0} traces", peak, "MB", 150);
        string collection = Path.Combine(folder, "collection");
        double ofSessions = ExportBenchmark.Make(collection, count / 5) / 1e6;
        bare = Measure("sessions: a bare pass", runs, ofSessions, "MB", () => (object)BarePass(collection));
        counted = Measure($"sessions ({ofSessions:N0} MB): statistics", runs, ofSessions, "MB",
            () => SessionStore.Open(collection).Statistics());
        looked = Measure("sessions: checks without images", runs, ofSessions, "MB",
            () => QualityReport.Check(collection, new() { Images = false }));
        Figures.AtLeast("statistics of sessions, of a bare pass of Utf8JsonReader", counted / bare, goal: 0.6);
        Figures.AtLeast("checks of sessions, of a bare pass of Utf8JsonReader", looked / bare, goal: 0.4);

        byte[] jpeg = SyntheticPhoto.Make(2000, 1500).EncodeJpeg(90);
        Measure("decode a JPEG, one core", runs, 3 * 8, "MP", () => Repeat(8, () => RasterImage.Decode(jpeg)));
        double scored = Measure("decode and score, one core", runs, 3 * 8, "MP",
            () => Repeat(8, () => Score(RasterImage.Decode(jpeg))));
        Figures.AtLeast("checks of pictures, decoding included, one core", scored, "MP/s", 90);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    // The least that looking at every byte costs: each file read whole, each token taken, on all cores.
    private static long BarePass(string folder)
    {
        long tokens = 0;
        Parallel.ForEach(Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories), () => 0L,
            (file, _, sum) =>
            {
                Utf8JsonReader reader = new(File.ReadAllBytes(file));
                while (reader.Read()) sum++;
                return sum;
            },
            sum => Interlocked.Add(ref tokens, sum));
        return tokens;
    }

    private static object Score(RasterImage image) =>
        (ImageScores.Of(image), PerceptualHash.Of(image), image.PixelSha256());

    private static object? Repeat(int times, Func<object> work)
    {
        object? last = null;
        for (int i = 0; i < times; i++) last = work();
        return last;
    }

    private static double Measure(string what, int runs, double amount, string unit, Func<object?> work)
    {
        work();
        double[] rates = [.. Enumerable.Range(0, runs).Select(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            work();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                busy = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
            // On a machine that does other things as well the processor's time says more than the clock.
            return (Clock: amount / seconds, Core: amount / busy);
        }).OrderBy(rate => rate.Clock).SelectMany(rate => (double[])[rate.Clock, rate.Core])];
        double[] clock = [.. rates.Where((_, i) => i % 2 == 0).Order()],
            core = [.. rates.Where((_, i) => i % 2 == 1).Order()];
        Console.WriteLine($"{what,-28} {clock[runs / 2],7:N0} {unit}/s by the clock "
            + $"({clock[0]:N0}–{clock[^1]:N0}), {core[runs / 2],6:N0} {unit}/s of one core "
            + $"({core[0]:N0}–{core[^1]:N0})");
        return clock[runs / 2];
    }

    /// <summary>A trace of two turns with a zoom; its picture is the one of row <paramref name="index"/>.</summary>
    public static Trace Made(int index)
    {
        StringBuilder words = new();
        for (int i = 0; words.Length < 1900; i++)
            words.Append(CultureInfo.InvariantCulture, $"Sign {index}.{i} reads “Straße”, the bollards are red.\n");
        string answer = words + @"<answer>$\boxed{48.8566, 2.3522}$</answer>";
        JsonElement row =
            JsonElement.Parse(
                $$"""{"file_name": "00.jpg", "lat": 48.8566, "lon": 2.3522, "country": "Country {{index % 40}}", "locatability_score": {{index % 97 / 97.0}}}""");
        return new Trace
        {
            SampleIndex = index % 500_000,
            SampleData = row,
            InitialPrompt = new()
            {
                System = new string('s', 2400),
                User = "<image>\n\nWhere?",
                Tools = JsonElement.Parse($"[{{\"x\": \"{new string('t', 1200)}\"}}]")
            },
            Turns =
            [
                new() { Turn = 1, Response = words.ToString(),
                    Usage = new() { PromptTokens = 900, CompletionTokens = 480, TotalTokens = 1380 }, LatencyMs = 203 },
                new() { Turn = 2, Response = answer, Usage = new()
                    { PromptTokens = 1700, CompletionTokens = 480, TotalTokens = 2180 }, LatencyMs = 190 },
            ],
            ToolCalls =
                [new() { Turn = 1, Name = "image_zoom_in_tool",
                    Arguments = JsonElement.Parse("""{"bbox_2d": [10, 20, 600, 400]}"""), Success = true }],
            FinalResponse = answer,
            Reward = new GeoGuessrReward().Score(answer, row),
        };
    }

    private static int Number(string[] args, int position, int standard) =>
        args.Length > position
            ? int.Parse(args[position], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : standard;
}
