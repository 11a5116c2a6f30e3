using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.AI;

namespace SPAgent.Benchmarks;

/// <summary>
/// A queue (a coordinator, four workers of 64 conversations, a nats-server) in turns with four shards of 64, on the
/// rows of <see cref="DistillationBenchmark"/>. Each is a process of its own that has warmed up. Options: --samples
/// (default 5120), --runs (default 3), --latency (seconds of a reply; default both 0.2 and 0).
/// </summary>
internal static class QueueBenchmark
{
    private const int Parts = 4, Workers = 64, WarmUp = 512;

    public static int Run(string[] args)
    {
        if (args is ["part", ..]) return PartAsync(args[1..]).GetAwaiter().GetResult();
        BenchmarkOptions options = new(args);
        int samples = options.Number("--samples", 5120), runs = options.Number("--runs", 3);
        string[] latencies = options.Text("--latency", "0.2 0").Split(' ');
        string scratch = Directory.CreateTempSubdirectory("spagent-bench-").FullName;
        try
        {
            DistillationBenchmark.MakeStreets(Path.Combine(scratch, "streets"), samples + WarmUp);
            Console.WriteLine(
                $"{Parts} x {Workers} conversations, {samples} samples, 2 replies each; middle of {runs}");
            Console.WriteLine($"{"latency",9}{"shards/s",10}{"queue/s",9}{"ratio",8}{"CPU ms",8}{"queued",8}"
                + $"{"own",7}{"server",8}");
            foreach (string latency in latencies)
            {
                List<Turn> shards = [], queue = [];
                for (int run = 0; run < runs; run++)
                {
                    shards.Add(Shards(scratch, latency, samples));
                    queue.Add(Queue(scratch, latency, samples));
                }

                double plain = Measure.Median(shards.Select(turn => turn.PerSecond)),
                    queued = Measure.Median(queue.Select(turn => turn.PerSecond)),
                    alone = Measure.Median(shards.Select(turn => turn.CpuMs)),
                    all = Measure.Median(queue.Select(turn => turn.CpuMs));
                Console.WriteLine(FormattableString.Invariant(
                    $"{latency,8}s{plain,10:0}{queued,9:0}{queued / plain,8:0.00}{alone,8:0.00}{all,8:0.00}{all - alone,7:0.00}{Measure.Median(queue.Select(turn => turn.ServerMs)),8:0.00}"));
                string work = latency == "0" ? "without latency" : $"{latency} s a reply";
                Figures.AtLeast($"queue of 4 workers, {work}: of four shards' speed", queued / plain,
                    goal: latency == "0" ? 0.7 : 0.8);
                Figures.AtMost($"queue of 4 workers, {work}: its own CPU a sample", all - alone, "ms", 3);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static Turn Shards(string scratch, string latency, int samples)
    {
        string output = Path.Combine(scratch, "shards");
        List<Process> parts = [.. Enumerable.Range(0, Parts).Select(part => DistillationBenchmark.Child(
            "queue", "part", "shard", $"{part}", latency, $"{samples}", scratch, output))];
        return Time(parts, parts, null, samples, output);
    }

    private static Turn Queue(string scratch, string latency, int samples)
    {
        string output = Path.Combine(scratch, "queued"), store = Path.Combine(scratch, "nats");
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string log = Path.Combine(scratch, "nats.log");
        using Process server = Process.Start(new ProcessStartInfo("nats-server",
            ["-a", "127.0.0.1", "-p", $"{port}", "-js", "-sd", store, "-l", log]))!;
        while (!File.Exists(log) || !File.ReadAllText(log).Contains("Server is ready", StringComparison.Ordinal))
            Thread.Sleep(50);

        try
        {
            string address = $"nats://127.0.0.1:{port}";
            Process coordinator = DistillationBenchmark.Child(
                "queue", "part", "coordinator", address, latency, $"{samples}", scratch, output);
            List<Process> all = [coordinator, .. Enumerable.Range(0, Parts).Select(_ => DistillationBenchmark.Child(
                "queue", "part", "worker", address, latency, $"{samples}", scratch, output))];
            return Time([coordinator], all, server, samples, output);
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(store, recursive: true);
            File.Delete(log);
        }
    }

    // From the word to begin until all that lead have said that they are done.
    private static Turn Time(
        List<Process> leading, List<Process> all, Process? server, int samples, string output)
    {
        foreach (Process lead in leading) Demand(lead, "warm");
        double before = Cpu(all), serverBefore = server is null ? 0 : Cpu([server]);
        long clock = Stopwatch.GetTimestamp();
        foreach (Process lead in leading) lead.StandardInput.WriteLine("go");
        foreach (Process lead in leading) Demand(lead, "done");
        double seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds,
            served = server is null ? 0 : Cpu([server]) - serverBefore, cpu = Cpu(all) - before + served;
        foreach (Process process in all)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(output, recursive: true);
        return new(samples / seconds, cpu / samples, served / samples);
    }

    private static void Demand(Process process, string word)
    {
        string? said = process.StandardOutput.ReadLine();
        if (said != word) throw new InvalidOperationException($"{said ?? "nothing"} was said instead of {word}.");
    }

    private static double Cpu(IEnumerable<Process> processes) => processes.Sum(process =>
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalMilliseconds;
    });

    private static async Task<int> PartAsync(string[] args)
    {
        string latency = args[2], scratch = args[4], output = args[5];
        int samples = int.Parse(args[3], CultureInfo.InvariantCulture);
        ImageDataset streets = ImageDataset.Open(Path.Combine(scratch, "streets"));
        using IChatClient model = ChatModels.Simulated(0, null, new()
        {
            Latency = TimeSpan.FromSeconds(double.Parse(latency, CultureInfo.InvariantCulture)),
            FailureRate = 0,
            ToolRate = 1,
            MaxToolCalls = 1,
        });
        DistillationOptions options = new()
        {
            Samples = samples,
            MaxWorkers = Workers,
            Tools = [new ZoomInTool()],
            Strategy = SamplingStrategy.Order,
        };
        if (args[0] == "shard")
        {
            int part = int.Parse(args[1], CultureInfo.InvariantCulture);
            await DistillAsync(new(model, streets, Path.Combine(scratch, $"warm-{part}"),
                options with { Samples = WarmUp / Parts })).ConfigureAwait(false);
            Directory.Delete(Path.Combine(scratch, $"warm-{part}"), recursive: true);
            await BeginAsync(() => DistillAsync(new(model, streets, output,
                options with { Shard = new RunShard(part, Parts) }))).ConfigureAwait(false);
            return 0;
        }

        QueueOptions queue = new() { Address = args[1], Run = "benchmark" };
        if (args[0] == "worker")
        {
            await using QueueWorker worker = await QueueWorker.OpenAsync(queue, _ => { }).ConfigureAwait(false);
            RowAnswering answering = RowAnswering.For(worker.Run.Settings, model, ModelName.Of(model), streets,
                isSameData: false, options);
            await worker.RunAsync(answering, streets, output, Workers, stays: true, default, default)
                .ConfigureAwait(false);
            return 0;
        }

        // The workers stay from one to the other.
        await LeadAsync(queue, new(model, streets, output, options with { Samples = WarmUp })).ConfigureAwait(false);
        await BeginAsync(() => LeadAsync(queue,
            new(model, streets, output, options with { Samples = samples + WarmUp }))).ConfigureAwait(false);
        return 0;
    }

    private static async Task BeginAsync(Func<Task> work)
    {
        await Console.Out.WriteLineAsync("warm").ConfigureAwait(false);
        await Console.In.ReadLineAsync().ConfigureAwait(false);
        await work().ConfigureAwait(false);
        await Console.Out.WriteLineAsync("done").ConfigureAwait(false);
        // Until it was read what this took.
        await Console.In.ReadLineAsync().ConfigureAwait(false);
    }

    private static async Task DistillAsync(DistillationRun run) => await run.ExecuteAsync().ConfigureAwait(false);

    private static async Task LeadAsync(QueueOptions queue, DistillationRun run)
    {
        await using QueueCoordinator coordinator = await QueueCoordinator.OpenAsync(queue, new QueueRun(), 4096)
            .ConfigureAwait(false);
        await ElsewhereRun.ExecuteAsync(run, coordinator).ConfigureAwait(false);
    }

    /// <summary>What a run took: a sample's time of processors in all, and the server's part of it.</summary>
    private readonly record struct Turn(double PerSecond, double CpuMs, double ServerMs);
}
