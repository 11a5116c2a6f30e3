namespace SPAgent;

/// <summary>
/// What concurrent requests to one server share about its rate limit. One 429 pauses them all; after the pause the
/// oldest request goes alone, and each answer lets one more go at the same time: the server sets the pace, nobody
/// hammers it, and no request is refused again and again while younger ones pass. Without a 429 it only counts.
/// </summary>
/// <param name="options">Base and longest delay, clock.</param>
/// <param name="jitter">Up to a tenth more is waited.</param>
internal sealed class RateLimitGate(OpenAICompatibleOptions options, Jitter jitter) : IDisposable
{
    private const int Unlimited = int.MaxValue;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource<int>, long> _waiting = new();
    private ITimer? _timer;
    private DateTimeOffset? _closedUntil;
    private int _window = Unlimited;
    private int _inFlight;
    private int _level;
    private long _tickets;

    // Counts pauses: a 429 that was sent before the last pause began tells nothing new.
    private int _round;

    /// <summary>Whether a request would wait now.</summary>
    public bool MustWait
    {
        get
        {
            lock (_lock) return _waiting.Count > 0 || !IsOpen;
        }
    }

    /// <summary>The age of a request, kept over its attempts.</summary>
    public long Ticket() => Interlocked.Increment(ref _tickets);

    /// <summary>Waits for a place and takes it; <see cref="Leave"/> gives it back.</summary>
    /// <returns>The round that the attempt belongs to.</returns>
    public async ValueTask<int> EnterAsync(long ticket, CancellationToken cancellationToken)
    {
        TaskCompletionSource<int> place;
        lock (_lock)
        {
            if (_waiting.Count == 0 && IsOpen)
            {
                _inFlight++;
                return _round;
            }

            place = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place, ticket);
        }

        await using (cancellationToken.Register(() => place.TrySetCanceled(cancellationToken)).ConfigureAwait(false))
        {
            return await place.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Gives a place back; an answer widens the window of its round.</summary>
    public void Leave(int round, bool answered)
    {
        lock (_lock)
        {
            _inFlight--;
            if (answered && round == _round)
            {
                _level = Math.Max(0, _level - 1);
                // Once there is a place for everyone, the limit is behind us.
                _window = _window > _inFlight + _waiting.Count ? Unlimited : _window + 1;
            }

            Admit();
        }
    }

    /// <summary>Closes the gate after a 429: for as long as the server asks, or for twice the last pause.</summary>
    public void Pause(int round, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            bool news = round == _round;
            if (!news && retryAfter is null) return;
            if (news)
            {
                _round++;
                _level++;
                _window = 1;
            }

            TimeSpan wait = retryAfter is { } asked && asked > TimeSpan.Zero ? asked : OwnPause();
            DateTimeOffset until = options.TimeProvider.GetUtcNow() + (wait * (1 + (0.1 * jitter.Next())));
            if (_closedUntil >= until) return;
            _closedUntil = until;
            Arm();
        }
    }

    /// <summary>Lets those that still wait go with an exception.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            ObjectDisposedException gone = new("the model's client");
            while (_waiting.TryDequeue(out TaskCompletionSource<int>? place, out _)) place.TrySetException(gone);
        }
    }

    private bool IsOpen => _closedUntil is null && _inFlight < _window;

    private TimeSpan OwnPause()
    {
        double seconds = options.BaseDelay.TotalSeconds * Math.Pow(2, _level - 1);
        return seconds < options.MaxDelay.TotalSeconds ? TimeSpan.FromSeconds(seconds) : options.MaxDelay;
    }

    private void Arm()
    {
        TimeSpan rest = _closedUntil!.Value - options.TimeProvider.GetUtcNow();
        _timer ??= options.TimeProvider.CreateTimer(_ => Open(), null, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        // Timers count whole milliseconds and may come early by one.
        _timer.Change(rest > TimeSpan.Zero ? rest + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
    }

    private void Open()
    {
        lock (_lock)
        {
            if (_closedUntil is null) return;
            if (options.TimeProvider.GetUtcNow() < _closedUntil)
            {
                Arm();
                return;
            }

            _closedUntil = null;
            Admit();
        }
    }

    private void Admit()
    {
        while (IsOpen && _waiting.TryDequeue(out TaskCompletionSource<int>? place, out _))
        {
            if (place.TrySetResult(_round)) _inFlight++;
        }
    }
}
