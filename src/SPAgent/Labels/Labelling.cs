namespace SPAgent;

/// <summary>Marks traces and sessions: keep or drop, tags, notes, better answers.</summary>
public static class Labelling
{
    /// <summary>The labels of a folder of traces. Keep the result where many are read or set: it remembers what it has
    /// read, and reads on.</summary>
    public static LabelStore Labels(this TraceStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new LabelStore(store.Folder, new LabelledTraces(store));
    }

    /// <summary>The labels of a collection. Keep the result where many are read or set: it remembers what it has read,
    /// and reads on.</summary>
    public static LabelStore Labels(this SessionStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        // A folder of sessions alone, under whatever name, holds its labels itself.
        bool inCollection = Path.GetFileName(store.SessionsPath) == SessionLayout.Sessions;
        return new LabelStore(inCollection ? store.Path : store.SessionsPath, new LabelledSessions(store));
    }

    /// <summary>Marks a trace; on disk when it returns.</summary>
    /// <param name="store">The traces.</param>
    /// <param name="id"><c>7</c>, <c>7.r2</c> for the second answer to row 7, or <c>trace_00007</c>.</param>
    /// <param name="change">What is marked.</param>
    /// <returns>What is marked on it now.</returns>
    /// <inheritdoc cref="LabelStore.Set(string, LabelChange)"/>
    public static RecordLabel Label(this TraceStore store, string id, LabelChange change) =>
        store.Labels().Set(id, change);

    /// <summary>Keeps or drops a trace: <c>traces.Label("7", LabelVerdict.Drop)</c>.</summary>
    /// <inheritdoc cref="Label(TraceStore, string, LabelChange)"/>
    public static RecordLabel Label(
        this TraceStore store, string id, LabelVerdict verdict, string? note = null) =>
        store.Label(id, new LabelChange { Verdict = verdict, Note = note });

    /// <summary>Marks a session; on disk when it returns.</summary>
    /// <param name="store">The collection.</param>
    /// <param name="id">The session's id.</param>
    /// <param name="change">What is marked.</param>
    /// <returns>What is marked on it now.</returns>
    /// <inheritdoc cref="LabelStore.Set(string, LabelChange)"/>
    public static RecordLabel Label(this SessionStore store, string id, LabelChange change) =>
        store.Labels().Set(id, change);

    /// <summary>Keeps or drops a session.</summary>
    /// <inheritdoc cref="Label(SessionStore, string, LabelChange)"/>
    public static RecordLabel Label(
        this SessionStore store, string id, LabelVerdict verdict, string? note = null) =>
        store.Label(id, new LabelChange { Verdict = verdict, Note = note });
}
