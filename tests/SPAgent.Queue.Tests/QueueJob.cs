using System.Diagnostics;
using NATS.Client.JetStream;

namespace SPAgent.Tests;

/// <summary>A coordinator and workers, as processes, over the streets with several rollouts.</summary>
internal sealed class QueueJob : IDisposable
{
    public const int Rows = 30;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private readonly List<Process> _started = [];
    private readonly TemporaryFolder _folder = new();

    public required NatsServer Server { get; init; }

    public string Dataset { get; set; } = Path.Combine(Fixtures.Root, "data-samples", "streets");

    public int Samples { get; init; } = Rows;

    public int Rollouts { get; init; } = 10;

    public int Window { get; init; } = 64;

    public string Latency { get; init; } = "0.1";

    /// <summary>Seconds; short where a lease has to end.</summary>
    public string Lease { get; init; } = "2";

    public string[] Further { get; init; } = [];

    public string Run { get; init; } = "run-1";

    public string Output => _folder["out"];

    public string this[string name] => _folder[name];

    /// <summary>Options of whoever uses the queue, such as credentials.</summary>
    public string[] Access { get; init; } = [];

    public string[] QueueOptions => ["--queue", Server.Address, "--run", Run, .. Access];

    public string[] CoordinatorArguments => [
        "distill", "--dataset", Dataset, "--output", Output,
        "--model", "simulated", "--simulated-failures", "0", "--simulated-latency", Latency, "--samples", $"{Samples}",
        "--rollouts", $"{Rollouts}", "--lease", Lease, "--window", $"{Window}", "--json", .. QueueOptions, .. Further];

    public Process Coordinator() => Start(CoordinatorArguments);

    public Process Worker(params string[] further) =>
        Start(["worker", "--workers", "8", "--json", .. QueueOptions, .. further]);

    public Process Poisoned(int row) => Keep(TestHost.Start("queue", Server.Address, Run, $"{row}"));

    public IEnumerable<string> Traces =>
        Directory.Exists(Output) ? Directory.EnumerateFiles(Output, "trace_*.json") : [];

    /// <summary>Waits until so many traces are there.</summary>
    public async Task UntilAsync(int traces)
    {
        long start = Stopwatch.GetTimestamp();
        while (Traces.Count() < traces)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"{Traces.Count()} traces of {traces} came");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<CommandLine.Outcome> EndAsync(Process process, TimeSpan? patience = null)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop),
            messages = process.StartInfo.RedirectStandardError ? process.StandardError.ReadToEndAsync(stop)
                : Task.FromResult("");
        try
        {
            await process.WaitForExitAsync(stop).WaitAsync(patience ?? s_patience, stop);
        }
        catch (TimeoutException)
        {
            process.Kill();
            Assert.Fail($"It did not end: {await output} {await messages}");
        }

        return new(process.ExitCode, await output, await messages);
    }

    /// <summary>The stream of tasks, when as many are out as may be.</summary>
    public async Task<INatsJSStream> TasksAsync(NatsJSContext js)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        while (true)
        {
            try
            {
                INatsJSStream stream = await js.GetStreamAsync($"{Run}_task", cancellationToken: stop);
                if (stream.Info.State.Messages == Math.Min(Window, Samples * Rollouts)) return stream;
            }
            catch (NatsJSApiException absent) when (absent.Error.Code == 404)
            {
                // The coordinator has not begun.
            }

            await Task.Delay(50, stop);
        }
    }

    /// <summary>Each answer is there, whole and once; nothing failed.</summary>
    public void DemandWhole(params int[] without) => DemandWhole(Output, without);

    /// <summary>The same of another folder.</summary>
    public void DemandWhole(string output, params int[] without)
    {
        int expected = (Samples - without.Length) * Rollouts;
        List<(int Row, int Rollout, DateTimeOffset End)> traces = [.. TraceStore.Open(output).Read()
            .Where(trace => !without.Contains(trace.SampleIndex)).Select(trace => (trace.SampleIndex, trace.Rollout,
                trace.StartedAt!.Value.AddMilliseconds(trace.DurationMs ?? 0)))];
        Assert.Equal(expected, traces.Select(trace => (trace.Row, trace.Rollout)).Distinct().Count());
        Assert.Equal(expected, traces.Count);
        if (without.Length == 0) Assert.False(File.Exists(Path.Combine(output, "failures.jsonl")));
        DateTimeOffset[] ends = [.. traces.Select(trace => trace.End).Order()];
        double standstill = ends.Zip(ends.Skip(1), (one, next) => (next - one).TotalSeconds).DefaultIfEmpty().Max();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"0 missing, 0 torn, 0 twice of {expected}; longest standstill {standstill:0.0} s");
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            try
            {
                if (!process.HasExited) process.Kill();
                process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // It has ended.
            }

            process.Dispose();
        }

        Server.Dispose();
        _folder.Dispose();
    }

    public Process Start(params string[] arguments) => Keep(CommandLine.Start(arguments));

    private Process Keep(Process process)
    {
        _started.Add(process);
        return process;
    }
}
