using System.Runtime.ExceptionServices;

namespace SPAgent;

/// <summary>
/// Traces on their way to disk. A worker hands its trace over and asks about the next row; the flush, which traces
/// share, is waited for here. What can't be written stops the run.
/// </summary>
internal sealed class PendingTraces(TraceStore store, RunTally tally, int limit, CancellationTokenSource stop)
    : IDisposable
{
    private readonly SemaphoreSlim _free = new(limit);
    private Exception? _failure;

    /// <summary>Takes a trace; waits only while <c>limit</c> others are under way.</summary>
    public async Task AddAsync(Trace trace, GivenAnswer given)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        _ = WriteAsync(trace, given);
    }

    /// <summary>Ends when all traces are on disk.</summary>
    /// <exception cref="IOException">One of them could not be written.</exception>
    public async Task FinishAsync()
    {
        for (int i = 0; i < limit; i++) await _free.WaitAsync().ConfigureAwait(false);
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
    }

    public void Dispose() => _free.Dispose();

    private async Task WriteAsync(Trace trace, GivenAnswer given)
    {
        try
        {
            // A finished conversation is paid for: its write is not cancelled.
            if (!given.IsSaved) await store.SaveAsync(trace, CancellationToken.None).ConfigureAwait(false);
            tally.Add(trace);
            if (given.Settled is { } settled) await settled().ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            Interlocked.CompareExchange(ref _failure, problem, null);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }
}
