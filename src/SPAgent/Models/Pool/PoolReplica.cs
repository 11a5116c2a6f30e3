using System.Diagnostics.CodeAnalysis;

namespace SPAgent;

/// <summary>
/// One server of a pool and its health. After a failure it gets one request at a time until it answers; after three in
/// a row it is out for a second, doubled each time up to a minute, and then gets one request as a probe. A time-out
/// halves how many requests it holds at once; each answer allows a little more. Guarded by the pool's lock.
/// </summary>
/// <param name="client">Asks it once; waits for its rate limit are the client's own.</param>
/// <param name="endpoint">The server.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "The pool disposes the client.")]
internal sealed class PoolReplica(OpenAICompatibleClient client, ModelEndpoint endpoint, TimeProvider time)
{
    private const int FailuresUntilOut = 3;
    private const double LongestOut = 60;

    private long? _begun, _outSince;
    private long _limited;
    private double _outSeconds;
    private TimeSpan _outBefore;
    private double _limit = double.PositiveInfinity;
    private int _failuresInRow, _requests, _failures;
    private long _tokens;

    public OpenAICompatibleClient Client => client;

    public ModelEndpoint Endpoint => endpoint;

    public int InFlight { get; private set; }

    /// <summary>Whether it answers as far as is known.</summary>
    public bool IsSound => _failuresInRow == 0;

    public bool IsOut => _outSince is not null;

    /// <summary>Whether there is room for one more request under the limit that time-outs set.</summary>
    public bool HasRoom => InFlight < _limit;

    /// <summary>Whether it may be asked whether it is there again.</summary>
    public bool MayBeProbed =>
        !IsSound && InFlight == 0
        && (_outSince is not { } since || time.GetElapsedTime(since).TotalSeconds >= _outSeconds);

    /// <returns>When it began.</returns>
    public long Begin()
    {
        InFlight++;
        _requests++;
        long now = time.GetTimestamp();
        _begun ??= now;
        return now;
    }

    /// <summary>Notes an answer.</summary>
    public void Answered(long tokens)
    {
        InFlight--;
        _tokens += tokens;
        _failuresInRow = 0;
        _limit += 1 / _limit;
        if (_outSince is { } since) _outBefore += time.GetElapsedTime(since);
        (_outSince, _outSeconds) = (null, 0);
    }

    /// <summary>Notes a request that ended with no word about the server: it was cancelled, or is itself at
    /// fault.</summary>
    public void Leave(bool failed = false)
    {
        InFlight--;
        if (failed) _failures++;
    }

    /// <summary>Notes a failure that may be the server's.</summary>
    /// <param name="begun">When the request began.</param>
    /// <param name="timedOut">Whether there was no answer in time.</param>
    public void Failed(long begun, bool timedOut)
    {
        // Requests of one moment time out together: they halve the limit once.
        if (timedOut && begun >= _limited)
            (_limit, _limited) = (Math.Max(1, Math.Min(_limit, InFlight) / 2), time.GetTimestamp());
        Leave(failed: true);
        if (++_failuresInRow < FailuresUntilOut) return;
        // Requests that were on their way when it went out tell nothing new.
        bool probe = IsOut && InFlight == 0;
        if (IsOut && !probe) return;
        _outSeconds = Math.Min(LongestOut, IsOut ? 2 * _outSeconds : 1);
        if (_outSince is { } since) _outBefore += time.GetElapsedTime(since);
        _outSince = time.GetTimestamp();
    }

    public EndpointStatus Status()
    {
        double seconds = _begun is { } begun ? time.GetElapsedTime(begun).TotalSeconds : 0;
        return new()
        {
            Address = endpoint.Path.AbsoluteUri,
            Requests = _requests,
            Failures = _failures,
            InFlight = InFlight,
            OutputTokens = _tokens,
            OutFor = _outBefore + (_outSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero),
            IsOut = IsOut,
            TokensPerSecond = seconds > 0 ? _tokens / seconds : 0,
        };
    }
}
