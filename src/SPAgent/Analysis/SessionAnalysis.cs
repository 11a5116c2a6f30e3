namespace SPAgent;

/// <summary>What a collection of sessions adds up to.</summary>
public static class SessionAnalysis
{
    private const int Stretch = 64;

    /// <summary>Reads each session once, on all cores. The counts are those of <see cref="CollectionStatistics"/>.</summary>
    public static SessionStatistics Statistics(this SessionStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        CollectionStatistics counts = CollectionStatistics.Of(store.Path);
        List<double> samples = [], prompts = [], responses = [], latencies = [];
        foreach ((string _, CollectedSession? session, string? _) in store.InParallel(cancellationToken))
        {
            if (session is null) continue;
            samples.Add(session.Samples.Count);
            foreach (InferenceSample sample in session.Samples)
            {
                prompts.Add(sample.Prompt.Length);
                responses.Add(sample.Response.Length);
                if (sample.LatencyMs is double latency) latencies.Add(latency);
            }
        }

        return new SessionStatistics
        {
            TotalSessions = counts.TotalSessions,
            SuccessfulSessions = counts.SuccessfulSessions,
            FailedSessions = counts.FailedSessions,
            TotalSamples = counts.TotalSamples,
            SuccessRate = counts.SuccessRate,
            AvgSamplesPerSuccess = counts.AvgSamplesPerSuccess,
            Unreadable = counts.UnreadableSessions,
            Distributions =
            [
                Distribution.Of("samples", samples), Distribution.Of("prompt_characters", prompts),
                Distribution.Of("response_characters", responses), Distribution.Of("latency_ms", latencies),
            ],
        };
    }

    /// <summary>All sessions in the order of their names, or why one can't be read.</summary>
    internal static IEnumerable<(string Name, CollectedSession? Session, string? Problem)> InParallel(this SessionStore store, CancellationToken cancellationToken) =>
        store.ListSessionIds().Chunk(Stretch).AsParallel().AsOrdered().WithCancellation(cancellationToken).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(names => names.Select(name => Load(store, name)).ToArray()).AsEnumerable().SelectMany(stretch => stretch);

    private static (string Name, CollectedSession? Session, string? Problem) Load(SessionStore store, string name)
    {
        try
        {
            return (name, store.Load(name), null);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (name, null, broken.Message);
        }
    }
}
