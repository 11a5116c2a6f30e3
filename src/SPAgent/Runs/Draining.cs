namespace SPAgent;

/// <summary>Ends a run at the next sample when it is told to: what is in flight goes on.</summary>
internal sealed class Draining(CancellationToken told)
{
    private volatile bool _cut;

    /// <summary>Whether something was left undone for it.</summary>
    public bool CutShort => _cut;

    /// <summary>Whether nothing new is begun; asked only where there is something to begin.</summary>
    public bool Ends()
    {
        if (!told.IsCancellationRequested) return false;
        _cut = true;
        return true;
    }

    /// <summary>The work until then.</summary>
    public IEnumerable<T> Until<T>(IEnumerable<T> work)
    {
        foreach (T one in work)
        {
            if (Ends()) yield break;
            yield return one;
        }
    }

    /// <exception cref="OperationCanceledException">Something was left undone.</exception>
    public void Demand()
    {
        if (CutShort) throw new OperationCanceledException("The run was told to end; running it again goes on.", told);
    }
}
