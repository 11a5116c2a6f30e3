namespace SPAgent;

/// <summary>Counts what a distillation did.</summary>
internal sealed class RunTally(int total, int earlier, TimeProvider time, IProgress<RunProgress>? progress)
    : RunCounts(total, earlier, time, progress)
{
    private readonly int _total = total;
    private int _parsed, _calls, _scored, _located;
    private double _scores, _kilometres;
    private int _judgeRequests, _unscored;
    private long _judgeTokens;

    public void Add(Trace trace) => Count(() =>
    {
        Done++;
        _calls += trace.ToolCalls.Count;
        Tokens += trace.Turns.Sum(turn => turn.Usage?.TotalTokens ?? 0);
        _judgeRequests += trace.Judgements.Sum(judgement => judgement.Requests);
        _judgeTokens += trace.Judgements.Sum(judgement => judgement.Tokens);
        if (trace.Reward is null && trace.Judgements.Count > 0) _unscored++;
        if (trace.Reward is not { } reward) return;
        _scored++;
        _scores += reward.Score;
        if (reward.ParseSuccess) _parsed++;
        if (trace.DistanceKm is { } kilometres)
        {
            _located++;
            _kilometres += kilometres;
        }
    });

    public void AddFailure(string reason) => Count(
        () =>
        {
            Failed++;
            Reasons.Add(reason);
        },
        failure: reason);

    public DistillationSummary Summary(string output, int alreadyDone, int failedEarlier) => new()
    {
        Output = output,
        Total = _total,
        AlreadyDone = alreadyDone,
        FailedEarlier = failedEarlier,
        Done = Done,
        Failed = Failed,
        ParseSuccess = _parsed,
        MeanScore = _scored > 0 ? _scores / _scored : null,
        MeanDistanceKm = _located > 0 ? _kilometres / _located : null,
        ToolCalls = _calls,
        Tokens = Tokens,
        JudgeRequests = _judgeRequests,
        JudgeTokens = _judgeTokens,
        Unscored = _unscored,
        Elapsed = Elapsed,
        CommonestFailure = Done + alreadyDone == 0 ? Reasons.Commonest : null,
    };
}
