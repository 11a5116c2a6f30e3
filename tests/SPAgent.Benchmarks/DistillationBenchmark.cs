using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Benchmarks;

/// <summary>
/// Distillation of rows of 640 × 480 JPEG (100 KB), two turns with one zoom, a fixed latency a reply: with the
/// simulated teacher, or (<c>--http</c>) over HTTP against a local server in a process of its own. Each case is a
/// process of its own, so that memory is its own; the clock runs around ExecuteAsync. <c>--agreed</c> leaves out the
/// cases that no figure was agreed for.
/// </summary>
internal static class DistillationBenchmark
{
    private const int Turns = 2, Rows = 10_240, Pictures = 256;

    public static int Run(string[] args)
    {
        if (args is ["case", ..])
            return RunCase(Whole(args[1]), double.Parse(args[2], CultureInfo.InvariantCulture), Whole(args[3]), args[4],
                args.ElementAtOrDefault(5));
        if (args is ["bare", .. string[] bare]) return BareDistillation.Run(bare);
        bool http = args.Contains("--http"), isAgreed = args.Contains("--agreed");

        string scratch = Directory.CreateTempSubdirectory("spagent-bench-").FullName;
        try
        {
            MakeStreets(Path.Combine(scratch, "streets"), rows: Rows);
            Console.WriteLine($"Distillation: 640 x 480 JPEG rows of 100 KB, 2 turns with one "
                + $"zoom, {(http ? "a local server over HTTP" : "simulated teacher")}, durable traces");
            Console.WriteLine(
                $"{"workers",8}{"latency",9}{"samples",9}{"wall s",9}{"ideal s",9}{"ratio",8}{"traces/s",10}{"CPU ms",8}{"peak MB",9}");
            // Twenty waves at least; eighty where twenty are over in eight seconds, a third of which the compiler still
            // has work to do.
            (int Workers, double Seconds, int Waves)[] cases =
                [(1, 0.2, 20), (4, 0.2, 20), (8, 0.2, 20), (64, 0.2, 80), (512, 2, 20)];
            foreach ((int workers, double seconds, int waves) in cases.Where(one => !isAgreed || one.Workers >= 64))
                Measure(scratch, workers, seconds, workers * waves, http);
            int[] busy = isAgreed ? [64] : [1, 4, 8, 64, 512];
            foreach (int workers in busy) Measure(scratch, workers, 0, workers < 64 ? 2000 : Rows, http);
            if (http || isAgreed) return 0;
            MeasureResume(1_000);
            MeasureResume(1_000_000);
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Measure(string scratch, int workers, double seconds, int samples, bool http)
    {
        using Process? server = http
            ? Child("chat-server", (seconds * 1000).ToString(CultureInfo.InvariantCulture)) : null;
        string[] address = server is null ? [] : [server.StandardOutput.ReadLine()!];
        using Process child =
            Child(["distil", "case", $"{workers}", seconds.ToString(CultureInfo.InvariantCulture), $"{samples}",
                scratch, .. address]);
        string line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Console.Write(line);
        if (workers == 64 && seconds == 0) MeasureParts(scratch, samples, address, line);
        server?.StandardInput.Close();
        server?.WaitForExit();
    }

    private static void MeasureParts(string scratch, int samples, string[] address, string run)
    {
        using Process child = Child(
            ["distil", "bare", Path.Combine(scratch, "streets"), TracesOf(scratch, 64, 0), $"{samples}", .. address]);
        string bare = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        double parts = Column(bare, 0), cpu = Column(run, 7);
        Console.WriteLine(FormattableString.Invariant(
            $"         its parts alone{(address.Length > 0 ? " and a bare HTTP client" : "")}: {parts:0.00} CPU ms, {Column(bare, 1):0.0} traces/s; the run takes {cpu / parts:0.00} times that processor time"));
        Figures.AtMost(address.Length > 0 ? "CPU a trace over HTTP, over its parts and a bare HTTP client"
            : "CPU a trace, over its parts", cpu / parts, goal: address.Length > 0 ? 1.3 : 1.25);
    }

    private static double Column(string line, int number) =>
        double.Parse(line.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[number],
            CultureInfo.InvariantCulture);

    private static string TracesOf(string scratch, int workers, double seconds) =>
        Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"traces-{workers}-{seconds}"));

