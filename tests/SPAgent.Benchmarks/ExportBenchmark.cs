using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>
/// Export of 20,000 sessions of three samples with prompts of 8 KB, one process a run, beside a bare loop that reads
/// the same files and writes as many bytes to one file, both flushed; and the peak memory of the process.
/// Options: --sessions (default 20,000), --pictures (of 130 KB, a session; default 0), --runs (default 5), --folder
/// (default: the temporary folder), --formats (comma-separated).
/// </summary>
internal static class ExportBenchmark
{
    private const string One = "--one", Bare = "bare", BareWithPictures = "bare-with-pictures";

    public static int Run(string[] args)
    {
        if (args is [One, var way, var source]) return RunOne(way, source);
        BenchmarkOptions options = new(args);
        int sessions = options.Number("--sessions", 20_000), pictures = options.Number("--pictures", 0),
            runs = options.Number("--runs", 5);
        string root =
            Directory.CreateDirectory(
                Path.Combine(options.Text("--folder", Path.GetTempPath()),
                    $"spagent-export-{Environment.ProcessId}")).FullName;
        try
        {
            long bytes = Make(root, sessions, pictures);
            Console.WriteLine($"{sessions:N0} sessions, {bytes / 1e6:F1} MB of session_metadata.json, {pictures} "
                + $"pictures each; {runs} runs, a process each; median (min-max)");
            Console.WriteLine(
                $"{"format",-13} {"MB/s read",22} {"CPU s",20} {"bare loop MB/s",22} {"CPU s",16} {"ratio",7} {"peak MB",8} {"out MB",8}");
            foreach (string format in
                options.Text("--formats", "jsonl,json,sharegpt,simple,llamafactory,swift,openai,trl,imagefolder")
                    .Split(',')) Compare(format, root, bytes, sessions, pictures > 0, runs);
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Compare(string format, string root, long bytes, int sessions, bool pictures, int runs)
    {
        TrainingFormat training = TrainingFormat.ByName(format);
        bool takesPictures = pictures && (training.EmbedsImages || training.DefaultImages != ImageHandling.Reference);
        List<Outcome> own = [], bare = [];
        for (int run = 0; run < runs; run++)
        {
            own.Add(Start(format, root));
            bare.Add(Start(takesPictures ? BareWithPictures : Bare, root));
        }

        double[] speed = [.. own.Select(one => bytes / 1e6 / one.Seconds)],
            bareSpeed = [.. bare.Select(one => bytes / 1e6 / one.Seconds)];
        double ratio = Measure.Median(speed) / Measure.Median(bareSpeed);
        Console.WriteLine(
            $"{format,-13} {Measure.Spread(speed),22} {Measure.Spread([.. own.Select(one => one.Cpu)], "F2"),20} {Measure.Spread(bareSpeed),22} {Measure.Spread([.. bare.Select(one => one.Cpu)], "F2"),16} "
            + $"{ratio,7:P0} {Measure.Median(own.Select(one => one.PeakMb)),8:F0} {own[0].Written / 1e6,8:F1}");
        string work = $"export {format}, {sessions:N0} sessions{(pictures ? " with pictures" : "")}";
        Figures.AtLeast($"{work}, of a bare loop", ratio, goal: 0.8);
        Figures.AtMost($"{work}, memory", Measure.Median(own.Select(one => one.PeakMb)), "MB", 100);
    }

    // Onto fresh ground: to replace what an earlier run wrote takes its own time.
    private static Outcome Start(string way, string root)
    {
        string output = Path.Combine(root, "out");
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ExportBenchmark).Assembly.Location);
        foreach (string argument in (string[])["export", One, way, root]) start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        string text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return JsonSerializer.Deserialize<Outcome>(text)!;
    }

