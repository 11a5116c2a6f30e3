namespace SPAgent.Serve;

/// <summary>The state of a folder, for those who wait for it to change.</summary>
internal sealed class ChangingState(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Signal _changed = new();
    private FolderState _state = new(0, 0, 0, 0, 0, false, 0, null);

    public FolderState Now
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>Waits until something changes, or until the pause is over.</summary>
    public async Task<FolderState> NextAsync(long after, TimeSpan longest, CancellationToken cancellationToken)
    {
        Task change = _changed.Next;
        if (Now is var now && now.Version != after) return now;
        await Signal.WaitAsync(change, longest, time, cancellationToken).ConfigureAwait(false);
        return Now;
    }

    /// <summary>Tells how many items there are, and how many of them are in the index.</summary>
    public void Publish(int known, int indexed, bool isNews) =>
        Change(state => state with { Known = known, Indexed = indexed }, isNews);

    /// <summary>Changes it. What is as before is no news, unless it is called so.</summary>
    public void Change(Func<FolderState, FolderState> change, bool isNews = false)
    {
        lock (_gate)
        {
            FolderState next = change(_state);
            if (!isNews && next == _state) return;
            _state = next with { Version = _state.Version + 1 };
        }

        _changed.Raise();
    }
}
