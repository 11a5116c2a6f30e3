namespace SPAgent;

/// <summary>Counts sessions one by one; their texts are gone when they were counted.</summary>
internal sealed class SessionTally
{
    private const int MostTools = 256;

    private readonly List<double> _samples = [], _calls = [], _tokens = [], _prompts = [], _responses = [],
        _latencies = [];
    private readonly Dictionary<string, (int Calls, int Failed, int Sessions)> _tools = new(StringComparer.Ordinal);

    public void Add(CollectedSession session)
    {
        _samples.Add(session.Samples.Count);
        long tokens = 0;
        bool counted = false;
        foreach (InferenceSample sample in session.Samples)
        {
            _prompts.Add(sample.Prompt.Length);
            _responses.Add(sample.Response.Length);
            if (sample.LatencyMs is double latency) _latencies.Add(latency);
            if (sample.Tokens() is not long spent) continue;
            tokens += spent;
            counted = true;
        }

        if (counted) _tokens.Add(tokens);
        IReadOnlyList<SessionCall> calls = SessionCall.Of(session);
        _calls.Add(calls.Count);
        foreach (IGrouping<string, SessionCall> group in calls.GroupBy(call => call.Tool, StringComparer.Ordinal))
        {
            // Models invent names; a bounded number of them is worth a row.
            if (!_tools.TryGetValue(group.Key, out (int Calls, int Failed, int Sessions) tool)
                && _tools.Count == MostTools) continue;
            _tools[group.Key] =
                (tool.Calls + group.Count(), tool.Failed + group.Count(call => call.Failed), tool.Sessions + 1);
        }
    }

    public SessionStatistics Finish(CollectionStatistics counts) => new()
    {
        TotalSessions = counts.TotalSessions,
        SuccessfulSessions = counts.SuccessfulSessions,
        FailedSessions = counts.FailedSessions,
        TotalSamples = counts.TotalSamples,
        SuccessRate = counts.SuccessRate,
        AvgSamplesPerSuccess = counts.AvgSamplesPerSuccess,
        Unreadable = counts.UnreadableSessions,
        TotalToolCalls = (long)_calls.Sum(),
        TotalTokens = (long)_tokens.Sum(),
        Distributions =
        [
            Distribution.Of("samples", _samples),
            Distribution.Of("tool_calls", _calls),
            Distribution.Of("tokens", _tokens),
            Distribution.Of("prompt_characters", _prompts),
            Distribution.Of("response_characters", _responses),
            Distribution.Of("latency_ms", _latencies),
        ],
        Tools =
            [
                .. _tools.Select(tool => new SessionToolStatistics { Tool = tool.Key, Calls = tool.Value.Calls,
                    Failed = tool.Value.Failed, Sessions = tool.Value.Sessions })
            .OrderByDescending(tool => tool.Calls).ThenBy(tool => tool.Tool, StringComparer.Ordinal)],
    };
}
