namespace SPAgent;

/// <summary>Counts what a run did; safe from several threads.</summary>
internal sealed class RunTally(int total, int earlier, TimeProvider time, IProgress<RunProgress>? progress)
{
    private readonly Lock _counting = new();
    private readonly FailureReasons _reasons = new();
    private readonly long _start = time.GetTimestamp();
    private int _done, _failed, _parsed, _calls, _scored, _located;
    private long _tokens;
    private double _scores, _kilometres;

    public void Add(Trace trace)
    {
        lock (_counting)
        {
            _done++;
            _calls += trace.ToolCalls.Count;
            _tokens += trace.Turns.Sum(turn => turn.Usage?.TotalTokens ?? 0);
            if (trace.Reward is { } reward)
            {
                _scored++;
                _scores += reward.Score;
                if (reward.ParseSuccess) _parsed++;
                if (reward.ParseSuccess && reward["distance@km"] is { } kilometres)
                {
                    _located++;
                    _kilometres += kilometres;
                }
            }

            Report();
        }
    }

    public void AddFailure(string reason)
    {
        lock (_counting)
        {
            _failed++;
            _reasons.Add(reason);
            Report(failure: reason);
        }
    }

    public DistillationSummary Summary(string output, int alreadyDone, int failedEarlier) => new()
    {
        Output = output,
        Total = total,
        AlreadyDone = alreadyDone,
        FailedEarlier = failedEarlier,
        Done = _done,
        Failed = _failed,
        ParseSuccess = _parsed,
        MeanScore = _scored > 0 ? _scores / _scored : null,
        MeanDistanceKm = _located > 0 ? _kilometres / _located : null,
        ToolCalls = _calls,
        Tokens = _tokens,
        Elapsed = time.GetElapsedTime(_start),
        CommonestFailure = _done + alreadyDone == 0 ? _reasons.Commonest : null,
    };

    /// <summary>Tells that the run begins.</summary>
    public void Begin()
    {
        lock (_counting) Report();
    }

    /// <summary>Tells that the run is over, however it ended.</summary>
    public void End()
    {
        lock (_counting) Report(hasEnded: true);
    }

    // Reported under the lock, so that a listener sees the figures grow.
    private void Report(string? failure = null, bool hasEnded = false) => progress?.Report(new RunProgress
    {
        Total = total,
        Earlier = earlier,
        Done = _done,
        Failed = _failed,
        Failure = failure,
        Tokens = _tokens,
        Elapsed = time.GetElapsedTime(_start),
        HasEnded = hasEnded,
    });
}
