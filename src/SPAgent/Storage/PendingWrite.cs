namespace SPAgent;

/// <summary>Files that are written under temporary names and wait to be flushed and published.</summary>
internal sealed class PendingWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What must be on disk before <see cref="Publish"/>: files, then the folders that hold their
    /// names.</summary>
    public required IReadOnlyList<string> Contents { get; init; }

    /// <summary>Gives the files their final names; null when they have them, as an appended log has.</summary>
    public Action? Publish { get; init; }

    /// <summary>The folders whose entries <see cref="Publish"/> changes.</summary>
    public required IReadOnlyList<string> Parents { get; init; }

    /// <summary>Ends when the write is published and durable, or failed.</summary>
    public Task Done => _done.Task;

    /// <summary>Publishes unless the flush failed; what goes wrong belongs to this write alone.</summary>
    public void TryPublish()
    {
        if (Done.IsCompleted) return;
        try
        {
            Publish?.Invoke();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Ends the write well, unless it failed.</summary>
    public void Finish() => _done.TrySetResult();

    /// <summary>Ends the write with its error.</summary>
    public void Fail(Exception error) => _done.TrySetException(error);
}
