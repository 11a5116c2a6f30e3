namespace SPAgent.Cli;

/// <summary>What <c>spagent rescore</c> did.</summary>
internal sealed class RescoreTally
{
    public int Traces, Changed, Unreadable, Written;

    /// <summary>Verdicts that stood there already, new ones, answers without one, and failures to ask.</summary>
    public int Kept, Judged, WithoutVerdict, Failed;

    /// <summary>Answers that a dry run would ask about.</summary>
    public int ToAsk;

    public int Requests;
    public long Tokens;

    public bool FoundFailures => Unreadable + WithoutVerdict + Failed > 0;

    public object Json(bool asks) => !asks
        ? new { traces = Traces, changed = Changed, unreadable = Unreadable, written = Written }
        : new
        {
            traces = Traces,
            changed = Changed,
            unreadable = Unreadable,
            written = Written,
            judged = Judged,
            kept = Kept,
            to_ask = ToAsk,
            without_verdict = WithoutVerdict,
            failed = Failed,
            judge_requests = Requests,
            judge_tokens = Tokens,
        };

    public string Text(bool asks, bool dryRun)
    {
        string changes = $"{Traces} traces, {Changed} rewards changed{(dryRun ? " (nothing written)" : "")}, "
            + $"{Unreadable} unreadable";
        if (!asks) return changes;
        string verdicts = dryRun ? $"{Kept} verdicts are there, {ToAsk} answers would be asked about"
            : $"{Judged} verdicts asked for, {Kept} were there, {Failed} failed";
        return $"{changes}\n{verdicts}, {WithoutVerdict} without a verdict; {Requests:N0} requests to the judge, "
            + $"{Tokens:N0} tokens";
    }
}
