using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>
/// Reading, writing (to memory), summing up and scoring of traces of the usual size, and listing of a folder by names
/// only. Options: traces (default 2,000), names in the folder that is listed (default 100,000), runs (default 7).
/// </summary>
internal static class TracesBenchmark
{
    public static int Run(string[] args)
    {
        int count = Number(args, 0, 2000);
        int names = Number(args, 1, 100_000);
        int runs = Number(args, 2, 7);
        string folder = Directory.CreateTempSubdirectory("spagent-traces-").FullName;
        TraceStore store = TraceStore.Open(folder);
        Trace[] traces = [.. Enumerable.Range(0, count).Select(Made)];
        foreach (Trace trace in traces) File.WriteAllBytes(store.PathOf(trace.SampleIndex), trace.ToUtf8());
        string many = Directory.CreateDirectory(Path.Combine(folder, "many")).FullName;
        for (int i = 0; i < names; i++) File.WriteAllBytes(Path.Combine(many, TraceStore.FileName(i)), []);

        Console.WriteLine($"{count:N0} traces of {traces[0].ToUtf8().Length:N0} bytes, a folder of {names:N0} "
            + $"names, {runs} runs, one thread; µs an item, median (min–max)");
        Measure("write to memory", runs, count, () => traces.Sum(trace => trace.ToUtf8().Length));
        Measure("read", runs, count, () => store.Read().Count());
        Measure("read and sum up", runs, count, () => store.Statistics().TotalTraces);
        Measure("score", runs, count,
            () => traces.Count(trace => GeoGuessrReward.Score(trace.FinalResponse, 1, 2).ParseSuccess));
        Measure("list names", runs, names, () => TraceStore.Open(many).Indices().Count);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static void Measure(string what, int runs, int items, Func<int> work)
    {
        work();
        double[] micros = [.. Enumerable.Range(0, runs).Select(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / items;
        }).Order()];
        Console.WriteLine($"{what,-16} {micros[runs / 2],8:F2} ({micros[0]:F2}–{micros[^1]:F2}) "
            + $" {1e6 / micros[runs / 2],12:N0} a second");
    }

    // Two turns of about 2,000 characters and a prompt of 3,700: the sizes that real runs show.
    private static Trace Made(int index)
    {
        StringBuilder words = new();
        for (int i = 0; words.Length < 1900; i++)
            words.Append(CultureInfo.InvariantCulture, $"Sign {index}.{i} reads “Straße”, the bollards are red.\n");
        string answer = words + @"\boxed{48.8566, 2.3522}";
        return new Trace
        {
            DatasetPath = "data-samples/streets",
            SampleIndex = index,
            SampleData = JsonElement.Parse(
                """{"file_name": "00.jpg", "lat": 48.8566, "lon": 2.3522, "country": "France", "city": "Paris", "locatability_score": 0.5}"""),
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
                    Arguments = JsonElement.Parse("""{"bbox_2d": [10, 20, 300, 400]}"""), Success = true }],
            FinalResponse = answer,
            Reward = GeoGuessrReward.Score(answer, 48.85, 2.35),
        };
    }

    private static int Number(string[] args, int position, int standard) =>
        args.Length > position
            ? int.Parse(args[position], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : standard;
}