    // In a process of its own, so that peak memory is that of one export.
    private static int RunOne(string way, string root)
    {
        string output = Directory.CreateDirectory(Path.Combine(root, "out")).FullName;
        Stopwatch watch = Stopwatch.StartNew();
        long written = way is Bare or BareWithPictures ? Copy(root, output, way == BareWithPictures)
            : Export(way, root, output);
        watch.Stop();
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            JsonSerializer.Serialize(
                new Outcome(watch.Elapsed.TotalSeconds, self.TotalProcessorTime.TotalSeconds,
                    self.PeakWorkingSet64 / 1e6, written)));
        return 0;
    }

    private static long Export(string format, string root, string output)
    {
        ExportReport report = SessionStore.Open(root)
            .ExportAsync(Path.Combine(output, "train.jsonl"), TrainingFormat.ByName(format)).GetAwaiter().GetResult();
        if (report.RefusedCount > 0) throw new InvalidOperationException($"{report}");
        long written = new DirectoryInfo(output).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        File.WriteAllText(Path.Combine(root, "written"), written.ToString(CultureInfo.InvariantCulture));
        return written;
    }

    // Reads every file and writes as many bytes as the export before wrote: what it read, over and over.
    private static long Copy(string root, string output, bool withPictures)
    {
        long left = long.Parse(File.ReadAllText(Path.Combine(root, "written")), CultureInfo.InvariantCulture);
        using FileStream file = new(Path.Combine(output, "copy"), FileMode.CreateNew, FileAccess.Write, FileShare.None,
            bufferSize: 1 << 18);
        byte[] bytes = [];
        foreach (string session in Directory.EnumerateDirectories(Path.Combine(root, "sessions"))
            .Order(StringComparer.Ordinal))
        {
            Take(Path.Combine(session, "session_metadata.json"));
            if (!withPictures) continue;
            foreach (string picture in Directory.EnumerateFiles(Path.Combine(session, "images"))) Take(picture);
        }

        while (left > 0) Write();
        file.Flush(flushToDisk: true);
        return file.Length;

        void Take(string path)
        {
            bytes = File.ReadAllBytes(path);
            Write();
        }

        void Write()
        {
            int some = (int)Math.Min(left, bytes.Length);
            file.Write(bytes, 0, some);
            left -= some;
        }
    }

    /// <summary>Makes sessions of three samples with prompts of 8 KB, each about all pictures of its session; the bytes
    /// of the JSON.</summary>
    public static long Make(string root, int sessions, int pictures = 0)
    {
        long bytes = 0;
        byte[] picture = pictures > 0 ? Noise() : [];
        string[] names = [.. Enumerable.Range(0, pictures).Select(n => $"view{n}.jpg")];
        string prompt = Prose(7600), response = Prose(1400) + "<answer>B</answer>";
        for (int i = 0; i < sessions; i++)
        {
            string id = $"session_20250124_143022_{i:x8}";
            object session = new
            {
                session_id = id,
                question = "Which one is older?\n\nA. the bridge\nB. the tower",
                original_images = names,
                success = true,
                final_answer = "B",
                error_message = (string?)null,
                start_time = "2025-01-24T14:30:22",
                end_time = "2025-01-24T14:30:52",
                num_iterations = 3,
                samples = Enumerable.Range(1, 3).Select(n => new
                {
                    sample_id = $"{id}_iter_{n}",
                    iteration = n,
                    images = names,
                    prompt = $"{n} {i} {prompt}",
                    response,
                    context = new
                    {
                        tool_calls_history = Enumerable.Range(1, n)
                        .Select(
                            call => new { name = "detect", arguments = new { image_index = call, label = "tower" } })
                    },
                    timestamp = "2025-01-24T14:30:32",
                }),
                metadata = new { iterations = 3 },
            };
            string folder = Directory.CreateDirectory(Path.Combine(root, "sessions", id)).FullName;
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(session, JsonSettings.Pretty);
            File.WriteAllBytes(Path.Combine(folder, "session_metadata.json"), json);
            bytes += json.Length;
            if (pictures > 0) Directory.CreateDirectory(Path.Combine(folder, "images"));
            foreach (string name in names)
                File.WriteAllBytes(Path.Combine(folder, "images", name),
                    [.. picture[..2], .. Comment($"{id}/{name}"), .. picture[2..]]);
        }

        return bytes;
    }

    // Some 130 KB.
    private static byte[] Noise()
    {
        byte[] pixels = new byte[480 * 360 * 3];
        new Random(1).NextBytes(pixels);
        return RasterImage.FromPixels(480, 360, pixels).EncodeJpeg(85);
    }

    // A comment of JPEG, so that no picture is the same as another.
    private static byte[] Comment(string text) =>
        [0xFF, 0xFE, 0, (byte)(text.Length + 2), .. Encoding.ASCII.GetBytes(text)];

    // Lines of some 90 characters with quotes and letters of several scripts, as prompts have them.
    private static string Prose(int length)
    {
        StringBuilder text = new();
        for (int i = 0; text.Length < length; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"{i}. Look at the “left” edge of the \"bridge\", then at the tower: Höhe, 高さ, height in metres.\n");
        return text.ToString(0, length);
    }

    private sealed record Outcome(double Seconds, double Cpu, double PeakMb, long Written);
}
