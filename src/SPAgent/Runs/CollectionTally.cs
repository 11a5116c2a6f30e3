using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>Counts what a run of a collection did.</summary>
internal sealed class CollectionTally(
    int total, TimeProvider time, IProgress<RunProgress>? progress, RunBudget? budget, EndpointPool? pool, ILogger log)
    : RunCounts(total, earlier: 0, time, progress, budget, pool, log)
{
    private readonly int _total = total;
    private int _failedEarlier;

    public void AddAnsweredEarlier() => Count(() => Earlier++);

    public void AddFailedEarlier() => Count(() =>
    {
        Earlier++;
        _failedEarlier++;
    });

    public void AddAnswer(long tokens, TokenCount counted) => CountDone(counted, () => Tokens += tokens);

    public void AddFailure(string question, string key, Exception problem, long tokens)
    {
        string reason = TerminalText.Message(problem);
        CountFailed($"Question {key}", RunLog.Kind(problem), reason, $"{question}: {reason}", tokens);
    }

    public CollectionRunSummary Summary(
        string output, IReadOnlyList<string> answers, RunSpending spending, RunBudget? budget) => new()
        {
            Output = output,
            Questions = _total,
            AnsweredEarlier = Earlier - _failedEarlier,
            FailedEarlier = _failedEarlier,
            Answered = Done,
            Failed = Failed,
            Answers = answers,
            FromCache = Hits,
            Cost = budget?.Prices is { } prices ? spending.Spent.Cost(prices) : null,
            StoppedBy = spending.Reason,
            CommonestFailure = Reasons.Commonest,
            Servers = Servers.Count == 0 ? null : Servers,
        };
}
