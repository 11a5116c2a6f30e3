namespace SPAgent.Serve;

/// <summary>Wakes those who wait for the next time that something happens.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Ends when it is raised next. Who takes it before looking at the facts misses nothing.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Whether it came within the time.</summary>
    public static async Task<bool> WaitAsync(
        Task signal, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(longest, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
