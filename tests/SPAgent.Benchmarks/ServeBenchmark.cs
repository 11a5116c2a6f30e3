using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>
/// <c>spagent serve</c> before a large folder: the first page without an index, the index, a start with one, queries,
/// and memory. Options: traces (default 20000), the command (default that of this checkout).
/// </summary>
internal static class ServeBenchmark
{
    private const string Indexed = "with one";

    private static readonly string[] s_queries = ["tower", "\"red tower\"", "the", "塔", "48.8", "zzz"];

    public static int Run(string[] args)
    {
        int traces = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
        string command = args.ElementAtOrDefault(1) ?? Path.Combine("src", "SPAgent.Cli", "bin", "Release", "net10.0",
            "spagent"), folder = Directory.CreateTempSubdirectory("spagent-serve-").FullName;
        try
        {
            TraceStore store = TraceStore.Open(Directory.CreateDirectory(Path.Combine(folder, "traces")).FullName);
            Random words = new(1);
            for (int i = 0; i < traces; i++) File.WriteAllBytes(store.PathOf(i), Made(i, words).ToUtf8());
            Console.WriteLine($"{traces:N0} traces of {new FileInfo(store.PathOf(0)).Length / 1e3:N1} KB");
            MeasureAsync("without an index", command, folder, store.Folder, traces).GetAwaiter().GetResult();
            MeasureAsync(Indexed, command, folder, store.Folder, traces).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Replies as long as those of models that reason.
    private static Trace Made(int index, Random random)
    {
        Trace made = AnalysisBenchmark.Made(index);
        string[] known = ["tower", "red", "the", "sign", "street", "left", "of", "塔", "48.85", "car", "palm", "no", "I"];
        return made with
        {
            Turns = [.. made.Turns.Select(turn => turn with
            {
                Response = string.Join(' ', Enumerable.Range(0, 150).Select(_ => random.Next(3) == 0
                    ? known[random.Next(known.Length)] : $"w{random.Next(20_000)}")) + ' ' + turn.Response,
            })],
        };
    }

    private static async Task MeasureAsync(string what, string command, string cache, string folder, int traces)
    {
        long start = Stopwatch.GetTimestamp();
        ProcessStartInfo info = new(command, ["serve", folder]) { RedirectStandardOutput = true };
        info.Environment["XDG_CACHE_HOME"] = cache;
        using Process server = Process.Start(info)!;
        try
        {
            Uri address = new((await server.StandardOutput.ReadLineAsync().ConfigureAwait(false))!);
            using HttpClient client = new();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
                address.Query["?token=".Length..]);
            Uri root = new(address.GetLeftPart(UriPartial.Authority));
            JsonElement page = await AskAsync(client, root, "/api/search").ConfigureAwait(false);
            while (page.GetProperty("items").GetArrayLength() == 0)
                page = await AskAsync(client, root, "/api/search").ConfigureAwait(false);
            double first = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine($"{what}: first page after {first:0.00} s");
            string name = $"serve, {traces:N0} traces {what}";
            Figures.AtMost($"{name}: first page", first, "s", 1);
            while (!page.GetProperty("complete").GetBoolean())
            {
                await Task.Delay(50).ConfigureAwait(false);
                page = await AskAsync(client, root, "/api/search?limit=0").ConfigureAwait(false);
            }

            double all = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Figures.AtMost($"{name}: all of them", all, "s", what == Indexed ? 1 : traces / 1000.0);
            Console.WriteLine($"  all {page.GetProperty("total").GetInt32():N0} after "
                + $"{all:0.00} s, processor "
                + $"{server.TotalProcessorTime.TotalSeconds:0.0} s");
            double slowest = 0;
            foreach (string path in (string[])[.. s_queries.Select(query =>
                $"/api/search?q={Uri.EscapeDataString(query)}"), "/api/facets", "/api/charts"])
            {
                double[] times = new double[9];
                for (int i = 0; i < times.Length; i++)
                {
                    long from = Stopwatch.GetTimestamp();
                    page = await AskAsync(client, root, path).ConfigureAwait(false);
                    times[i] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
                }

                Array.Sort(times);
                Console.WriteLine($"  {Uri.UnescapeDataString(path)}: {times[4]:0} ms");
                if (path.Contains("?q=", StringComparison.Ordinal)) slowest = Math.Max(slowest, times[4]);
            }

            Figures.AtMost($"{name}: the slowest query", slowest, "ms", traces <= 20_000 ? 100 : null);

            server.Refresh();
            Console.WriteLine($"  peak memory {server.PeakWorkingSet64 / 1e6:N0} MB");
            Figures.AtMost($"{name}: memory", server.PeakWorkingSet64 / 1e6, "MB", 300);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, Uri root, string path) =>
        JsonElement.Parse(await client.GetByteArrayAsync(new Uri(root, path)).ConfigureAwait(false));
}
