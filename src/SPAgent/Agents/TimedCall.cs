namespace SPAgent;

/// <summary>A call of a tool that is given so much time and no more.</summary>
internal static class TimedCall
{
    /// <summary>Makes the call on a thread of the pool. One that does not end when it is told to is left behind, not waited for.</summary>
    /// <exception cref="TimeoutException">It took longer than <paramref name="limit"/>; the message is fit for the model.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timer = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        CancellationToken stop = either.Token;
        try
        {
            return await Task.Run(() => call(stop), stop).WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The tool gave no result within {limit.TotalSeconds:0.###} s.");
        }
    }
}
