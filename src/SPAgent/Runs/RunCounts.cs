namespace SPAgent;

/// <summary>What every run counts and reports; safe from several threads.</summary>
internal abstract class RunCounts(
    int total, int earlier, TimeProvider time, IProgress<RunProgress>? progress, EndpointPool? pool)
{
    private readonly Lock _counting = new();
    private readonly long _start = time.GetTimestamp();

    protected FailureReasons Reasons { get; } = new();

    protected int Total { get; set; } = total;

    protected int Earlier { get; set; } = earlier;

    protected int Done { get; set; }

    protected int Failed { get; set; }

    protected long Tokens { get; set; }

    protected IReadOnlyList<EndpointStatus> Servers => pool?.Status() ?? [];

    /// <summary>Says who answers elsewhere; null for nobody.</summary>
    public Func<string?>? Queue { get; set; }

    protected TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Tells that the run begins.</summary>
    public void Begin() => Count(() => { });

    /// <summary>Tells that the run is over, however it ended.</summary>
    public void End() => Count(() => { }, hasEnded: true);

    /// <summary>Tells something that the user should know.</summary>
    public void Tell(string note) => Count(() => { }, note: note);

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
