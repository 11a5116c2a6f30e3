namespace SPAgent;

/// <summary>Counts what a run of a collection did.</summary>
internal sealed class CollectionTally(
    int total, TimeProvider time, IProgress<RunProgress>? progress, EndpointPool? pool = null)
    : RunCounts(total, earlier: 0, time, progress, pool)
{
    private readonly int _total = total;
    private int _failedEarlier;

    public void AddAnsweredEarlier() => Count(() => Earlier++);

    public void AddFailedEarlier() => Count(() =>
    {
        Earlier++;
        _failedEarlier++;
    });

    public void AddAnswer(long tokens) => Count(() =>
    {
        Done++;
        Tokens += tokens;
    });

    public void AddFailure(string question, string reason, long tokens) => Count(
        () =>
        {
            Failed++;
            Tokens += tokens;
            Reasons.Add(reason);
        },
        failure: $"{question}: {reason}");

    public CollectionRunSummary Summary(string output, IReadOnlyList<string> answers) => new()
    {
        Output = output,
        Questions = _total,
        AnsweredEarlier = Earlier - _failedEarlier,
        FailedEarlier = _failedEarlier,
        Answered = Done,
        Failed = Failed,
        Answers = answers,
        CommonestFailure = Reasons.Commonest,
        Servers = Servers.Count == 0 ? null : Servers,
    };
}
