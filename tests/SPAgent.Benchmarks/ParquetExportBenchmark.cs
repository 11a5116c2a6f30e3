using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using ParquetSharp;
using ParquetSharp.Schema;

namespace SPAgent.Benchmarks;

/// <summary>
/// Export of 3,000 rows with a picture of 40 KB each as Parquet, beside a bare loop that reads the same files and
/// writes them by ParquetSharp alone: in turns in one process, so that compiled code is compared and not the compiler;
/// and the peak of memory of an export in a process of its own. Options: --rows, --runs (default 9), --format.
/// </summary>
internal static class ParquetExportBenchmark
{
    private const string One = "--one", Bare = "bare";
    private const int PictureBytes = 40_000, Group = 100, WarmTurns = 3;
    private const double MostTimes = 1.3, MostMegabytes = 200;

    private static int s_outputs = Environment.ProcessId * 1000;

    public static int Run(string[] args)
    {
        if (args is [One, var way, var source]) return RunOne(way, source);
        BenchmarkOptions options = new(args);
        int rows = options.Number("--rows", 3000), runs = options.Number("--runs", 9);
        string format = options.Text("--format", "parquet");
        string root = Directory.CreateTempSubdirectory("spagent-parquet-out-").FullName;
        try
        {
            Make(root, rows);
            List<double> own = [], bare = [];
            // The first turns are compiled on the way.
            for (int run = -WarmTurns; run < runs; run++)
            {
                double export = Timed(() => Write(format, root)), loop = Timed(() => Write(Bare, root));
                if (run < 0) continue;
                own.Add(export);
                bare.Add(loop);
            }

            Outcome one = Start(format, root), plain = Start(Bare, root);
            double seconds = Measure.Median(own), least = Measure.Median(bare);
            Console.WriteLine($"{rows:N0} rows, {one.Written / 1e6:N0} MB as {format}; {runs} runs "
                + "in turns, median (min-max)");
            Console.WriteLine($"  {"export",-36} {Measure.Spread([.. own], "F2"),20} "
                + $"s, {one.Written / 1e6 / seconds,6:N0} MB/s");
            Console.WriteLine($"  {"bare loop of ParquetSharp",-36} {Measure.Spread([.. bare], "F2"),20} "
                + $"s, {plain.Written / 1e6 / least,6:N0} MB/s");
            Console.WriteLine($"  {"alone in a process: time, peak",-36} {one.Seconds:0.00} s, {one.PeakMb:0} MB; bare "
                + $"loop {plain.Seconds:0.00} s, {plain.PeakMb:0} MB");
            bool met = seconds <= MostTimes * least && one.PeakMb < MostMegabytes;
            Console.WriteLine($"  {(met ? "" : "MISSED: ")}{seconds / least:0.00} times the bare loop (at "
                + $"most {MostTimes}), below {MostMegabytes} MB");
            return met ? 0 : 1;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Outcome Start(string way, string root)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["parquet-out", One, way, root])
        { RedirectStandardOutput = true })!;
        string text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return JsonSerializer.Deserialize<Outcome>(text)!;
    }

    private static int RunOne(string way, string root)
    {
        var watch = Stopwatch.StartNew();
        string output = Write(way, root);
        watch.Stop();
        using var self = Process.GetCurrentProcess();
        long written = new DirectoryInfo(output).EnumerateFiles("*.parquet", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        Console.WriteLine(
            JsonSerializer.Serialize(new Outcome(watch.Elapsed.TotalSeconds, self.PeakWorkingSet64 / 1e6, written)));
        return 0;
    }

    private static string Write(string way, string root)
    {
        // Onto fresh ground: to replace what an earlier run wrote takes its own time.
        string output = Path.Combine(root, $"out-{s_outputs++}");
        Directory.CreateDirectory(output);
        if (way == Bare)
        {
            Write(root, new FileInfo(Path.Combine(output, "train.parquet")));
            return output;
        }

        ExportReport report = SessionStore.Open(root)
            .ExportAsync(Path.Combine(output, "train"), TrainingFormat.ByName(way)).GetAwaiter().GetResult();
        return report.RefusedCount == 0 ? output : throw new InvalidOperationException($"{report}");
    }

    // Reads every session and its picture, and writes them in groups, flushed: what any writer has to do.
    private static void Write(string root, FileInfo file)
    {
        using var bytes = new PrimitiveNode("bytes", Repetition.Optional, LogicalType.None(), PhysicalType.ByteArray);
        using var path = new PrimitiveNode("path", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using var image = new GroupNode("image", Repetition.Optional, [bytes, path]);
        using var text = new PrimitiveNode("text", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using var schema = new GroupNode("schema", Repetition.Required, [image, text]);
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Snappy).EnableWritePageIndex().DisableDictionary("image.bytes");
        using WriterProperties properties = builder.Build();
        using (var writer = new ParquetFileWriter(file.FullName, schema, properties, new Dictionary<string, string>()))
        {
            foreach (string[] sessions in Directory.EnumerateDirectories(Path.Combine(root, "sessions"))
                .Order(StringComparer.Ordinal).Chunk(Group))
            {
                using RowGroupWriter group = writer.AppendRowGroup();
                Column(group, 2,
                    [.. sessions.Select(session => File.ReadAllBytes(Path.Combine(session, "images", "view.jpg")))]);
                Column(group, 2,
                    [.. sessions.Select(
                        session => System.Text.Encoding.UTF8.GetBytes($"{Path.GetFileName(session)}.jpg"))]);
                Column(group, 1,
                    [.. sessions.Select(session => File.ReadAllBytes(Path.Combine(session, "session_metadata.json")))]);
                group.Close();
            }

            writer.Close();
        }

        using FileStream written = file.OpenWrite();
        written.Flush(flushToDisk: true);
    }

    private static void Column(RowGroupWriter group, short level, byte[][] values)
    {
        using ColumnWriter<ByteArray> column = (ColumnWriter<ByteArray>)group.NextColumn();
        GCHandle[] pinned = [.. values.Select(value => GCHandle.Alloc(value, GCHandleType.Pinned))];
        ByteArray[] arrays =
            [.. pinned.Select((memory, i) => new ByteArray(memory.AddrOfPinnedObject(), values[i].Length))];
        column.WriteBatch(values.Length, [.. Enumerable.Repeat(level, values.Length)], [], arrays);
        foreach (GCHandle memory in pinned) memory.Free();
    }

    private static void Make(string root, int rows)
    {
        byte[] pixels = new byte[360 * 240 * 3];
        new Random(1).NextBytes(pixels);
        // Bytes behind the end of a picture are no harm to it, and make it as long as it should be.
        byte[] picture =
            ((byte[])[.. RasterImage.FromPixels(360, 240, pixels).EncodeJpeg(40), .. pixels])[..PictureBytes];
        for (int row = 0; row < rows; row++)
        {
            string id = $"session_20250124_143022_{row:x8}";
            string folder = Directory.CreateDirectory(Path.Combine(root, "sessions", id, "images")).Parent!.FullName;
            object sample = new
            {
                sample_id = $"{id}_iter_1",
                iteration = 1,
                images = (string[])["view.jpg"],
                prompt = $"<image>\nWhich one is older? ({row})",
                response = "<answer>B</answer>",
                context = new { },
                timestamp = "2025-01-24T14:30:32"
            };
            object session = new
            {
                session_id = id,
                question = "Which one is older?",
                original_images = (string[])["view.jpg"],
                success = true,
                final_answer = "B",
                num_iterations = 1,
                samples = (object[])[sample],
                metadata = new { }
            };
            File.WriteAllBytes(Path.Combine(folder, "session_metadata.json"),
                JsonSerializer.SerializeToUtf8Bytes(session));
            BitConverter.TryWriteBytes(picture.AsSpan(PictureBytes - 8), (long)row);
            File.WriteAllBytes(Path.Combine(folder, "images", "view.jpg"), picture);
        }
    }

    private static double Timed(Func<string> write)
    {
        var watch = Stopwatch.StartNew();
        string output = write();
        watch.Stop();
        Directory.Delete(output, recursive: true);
        return watch.Elapsed.TotalSeconds;
    }

    private sealed record Outcome(double Seconds, double PeakMb, long Written);
}
