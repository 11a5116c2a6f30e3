using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>What every run counts and reports; safe from several threads.</summary>
internal abstract class RunCounts(
    int total, int earlier, TimeProvider time, IProgress<RunProgress>? progress, RunBudget? budget, EndpointPool? pool,
    ILogger log)
{
    // After so many the rest is estimated, where it is this many times as much, or a budget is held.
    private const int Sampled = 20, Worth = 4;

    private readonly Lock _counting = new();
    private readonly long _start = time.GetTimestamp();
    private TokenCount _counted;
    private int _hits;

    protected FailureReasons Reasons { get; } = new();

    protected int Total { get; set; } = total;

    protected int Earlier { get; set; } = earlier;

    protected int Done { get; set; }

    protected int Failed { get; set; }

    protected long Tokens { get; set; }

    protected IReadOnlyList<EndpointStatus> Servers => pool?.Status() ?? [];

    /// <summary>Says who answers elsewhere; null for nobody.</summary>
    public Func<string?>? Queue { get; set; }

    /// <summary>Replies that a cache gave.</summary>
    protected int Hits => _hits;

    protected TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Tells that the run begins.</summary>
    public void Begin()
    {
        RunLog.Begun(log, Total, Earlier);
        Count(() => { });
    }

    /// <summary>Tells that the run is over, however it ended.</summary>
    public void End()
    {
        Count(() => { }, hasEnded: true);
        RunLog.Ended(log, Elapsed, Done, Failed, Tokens, Total - Earlier - Done - Failed);
    }

    /// <summary>Tells something that the user should know.</summary>
    public void Tell(string note)
    {
        RunLog.Noted(log, note);
        Count(() => { }, note: note);
    }

    /// <summary>Notes replies that a cache gave.</summary>
    public void AddHits(int hits) => Interlocked.Add(ref _hits, hits);

    /// <summary>Tells once that a budget is held against a server that reports no usage.</summary>
    public void TellUnreported(RunSpending spending, int longestReply)
    {
        if (!spending.TakeUnreported()) return;
        Tell("The server reports no usage: for the budget each request counts as its longest reply, "
            + $"{longestReply:N0} tokens (--max-tokens).");
    }

    /// <summary>Counts one that is done, and tells what all will take when enough are.</summary>
    protected void CountDone(TokenCount tokens, Action add)
    {
        string? estimate = null;
        Count(() =>
        {
            Done++;
            add();
            _counted += tokens;
            int rest = Total - Earlier;
            if (Done == Sampled && rest > Sampled && (budget is not null || rest >= Worth * Sampled))
                estimate = Estimate(rest);
        });
        if (estimate is not null) Tell(estimate);
    }

    private string? Estimate(int samples)
    {
        TokenCount all = new(_counted.Input * samples / Sampled, _counted.Cached * samples / Sampled,
            _counted.Output * samples / Sampled);
        return all.Total == 0 ? null
            : $"about {all.Say(budget?.Prices)} for all {samples:N0}, from the first {Sampled} rows";
    }

    /// <summary>Counts one that failed.</summary>
    /// <param name="sample">Its name for the log.</param>
    /// <param name="kind">What went wrong, for the log.</param>
    /// <param name="reason">The same with all that is known of it.</param>
    /// <param name="shown">What progress is told.</param>
    /// <param name="tokens">What it took.</param>
    protected void CountFailed(string sample, string kind, string reason, string shown, long tokens = 0)
    {
        RunLog.Failed(log, sample, kind);
        Count(
            () =>
            {
                Failed++;
                Tokens += tokens;
                Reasons.Add(reason);
            },
            failure: shown);
    }

    // Reported under the lock, so that a listener sees the figures grow.
    protected void Count(Action add, string? failure = null, bool hasEnded = false, string? note = null)
    {
        lock (_counting)
        {
            add();
            progress?.Report(new RunProgress
            {
                Total = Total,
                Earlier = Earlier,
                Done = Done,
                Failed = Failed,
                Failure = failure,
                Tokens = Tokens,
                Elapsed = Elapsed,
                HasEnded = hasEnded,
                Servers = Servers,
                Queue = Queue?.Invoke(),
                Note = note,
            });
        }
    }
}
