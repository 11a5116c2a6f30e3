using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>Counts what a distillation did.</summary>
/// <param name="total">Answers that there are to be in the end.</param>
/// <param name="earlier">Those that there were, or that failed, before.</param>
/// <param name="success">What counts as a success; null where nobody asks.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Who is told.</param>
/// <param name="budget">Whose prices an estimate takes; null where it says tokens alone.</param>
/// <param name="pool">The servers, where there are several.</param>
/// <param name="log">Who is told without what was said.</param>
internal sealed class RunTally(
    int total, int earlier, SuccessRule? success, TimeProvider time, IProgress<RunProgress>? progress,
    RunBudget? budget, EndpointPool? pool, ILogger log)
    : RunCounts(total, earlier, time, progress, budget, pool, log)
{
    private int _parsed, _calls, _scored, _located, _notAsked, _successes;
    private double _scores, _kilometres;
    private int _judgeRequests, _unscored;
    private long _judgeTokens;

    public void Add(Trace trace) => CountDone(TokenCount.Of(trace), () => AddFigures(trace));

    private void AddFigures(Trace trace)
    {
        _calls += trace.ToolCalls.Count;
        Tokens += trace.Turns.Sum(turn => turn.Usage?.TotalTokens ?? 0);
        _judgeRequests += trace.Judgements.Sum(judgement => judgement.Requests);
        _judgeTokens += trace.Judgements.Sum(judgement => judgement.Tokens);
        if (trace.Reward is null && trace.Judgements.Count > 0) _unscored++;
        if (trace.Reward is not { } reward) return;
        _scored++;
        _scores += reward.Score;
        if (reward.ParseSuccess) _parsed++;
        if (success?.Holds(reward) == true) _successes++;
        if (trace.DistanceKm is { } kilometres)
        {
            _located++;
            _kilometres += kilometres;
        }
    }

    public void AddFailure(TraceName name, string kind, string reason) =>
        CountFailed($"Row {name}", kind, reason, reason);

    /// <summary>Notes rollouts that are asked for no more, because their row is solved.</summary>
    public void Spare(int rollouts) => Count(() =>
    {
        Total -= rollouts;
        _notAsked += rollouts;
    });

    public DistillationSummary Summary(
        string output, int alreadyDone, int failedEarlier, RunSpending spending, RunBudget? budget) => new()
        {
            FromCache = Hits,
            Cost = budget?.Prices is { } prices ? spending.Spent.Cost(prices) : null,
            StoppedBy = spending.Reason,
            Output = output,
            Total = Total,
            AlreadyDone = alreadyDone,
            FailedEarlier = failedEarlier,
            Done = Done,
            Failed = Failed,
            NotAsked = _notAsked,
            ParseSuccess = _parsed,
            Successes = success is null ? null : _successes,
            MeanScore = _scored > 0 ? _scores / _scored : null,
            MeanDistanceKm = _located > 0 ? _kilometres / _located : null,
            ToolCalls = _calls,
            Tokens = Tokens,
            JudgeRequests = _judgeRequests,
            JudgeTokens = _judgeTokens,
            Unscored = _unscored,
            Elapsed = Elapsed,
            CommonestFailure = Reasons.Commonest,
            Servers = Servers.Count == 0 ? null : Servers,
        };
}
