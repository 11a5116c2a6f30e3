namespace SPAgent;

/// <summary>A judge gave no verdict, so that the trace has no reward; which is another thing than a reward of
/// 0.</summary>
internal sealed class NoVerdictCheck : QualityCheck
{
    public override string Name => "no_verdict";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        if (trace.Reward is not null || trace.Judgements is not [.., { Problem: { } problem } last]) return [];
        string[] evidence = last.Replies is [.., var reply] ? [Quote(reply.Text)] : [];
        string remedy = last.Replies.Count > 0
            ? "Look at its reply; spagent rescore --retry-failed asks again."
            : "Run spagent rescore with the same judge.";
        return [Found(trace, Severity.Warning, problem, remedy, turn: null, evidence)];
    }
}
