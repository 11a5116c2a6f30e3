using System.Threading.RateLimiting;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Keeps the requests of a client within limits a minute, over any window of 60 seconds. What a request will take in
/// tokens is taken to be what the last ones took, and made good when its reply is there.
/// </summary>
internal sealed class RequestPacing : IDisposable
{
    /// <summary>How long a request counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int Segments = 60;

    private readonly SlidingWindowRateLimiter? _requests, _tokens;
    private readonly int _mostTokens;
    private long _expected = 1;

    private RequestPacing(int? requests, int? tokens)
    {
        (_requests, _tokens) = (Limiter(requests), Limiter(tokens));
        _mostTokens = tokens ?? 0;
    }

    /// <summary>The pacing that options ask for; null for none.</summary>
    public static RequestPacing? Of(OpenAICompatibleOptions options) =>
        (options.RequestsPerMinute ?? options.TokensPerMinute) is null ? null
            : new(options.RequestsPerMinute, options.TokensPerMinute);

    /// <summary>Waits until a request may be sent.</summary>
    /// <returns>The tokens that it was let in with.</returns>
    public async ValueTask<int> EnterAsync(CancellationToken cancellationToken)
    {
        if (_requests is not null)
            (await _requests.AcquireAsync(1, cancellationToken).ConfigureAwait(false)).Dispose();
        if (_tokens is null) return 0;
        int expected = (int)Math.Min(Interlocked.Read(ref _expected), _mostTokens);
        (await _tokens.AcquireAsync(expected, cancellationToken).ConfigureAwait(false)).Dispose();
        return expected;
    }

    /// <summary>Makes good what a reply took beyond what its request was let in with.</summary>
    public void Answered(int expected, UsageDetails? usage)
    {
        if (_tokens is null || TokenCount.Of(usage)?.Total is not { } taken) return;
        Interlocked.Exchange(ref _expected, Math.Max(1, (Interlocked.Read(ref _expected) + taken) / 2));
        int more = (int)Math.Min(taken - expected, _mostTokens);
        // Those who come later wait behind it.
        if (more > 0) _ = _tokens.AcquireAsync(more).AsTask();
    }

    public void Dispose()
    {
        _requests?.Dispose();
        _tokens?.Dispose();
    }

    private static SlidingWindowRateLimiter? Limiter(int? aMinute) => aMinute is not { } limit ? null
        : new(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = limit,
            Window = Window,
            SegmentsPerWindow = Segments,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
}
