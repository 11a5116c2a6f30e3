namespace SPAgent;

/// <summary>Counts traces one by one; counts of neighbouring stretches of a folder can be added up in order.</summary>
/// <remarks>A trace leaves about a hundred bytes here, for the quantiles; its texts are gone when it was
/// counted.</remarks>
/// <param name="success">What counts as a success.</param>
internal sealed class TraceTally(SuccessRule success)
{
    private const int MostProblems = 20, MostTools = 256;
    private static readonly int[] Thresholds = [1, 25, 200, 750, 2500];
    private static readonly string[] AccuracyNames = [.. Thresholds.Select(km => $"acc@{km}km")];
    private static readonly double[] DistanceEdges = [0, 1, 5, 25, 100, 200, 750, 2500, 20038];
    private static readonly double[] RewardEdges = [.. Enumerable.Range(0, 11).Select(tenth => tenth / 10.0)];

    private readonly List<string> _problems = [];
    private readonly int[] _within = new int[Thresholds.Length];
    private readonly Dictionary<string, ToolCount> _tools = new(StringComparer.Ordinal);
    private readonly ColumnTally _columns = new();
    private readonly RowTally _rows = new(success);
    private readonly List<double> _turns = [], _calls = [], _tokens = [], _durations = [], _rewards = [],
        _distances = [];
    private readonly List<double> _responses = [], _turnTokens = [], _latencies = [], _prompts = [];
    private int _unreadable, _parsed;
    private long _failedCalls;

    private sealed record ToolCount
    {
        public int Calls, Failed, Traces, Rewarded;
        public double Reward;
    }

    private long _judgeRequests, _judgeTokens;

    public void Add(TraceException problem)
    {
        _unreadable++;
        if (_problems.Count < MostProblems) _problems.Add(problem.Message);
    }

    /// <param name="trace">The trace.</param>
    /// <param name="row">Its row, as its file is named: traces of other tools may all say the same index.</param>
    public void Add(Trace trace, int row)
    {
        _rows.Add(row, trace.Reward);
        long tokens = 0;
        foreach (ConversationTurn turn in trace.Turns)
        {
            long spent = turn.Tokens();
            tokens += spent;
            _responses.Add(turn.Response.Length);
            if (turn.Usage is not null) _turnTokens.Add(spent);
            if (turn.LatencyMs is long latency) _latencies.Add(latency);
        }

        _turns.Add(trace.Turns.Count);
        _calls.Add(trace.ToolCalls.Count);
        _tokens.Add(tokens);
        foreach (Judgement judgement in trace.Judgements)
        {
            _judgeRequests += judgement.Requests;
            _judgeTokens += judgement.Tokens;
        }

        if (trace.DurationMs is long duration) _durations.Add(duration);
        if (trace.InitialPrompt is InitialPrompt prompt) _prompts.Add(prompt.System.Length + prompt.User.Length);
        double? reward = trace.Reward is { Score: var score } && double.IsFinite(score) ? score : null;
        if (reward is double scored) _rewards.Add(scored);
        double? km = Distance(trace.Reward);
        Count(trace.ToolCalls, reward);
        _columns.Add(trace.SampleData, trace.Reward is { ParseSuccess: true }, reward, km);
    }

    public void Merge(TraceTally later)
    {
        _unreadable += later._unreadable;
        _parsed += later._parsed;
        _failedCalls += later._failedCalls;
        _judgeRequests += later._judgeRequests;
        _judgeTokens += later._judgeTokens;
        _problems.AddRange(later._problems.Take(MostProblems - _problems.Count));
        for (int i = 0; i < _within.Length; i++) _within[i] += later._within[i];
        List<double>[] ours = Values(), theirs = later.Values();
        for (int i = 0; i < ours.Length; i++) ours[i].AddRange(theirs[i]);
        foreach ((string name, ToolCount more) in later._tools)
        {
            if (Find(name) is not ToolCount tool) continue;
            tool.Calls += more.Calls;
            tool.Failed += more.Failed;
            tool.Traces += more.Traces;
            tool.Rewarded += more.Rewarded;
            tool.Reward += more.Reward;
        }

        _columns.Merge(later._columns);
        _rows.Merge(later._rows);
    }

