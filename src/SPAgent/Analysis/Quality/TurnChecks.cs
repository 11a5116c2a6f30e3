namespace SPAgent;

/// <summary>A response that the server cut off.</summary>
internal sealed class TruncatedResponseCheck : QualityCheck
{
    public override string Name => "truncated_response";

    public override IEnumerable<Finding> Check(Trace trace) => trace.Turns.Where(turn => turn.FinishReason == "length").Select(turn =>
        Found(trace, Severity.Warning, "The response was cut off at the token limit.", "Raise the limit, or leave the trace out.", turn.Turn));
}

/// <summary>The model says the same again.</summary>
internal sealed class RepeatedTurnCheck : QualityCheck
{
    private const int Shortest = 20;

    public override string Name => "repeated_turn";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        for (int i = 1; i < trace.Turns.Count; i++)
        {
            ConversationTurn turn = trace.Turns[i];
            if (turn.Response.Length >= Shortest && turn.Response == trace.Turns[i - 1].Response)
            {
                yield return Found(trace, Severity.Warning, "The response is the one of the turn before.", "Leave the trace out: it teaches to go in circles.", turn.Turn, Quote(turn.Response));
            }
        }
    }
}

/// <summary>Most tool calls failed.</summary>
internal sealed class ToolErrorsCheck : QualityCheck
{
    public override string Name => "tool_errors";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        int failed = trace.ToolCalls.Count(call => !call.Success);
        return failed >= 2 && failed * 2 >= trace.ToolCalls.Count
            ? [Found(trace, Severity.Warning, $"{failed} of {trace.ToolCalls.Count} tool calls failed.", "Look at the messages: the tool's description may mislead.")]
            : [];
    }
}

/// <summary>The prompt has not the one placeholder that its picture needs, or a response has one.</summary>
internal sealed class PlaceholderCheck : QualityCheck
{
    private const string Placeholder = "<image>";

    public override string Name => "placeholder_count";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        int asked = trace.InitialPrompt is InitialPrompt prompt ? Count(prompt.User) : 1;
        if (asked != 1) yield return Found(trace, Severity.Warning, $"The prompt has {asked} <image> placeholders for 1 picture.", "Trainers stop or misalign pictures on that: mend the prompt.");
        foreach (ConversationTurn turn in trace.Turns.Where(turn => Count(turn.Response) > 0))
        {
            yield return Found(trace, Severity.Warning, "The response holds a literal <image>, which trainers count as a picture.", "Escape it, or leave the trace out.", turn.Turn);
        }
    }

    private static int Count(string text) => text.AsSpan().Count(Placeholder);
}
