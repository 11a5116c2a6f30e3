namespace SPAgent;

/// <summary>What a collection of sessions adds up to.</summary>
public static class SessionAnalysis
{
    private const int Stretch = 64;

    /// <summary>Reads each session once, on all cores. The counts are those of
    /// <see cref="CollectionStatistics"/>.</summary>
    public static SessionStatistics Statistics(this SessionStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        CollectionStatistics counts = store.Index.Count([]);
        SessionTally tally = new();
        foreach (CollectedSession? session in store.InParallel((_, session, _) => session, cancellationToken))
        {
            if (session is not null) tally.Add(session);
        }

        return tally.Finish(counts);
    }

    /// <summary>Rows for tables and data frames, in the order of the sessions' names. Fields of the caller's metadata
    /// carry their own names, behind the session's.</summary>
    /// <param name="store">The sessions; those that can't be read have no row.</param>
    /// <param name="rows">What a row stands for. Default: a session.</param>
    /// <param name="cancellationToken">Stops between two stretches of sessions.</param>
    public static Table ToTable(this SessionStore store, SessionRows rows = SessionRows.Sessions,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        TableBuilder table = new();
        foreach (CollectedSession? session in store.InParallel((_, session, _) => session, cancellationToken))
        {
            if (session is not null) SessionTableRows.Add(table, session, rows);
        }

        return table.Build();
    }

    /// <summary>Works on all sessions on all cores, on each with its name and why it can't be read; the results come in
    /// the order of the names.</summary>
    internal static IEnumerable<T> InParallel<T>(this SessionStore store,
        Func<string, CollectedSession?, string?, T> work, CancellationToken cancellationToken) =>
        store.ListSessionIds().Chunk(Stretch).AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(names => names.Select(name => Load(store, name, work)).ToArray()).AsEnumerable()
            .SelectMany(stretch => stretch);

    private static T Load<T>(SessionStore store, string name, Func<string, CollectedSession?, string?, T> work)
    {
        CollectedSession session;
        try
        {
            session = store.Load(name);
        }
        catch (Exception broken)
            when (broken is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return work(name, null, TerminalText.Message(broken));
        }

        return work(name, session, null);
    }
}
