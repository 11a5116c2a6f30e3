namespace SPAgent.Cli;

/// <summary>Replays a folder of traces: a line for each, a sum at the end; for the machine one object,
/// streamed.</summary>
internal sealed class FolderReplay(ReplayJob job, bool asJson)
{
    private readonly Dictionary<ReplayVerdict, int> _steps =
        Enum.GetValues<ReplayVerdict>().ToDictionary(verdict => verdict, _ => 0);
    private int _traces, _mismatched, _failed;

    public async Task<int> RunAsync(TraceStore store, CancellationToken cancellationToken)
    {
        if (asJson) Console.Out.Write("{\"traces\":[");
        foreach (TraceReadResult reading in store.TryRead())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await OneAsync(reading, cancellationToken);
            _traces++;
        }

        if (asJson) Console.Out.WriteLine($"],\"sum\":{CommandRunner.Json(Sum())}}}");
        else Console.WriteLine(SumText());
        return _mismatched + _failed > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }

    private async Task OneAsync(TraceReadResult reading, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(reading.Path);
        List<ReplayStep> steps = [];
        List<object> facts = [];
        string? problem = reading.Problem?.Message;
        try
        {
            if (reading.Trace is { } trace)
            {
                await foreach (ReplayStep step in
                    job.RunAsync(trace, Path.GetFileNameWithoutExtension(name), cancellationToken))
                {
                    facts.Add(ReplayJob.Facts(step));
                    _steps[step.Verdict]++;
                    // Without its picture: a folder may hold traces of many large ones.
                    steps.Add(step with { Image = Nothing });
                }
            }
        }
        catch (Exception failed) when (failed is DatasetException or ImageException or SandboxRefusedException)
        {
            problem = failed.Message;
        }

        ReplayStep? mismatch = steps.Find(step => step.Verdict == ReplayVerdict.Mismatch);
        if (problem is not null) _failed++;
        if (mismatch is not null) _mismatched++;
        if (!asJson)
        {
            Console.WriteLine(TerminalText.Line($"{name}  {Line(steps, mismatch, problem)}"));
            return;
        }

        ReplayVerdict? verdict = problem is null ? Worst(steps) : null;
        if (_traces > 0) Console.Out.Write(",");
        Console.Out.Write(CommandRunner.Json(new { trace = name, verdict, problem, steps = facts }));
    }

    private static readonly RasterImage Nothing = RasterImage.FromPixels(1, 1, new byte[3]);

    private object Sum() => new
    {
        Traces = _traces,
        Exact = _steps[ReplayVerdict.Exact],
        Unverified = _steps[ReplayVerdict.Unverified],
        Mismatch = _steps[ReplayVerdict.Mismatch],
        FailedCalls = _steps[ReplayVerdict.FailedCall],
        TracesWithMismatch = _mismatched,
        NotReplayed = _failed,
    };

    private string SumText()
    {
        IEnumerable<string> kinds = _steps.Where(kind => kind.Value > 0)
            .Select(kind => $"{kind.Value} {ReplayJob.Words(kind.Key)}");
        return $"{_traces} traces, {_steps.Values.Sum()} pictures: {string.Join(", ", kinds)}; "
            + $"{_mismatched} traces with a mismatch, {_failed} not replayed";
    }

    // What a trace as a whole is: a failed call takes nothing from its proof.
    private static ReplayVerdict Worst(List<ReplayStep> steps) =>
        steps.Exists(step => step.Verdict == ReplayVerdict.Mismatch) ? ReplayVerdict.Mismatch
        : steps.Exists(step => step.Verdict == ReplayVerdict.Unverified) ? ReplayVerdict.Unverified
        : ReplayVerdict.Exact;

    private static string Line(List<ReplayStep> steps, ReplayStep? mismatch, string? problem) =>
        problem is not null ? $"not replayed: {problem}"
        : $"{steps.Count,2} pictures  {ReplayJob.Words(Worst(steps))}"
            + (mismatch is null ? "" : $" at turn {mismatch.Turn}: {mismatch.Detail}");
}