    public TraceStatistics Finish(RolloutSettings settings) => Finish(settings, _rows.Finish(settings));

    private TraceStatistics Finish(RolloutSettings settings, RowFigures rows) => new()
    {
        TotalTraces = _turns.Count,
        Rows = rows.Rows,
        Rollouts = rows.Rollouts,
        PassAtK = rows.PassAtK,
        PassAtKRows = rows.PassAtKRows,
        PassAtKReason = settings.StopsWhenSolved ? TraceStatistics.Biased : null,
        AverageRowReward = rows.MeanReward,
        AverageRowRewardSpread = rows.Spread,
        RowsAllSucceed = rows.AllRight,
        RowsNoneSucceed = rows.NoneRight,
        Unreadable = _unreadable,
        Problems = _problems,
        ParseSuccess = _parsed,
        Accuracy =
            [.. Thresholds.Select((km, i) =>
                new AccuracyCount(km, _within[i], _turns.Count == 0 ? 0 : 100.0 * _within[i] / _turns.Count))],
        TotalTurns = (long)_turns.Sum(),
        TotalToolCalls = (long)_calls.Sum(),
        FailedToolCalls = _failedCalls,
        TotalTokens = (long)_tokens.Sum(),
        JudgeRequests = _judgeRequests,
        JudgeTokens = _judgeTokens,
        Distributions =
        [
            Distribution.Of("turns", _turns),
            Distribution.Of("tool_calls", _calls),
            Distribution.Of("tokens", _tokens),
            Distribution.Of("duration_ms", _durations),
            Distribution.Of("reward", _rewards, RewardEdges),
            Distribution.Of("distance_km", _distances, DistanceEdges),
            Distribution.Of("prompt_characters", _prompts),
            Distribution.Of("response_characters", _responses),
            Distribution.Of("turn_tokens", _turnTokens),
            Distribution.Of("latency_ms", _latencies),
        ],
        Tools = [.. _tools.Select(tool => Finish(tool.Key, tool.Value)).OrderByDescending(tool => tool.Calls)
            .ThenBy(tool => tool.Tool, StringComparer.Ordinal)],
        Columns = _columns.Count(rows.Rows),
    };

    private double? Distance(RewardScore? reward)
    {
        if (reward is not { ParseSuccess: true }) return null;
        _parsed++;
        for (int i = 0; i < _within.Length; i++) _within[i] += reward[AccuracyNames[i]] > 0 ? 1 : 0;
        if (reward["distance@km"] is not double km || !double.IsFinite(km)) return null;
        _distances.Add(km);
        return km;
    }

    private void Count(IReadOnlyList<ToolCall> calls, double? reward)
    {
        foreach (IGrouping<string, ToolCall> group in calls.GroupBy(call => call.Name, StringComparer.Ordinal))
        {
            int failed = group.Count(call => !call.Success);
            _failedCalls += failed;
            if (Find(group.Key) is not ToolCount tool) continue;
            tool.Calls += group.Count();
            tool.Failed += failed;
            tool.Traces++;
            if (reward is not double score) continue;
            tool.Rewarded++;
            tool.Reward += score;
        }
    }

    // Models invent names; a bounded number of them is worth a row.
    private ToolCount? Find(string name)
    {
        if (_tools.TryGetValue(name, out ToolCount? tool)) return tool;
        return _tools.Count < MostTools ? _tools[name] = new ToolCount() : null;
    }

    private ToolStatistics Finish(string name, ToolCount tool)
    {
        int others = _rewards.Count - tool.Rewarded;
        return new ToolStatistics
        {
            Tool = name,
            Calls = tool.Calls,
            Failed = tool.Failed,
            Traces = tool.Traces,
            MeanRewardWith = tool.Rewarded == 0 ? null : tool.Reward / tool.Rewarded,
            MeanRewardWithout = others == 0 ? null : (_rewards.Sum() - tool.Reward) / others,
        };
    }

    private List<double>[] Values() =>
        [_turns, _calls, _tokens, _durations, _rewards, _distances, _responses, _turnTokens, _latencies, _prompts];
}
