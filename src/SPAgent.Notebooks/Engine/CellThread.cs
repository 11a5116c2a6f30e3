namespace SPAgent.Notebooks;

/// <summary>Runs a cell on a thread of its own and gets it to stop when it is interrupted.</summary>
/// <remarks>
/// Checkpoints end the cell's own loops, <see cref="Thread.Interrupt"/> ends waits (sleep, lock, a blocking wait for a
/// task). Library code that spins, a finalizer or a native call heed neither; such a cell is left behind and said to
/// run on.
/// </remarks>
internal static class CellThread
{
    private const int StackBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan s_nudge = TimeSpan.FromMilliseconds(50);
    private const int NudgesOfBlockedThread = 40;
    private const int NudgesOfAwaitingCell = 10;

    /// <exception cref="CellStuckException">The cell was interrupted and does not stop.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> body, string name, CancellationToken cancel)
    {
        // Completes when the body has returned its task: from then on it awaits, and the thread is gone.
        var begun = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Begin(body, begun), StackBytes) { IsBackground = true, Name = name };
        thread.Start();
        Task<T> work = begun.Task.Unwrap();
        try
        {
            return await work.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !work.IsCompleted)
        {
            Checkpoint.Arm();
        }

        for (int nudge = 0; nudge < (begun.Task.IsCompleted ? NudgesOfAwaitingCell : NudgesOfBlockedThread); nudge++)
        {
            try
            {
                return await work.WaitAsync(s_nudge, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                if (!begun.Task.IsCompleted) thread.Interrupt();
            }
        }

        throw new CellStuckException(isAwaiting: begun.Task.IsCompleted);
    }

    private static void Begin<T>(Func<Task<T>> body, TaskCompletionSource<Task<T>> begun)
    {
        try
        {
            begun.SetResult(body());
        }
        catch (Exception failure)
        {
            begun.SetException(failure);
        }
    }
}

/// <summary>An interrupted cell goes on regardless.</summary>
internal sealed class CellStuckException(bool isAwaiting) : Exception(isAwaiting
    ? "the cell was left; what it awaits may finish in the background."
    : "the cell is inside code that can't be stopped from outside and goes on in the background. "
        + "Restart the kernel to end it.");
