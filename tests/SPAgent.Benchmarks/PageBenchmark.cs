using System.Diagnostics;
using System.Globalization;

namespace SPAgent.Benchmarks;

/// <summary>
/// A page of traces and one of sessions, with pictures: the time to write it, and in Chromium the time until it is
/// drawn and answers, an article shows, and a search is done. Options: items (default 500), runs (default 3). Run as
/// <c>analysis page</c>.
/// </summary>
internal static class PageBenchmark
{
    private const int Pictures = 20;

    public static int Run(string[] args)
    {
        int items = Number(args, 0, 500), runs = Number(args, 1, 3);
        string folder = Directory.CreateTempSubdirectory("spagent-page-").FullName;
        try
        {
            string pictures = MakePictures(Path.Combine(folder, "pictures"));
            ImageDataset dataset = ImageDataset.Open(pictures);
            TraceStore traces = TraceStore.Open(Directory.CreateDirectory(Path.Combine(folder, "traces")).FullName);
            for (int i = 0; i < items; i++) File.WriteAllBytes(traces.PathOf(i), AnalysisBenchmark.Made(i).ToUtf8());
            SessionStore sessions = Collect(Path.Combine(folder, "sessions"), pictures, items);
            Console.WriteLine($"a page of {items:N0}, {Environment.ProcessorCount} "
                + $"cores, {runs} runs; median (min–max)");
            string page = Path.Combine(folder, "traces.html");
            Measure("traces, one picture and one crop each", page, runs,
                () => TracePage.WriteAsync(traces, page, new() { Dataset = dataset, MostTracesOnOnePage = items }));
            page = Path.Combine(folder, "sessions.html");
            Measure("sessions of three inferences, two pictures each", page, runs,
                () => SessionPage.WriteAsync(sessions, page, new() { MostSessionsOnOnePage = items }));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string what, string page, int runs, Func<Task> write)
    {
        double[] wall = new double[runs], busy = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            write().GetAwaiter().GetResult();
            wall[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            busy[i] = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        }

        Console.WriteLine($"{what}: {new FileInfo(page).Length / 1e6:N1} MB");
        Print("  written, s", wall);
        Print("  written, processor s", busy);
        if (Chromium.Path is { } browser) InBrowser(browser, page, runs).GetAwaiter().GetResult();
        else Console.WriteLine("  Chromium is not installed");
        Console.Out.Flush();
    }

    private static async Task InBrowser(string browser, string page, int runs)
    {
        using BrowserTiming timing = await BrowserTiming.StartAsync(browser);
        double[] open = new double[runs], follow = new double[runs], search = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            (double opened, double followed, double searched) = await timing.OpenAsync(page);
            (open[i], follow[i], search[i]) = (opened / 1000, followed / 1000, searched / 1000);
        }

        Print("  open and drawn, s", open);
        Print("  search, s", search);
        Print("  show an article, s", follow);
    }

    private static void Print(string what, double[] values)
    {
        Array.Sort(values);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-24} {values[values.Length / 2],6:F2} ({values[0]:F2}–{values[^1]:F2})"));
    }

    private static string MakePictures(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < Pictures; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i:00}.jpg"), SyntheticPhoto.Make(960, 720 + i).EncodeJpeg(90));
        File.WriteAllLines(Path.Combine(folder, "metadata.jsonl"), Enumerable.Range(0, 2000)
            .Select(i => $$"""{"file_name": "{{i % Pictures:00}}.jpg", "lat": 1, "lon": 2}"""));
        return folder;
    }

    private static SessionStore Collect(string folder, string pictures, int items)
    {
        DataCollector collector = new(folder, durable: false);
        byte[] part = RasterImage.Load(Path.Combine(pictures, "00.jpg")).Crop(10, 20, 600, 400).EncodeJpeg(95);
        string words =
            string.Concat(Enumerable.Range(0, 40).Select(i => $"Sign {i} reads “Straße”, the bollards are red.\n"));
        for (int i = 0; i < items; i++)
        {
            string picture = Path.Combine(pictures, $"{i % Pictures:00}.jpg");
            CollectionSession session =
                collector.StartSession($"What is left of sign {i}?", [picture], model: "a model");
            string made = session.AddImage("part.jpg", part);
            session.RecordInference(1, [picture], words, words + "<tool_call>{\"name\": \"image_zoom_in_tool\", "
                + "\"arguments\": {\"bbox_2d\": [10, 20, 600, 400]}}</tool_call>");
            session.RecordInference(2, [picture, made], words, words);
            session.RecordInference(3, [picture, made], words, words + "<answer>a red door</answer>", new
            {
                tool_calls_history = new[]
                    { new { name = "image_zoom_in_tool", arguments = new { bbox_2d = new[] { 10, 20, 600, 400 } } } },
                tool_results_history = new Dictionary<string, object>
                { ["image_zoom_in_tool_iter1"] = new { success = true, image = made } },
            });
            session.CompleteAsync("a red door").GetAwaiter().GetResult();
        }

        return SessionStore.Open(folder);
    }

    private static int Number(string[] args, int position, int standard) =>
        args.Length > position
            ? int.Parse(args[position], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : standard;
}