    public static Process Child(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(DistillationBenchmark).Assembly.Location);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static int RunCase(int workers, double seconds, int samples, string scratch, string? address)
    {
        ImageDataset streets = ImageDataset.Open(Path.Combine(scratch, "streets"));
        // The teacher knows no dataset: recognising pictures is its business, not the run's.
        SimulatedModelOptions teacher = new()
        { Latency = TimeSpan.FromSeconds(seconds), FailureRate = 0, ToolRate = 1, MaxToolCalls = 1 };
        IChatClient model = address is null ? ChatModels.Simulated(0, null, teacher)
            : ChatModels.OpenAICompatible("teacher", new Uri(address));
        DistillationOptions options = new()
        { Samples = samples, MaxWorkers = workers, Tools = [new ZoomInTool()], Strategy = SamplingStrategy.Order };
        WarmUp(address is null ? ChatModels.Simulated(0, null, new() { FailureRate = 0 }) : model, streets,
            scratch, options);

        string output = TracesOf(scratch, workers, seconds);
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long clock = Stopwatch.GetTimestamp();
        DistillationSummary summary = new DistillationRun(model, streets, output, options).ExecuteAsync().GetAwaiter()
            .GetResult();
        double wall = Stopwatch.GetElapsedTime(clock).TotalSeconds, ideal = Turns * seconds * samples / workers;
        self.Refresh();
        double cpu = (self.TotalProcessorTime - before).TotalMilliseconds / summary.Done;
        string ratio = ideal > 0 ? (wall / ideal).ToString("0.000", CultureInfo.InvariantCulture) : "-";
        Console.WriteLine(FormattableString.Invariant(
            $"{workers,8}{seconds,8:0.0}s{samples,9}{wall,9:0.00}{ideal,9:0.00}{ratio,8}{summary.Done / wall,10:0.0}{cpu,8:0.00}{self.PeakWorkingSet64 / 1e6,9:0}"));
        if (ideal > 0)
        {
            string work = FormattableString.Invariant(
                $"{workers} workers, {seconds} s a reply{(address is null ? "" : ", over HTTP")}");
            Figures.AtMost($"{work}: wall over ideal", wall / ideal,
                goal: (workers, address) switch { (64, _) => 1.02, (512, _) => 1.03, _ => null });
            if (workers == 512)
            {
                Figures.AtMost($"{work}: memory", self.PeakWorkingSet64 / 1e6, "MB",
                    address is null ? 200 : 350);
            }
        }

        if (workers == 64 && seconds == 0 && address is null) ReportBytes(streets, output);
        return summary.Done == samples ? 0 : 1;
    }

    private static void WarmUp(IChatClient model, ImageDataset streets, string scratch, DistillationOptions options)
    {
        string folder = Path.Combine(scratch, $"warm-{Environment.ProcessId}");
        new DistillationRun(model, streets, folder, options with { Samples = 64, MaxWorkers = 64 }).ExecuteAsync()
            .GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    // What a trace would weigh if it held its pictures as base64 instead of the parameters that bring them back.
    private static void ReportBytes(ImageDataset streets, string output)
    {
        long parameters = 0, embedded = 0;
        int count = 0;
        foreach (Trace trace in TraceStore.Open(output).Read().Take(200))
        {
            count++;
            parameters += new FileInfo(TraceStore.Open(output).PathOf(trace.SampleIndex)).Length;
            RasterImage current = streets[trace.SampleIndex].Image!.Decode();
            foreach (ToolCall call in trace.ToolCalls.Where(call => call.Success))
            {
                current = new ZoomInTool().CallAsync(current, call.Arguments!.Value).AsTask().GetAwaiter()
                    .GetResult().Image!;
                embedded += Convert.ToBase64String(current.EncodeJpeg()).Length;
            }

            embedded += Convert.ToBase64String(streets[trace.SampleIndex].Image!.GetBytes()).Length;
        }

        Console.WriteLine(FormattableString.Invariant(
            $"         bytes a trace: {parameters / count:N0} with parameters, {(parameters + embedded) / count:N0} with its pictures embedded ({1 - parameters / (double)(parameters + embedded):P1} less)"));
    }

    private static void MeasureResume(int files)
    {
        string folder = Directory.CreateTempSubdirectory("spagent-names-").FullName;
        try
        {
            for (int i = 0; i < files; i++) File.Create(Path.Combine(folder, TraceStore.FileName(i))).Dispose();
            List<double> runs = [];
            for (int i = 0; i < 5; i++)
            {
                long clock = Stopwatch.GetTimestamp();
                HashSet<int> finished = [.. TraceStore.Open(folder).Indices()];
                runs.Add(Stopwatch.GetElapsedTime(clock).TotalMicroseconds / finished.Count);
            }

            runs.Sort();
            Console.WriteLine(FormattableString.Invariant(
                $"resume over {files:N0} existing traces: {runs[2]:0.00} us a file ({runs[0]:0.00}-{runs[^1]:0.00})"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void MakeStreets(string folder, int rows)
    {
        Directory.CreateDirectory(folder);
        for (int picture = 0; picture < Pictures; picture++)
            File.WriteAllBytes(Path.Combine(folder, $"{picture}.jpg"), Street(picture).EncodeJpeg(90));
        StringBuilder metadata = new();
        for (int row = 0; row < rows; row++)
        {
            metadata
                .Append(
                    JsonSerializer.Serialize(
                        new
                        {
                            file_name = $"{row % Pictures}.jpg",
                            lat = row % 90,
                            lon = row % 180,
                            country = "Nowhere"
                        })).Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, "metadata.jsonl"), metadata.ToString());
        Console.WriteLine(
            $"pictures: {Directory.EnumerateFiles(folder, "*.jpg").Average(path => new FileInfo(path).Length) / 1000:0} KB on average");
    }

    // Smooth shapes with grain, so that the file weighs what a photograph of that size does.
    private static RasterImage Street(int seed)
    {
        byte[] rgb = new byte[640 * 480 * 3];
        uint noise = (uint)(seed * 2654435761 + 1);
        for (int y = 0, at = 0; y < 480; y++)
        {
            for (int x = 0; x < 640; x++)
            {
                for (int channel = 0; channel < 3; channel++, at++)
                {
                    noise = noise * 1664525 + 1013904223;
                    double shade = 128 + 60 * Math.Sin((x + seed * 13) / (40.0 + channel * 9))
                        + 50 * Math.Cos((y - seed * 7) / (31.0 + channel * 5));
                    rgb[at] = (byte)Math.Clamp(shade + (noise >> 24) / 8.0 - 16, 0, 255);
                }
            }
        }

        return RasterImage.FromPixels(640, 480, rgb);
    }
}
