using System.Collections.Concurrent;

namespace SPAgent;

/// <summary>Which questions a collection has answered or failed already: those on disk, read once when first asked, and
/// those of this process.</summary>
internal sealed class AnsweredQuestions(SessionStore store)
{
    private readonly ConcurrentDictionary<string, bool> _here = new(StringComparer.Ordinal);
    private Lazy<Dictionary<string, bool>> _onDisk = new(() => Load(store));

    /// <summary>Notes a question that is being asked, failed, or was saved.</summary>
    public void Note(string sourceKey, bool succeeded) =>
        _here.AddOrUpdate(sourceKey, succeeded, (_, before) => before || succeeded);

    /// <summary>Takes back that a question is being asked; what it came to before stays.</summary>
    public void Forget(string sourceKey) => _here.TryRemove(KeyValuePair.Create(sourceKey, false));

    /// <summary>Looks at the disk again when it is asked next: other processes may have answered meanwhile.</summary>
    public void LookAgain() => Volatile.Write(ref _onDisk, new(() => Load(store)));

    /// <summary>Whether a session of the question was saved or, with <paramref name="countFailed"/>, it was asked at
    /// all.</summary>
    public bool Contains(string sourceKey, bool countFailed) =>
        (_here.TryGetValue(sourceKey, out bool here) && (here || countFailed))
        || (_onDisk.Value.TryGetValue(sourceKey, out bool stored) && (stored || countFailed));

    private static Dictionary<string, bool> Load(SessionStore store)
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (FailedSession failed in store.ReadFailures())
        {
            if (failed is { SourceKey: { } key, IsTransient: false }) known[key] = false;
        }

        foreach (SessionSummary session in store.Index.Read().Values)
        {
            if (session.SourceKey is { } key) known[key] = true;
        }

        return known;
    }
}
