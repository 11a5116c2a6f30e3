using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SPAgent.Benchmarks;

/// <summary>
/// What a trace of two turns with one zoom is made of, with nothing around it: the picture read, hashed and decoded;
/// its crop taken, hashed and encoded; the trace as JSON, written, flushed and renamed. With an address also the two
/// requests with their pictures as base64, posted by a plain HttpClient. 64 at once.
/// </summary>
internal static class BareDistillation
{
    private const int AtOnce = 64;

    /// <summary>Prints the processor time of a trace in milliseconds.</summary>
    /// <param name="args">The folder of the rows, the traces of a run over them, traces to make, the address or
    /// nothing.</param>
    public static int Run(string[] args)
    {
        ImageDataset streets = ImageDataset.Open(args[0]);
        Trace made = TraceStore.Open(args[1]).Read().First();
        int count = int.Parse(args[2], CultureInfo.InvariantCulture);
        Uri? address = args.Length > 3 ? new Uri($"{args[3]}/chat/completions") : null;
        string output = Directory.CreateDirectory(Path.Combine(args[0], $"bare-{Environment.ProcessId}")).FullName;
        using HttpClient client = new();
        Task Make(int index, CancellationToken _) => MakeAsync(streets, made, output, index, client, address);
        Parallel.ForAsync(0, AtOnce, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            (index, end) => new ValueTask(Make(index, end))).GetAwaiter().GetResult();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long clock = Stopwatch.GetTimestamp();
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            (index, end) => new ValueTask(Make(index, end))).GetAwaiter().GetResult();
        double cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / count;
        Console.WriteLine(FormattableString.Invariant(
            $"{cpu:0.000} {count / Stopwatch.GetElapsedTime(clock).TotalSeconds:0.0}"));
        Directory.Delete(output, recursive: true);
        return 0;
    }

    private static async Task MakeAsync(ImageDataset streets, Trace made, string output, int index, HttpClient client,
        Uri? address)
    {
        // As the run does: the calling thread goes back to the pool at each wait.
        await Task.Yield();
        ReadOnlyMemory<byte> bytes = streets[index % streets.Count].Image!.GetBytes();
        RasterImage picture = RasterImage.Decode(bytes.Span);
        picture.PixelSha256();
        string first = Convert.ToBase64String(bytes.Span);
        if (address is not null) await PostAsync(client, address, first, "").ConfigureAwait(false);
        RasterImage crop = picture.Crop(100, 100, 420, 340);
        crop.PixelSha256();
        string second = Convert.ToBase64String(crop.EncodeJpeg());
        if (address is not null) await PostAsync(client, address, first, second).ConfigureAwait(false);
        string path = Path.Combine(output, $".{index}.json");
        await using (FileStream file = File.Create(path))
        {
            file.Write((made with { SampleIndex = index }).ToUtf8());
            file.Flush(flushToDisk: true);
        }

        File.Move(path, Path.Combine(output, $"{index}.json"), overwrite: true);
    }

    private static async Task PostAsync(HttpClient client, Uri address, string first, string second)
    {
        const string Picture = """{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,""";
        const string Between =
            """{"role":"assistant","content":"<tool_call>{}</tool_call>"},{"role":"user","content":[""";
        string more = second.Length == 0 ? "" : $$"""
            ,{{Between}}{{Picture}}{{second}}" } }]}
            """;
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes($$"""
            {"model":"m","messages":[{"role":"user","content":[{{Picture}}{{first}}" } }]}{{more}} ] }
            """));
        using HttpResponseMessage response = await client.PostAsync(address, content).ConfigureAwait(false);
        await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
    }
}
