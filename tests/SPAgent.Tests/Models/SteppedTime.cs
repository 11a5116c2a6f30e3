using System.Collections.Concurrent;

namespace SPAgent.Tests;

/// <summary>
/// Time in which waiting costs nothing: a timer up to <paramref name="skip"/> moves the clock and fires at once; longer
/// ones wait for <see cref="Advance"/>.
/// </summary>
internal sealed class SteppedTime(TimeSpan skip) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<StepTimer> _timers = [];
    private readonly ConcurrentQueue<TimeSpan> _skipped = new();
    private DateTimeOffset _now = new(2025, 1, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The waits that were skipped, in order.</summary>
    public IReadOnlyList<TimeSpan> Skipped => [.. _skipped];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        StepTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; what falls due has run when the call returns.</summary>
    public void Advance(TimeSpan by)
    {
        StepTimer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.DueAt <= _now)];
            _timers.RemoveAll(timer => due.Contains(timer));
        }

        foreach (StepTimer timer in due) timer.Fire();
    }

    private void Set(StepTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            timer.DueAt = _now + dueTime;
            if (dueTime > skip)
            {
                _timers.Add(timer);
                return;
            }

            _now = timer.DueAt;
        }

        _skipped.Enqueue(dueTime);
        ThreadPool.QueueUserWorkItem(_ => timer.Fire());
    }

    private sealed class StepTimer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset DueAt { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
