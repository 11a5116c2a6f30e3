namespace SPAgent;

/// <summary>Counts what a run of a collection did; safe from several threads.</summary>
internal sealed class CollectionTally(int total, TimeProvider time, IProgress<RunProgress>? progress)
{
    private readonly Lock _counting = new();
    private readonly FailureReasons _reasons = new();
    private readonly long _start = time.GetTimestamp();
    private int _answeredEarlier, _failedEarlier, _answered, _failed;
    private long _tokens;

    /// <summary>Tells that the run begins.</summary>
    public void Begin()
    {
        lock (_counting) Report();
    }

    public void AnsweredEarlier()
    {
        lock (_counting)
        {
            _answeredEarlier++;
            Report();
        }
    }

    public void FailedEarlier()
    {
        lock (_counting)
        {
            _failedEarlier++;
            Report();
        }
    }

    public void Answered(long tokens)
    {
        lock (_counting)
        {
            _answered++;
            _tokens += tokens;
            Report();
        }
    }

    public void Failed(string question, string reason, long tokens)
    {
        lock (_counting)
        {
            _failed++;
            _tokens += tokens;
            _reasons.Add(reason);
            Report(failure: $"{question}: {reason}");
        }
    }

    /// <summary>Tells that the run is over, however it ended.</summary>
    public void End()
    {
        lock (_counting) Report(hasEnded: true);
    }

    public CollectionRunSummary Summary(string output, IReadOnlyList<string> answers) => new()
    {
        Output = output,
        Questions = total,
        AnsweredEarlier = _answeredEarlier,
        FailedEarlier = _failedEarlier,
        Answered = _answered,
        Failed = _failed,
        Answers = answers,
        CommonestFailure = _answered == 0 && _answeredEarlier == 0 ? _reasons.Commonest : null,
    };

    // Reported under the lock, so that a listener sees the figures grow.
    private void Report(string? failure = null, bool hasEnded = false) => progress?.Report(new RunProgress
    {
        Total = total,
        Earlier = _answeredEarlier + _failedEarlier,
        Done = _answered,
        Failed = _failed,
        Failure = failure,
        Tokens = _tokens,
        Elapsed = time.GetElapsedTime(_start),
        HasEnded = hasEnded,
    });
}
