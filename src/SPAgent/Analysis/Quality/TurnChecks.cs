namespace SPAgent;

/// <summary>A response that the server cut off.</summary>
internal sealed class TruncatedResponseCheck : QualityCheck
{
    private const string What = "The response was cut off at the token limit.",
        Remedy = "Raise the limit, or leave it out.";

    public override string Name => "truncated_response";

    public override IEnumerable<Finding> Check(Trace trace) => trace.Turns.Where(turn => turn.FinishReason == "length")
        .Select(turn => Found(trace, Severity.Warning, What, Remedy, turn.Turn));

    public override IEnumerable<Finding> Check(CollectedSession session) =>
        session.Samples.Where(sample => sample.FinishReason == "length")
            .Select(sample => Found(session, Severity.Warning, What, Remedy, sample.Iteration));
}

/// <summary>The model says the same again.</summary>
internal sealed class RepeatedTurnCheck : QualityCheck
{
    private const int Shortest = 20;
    private const string Remedy = "Leave it out: it teaches to go in circles.";

    public override string Name => "repeated_turn";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        for (int i = 1; i < trace.Turns.Count; i++)
        {
            ConversationTurn turn = trace.Turns[i];
            if (Repeats(trace.Turns[i - 1].Response, turn.Response))
                yield return Found(trace, Severity.Warning, "The response is the one of the turn before.", Remedy,
                    turn.Turn, Quote(turn.Response));
        }
    }

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        for (int i = 1; i < session.Samples.Count; i++)
        {
            InferenceSample sample = session.Samples[i];
            if (Repeats(session.Samples[i - 1].Response, sample.Response))
                yield return Found(session, Severity.Warning, "The response is the one of the sample before.", Remedy,
                    sample.Iteration, Quote(sample.Response));
        }
    }

    private static bool Repeats(string before, string response) => response.Length >= Shortest && response == before;
}

/// <summary>Most tool calls failed.</summary>
internal sealed class ToolErrorsCheck : QualityCheck
{
    private const string Remedy = "Look at the messages: the tool's description may mislead.";

    public override string Name => "tool_errors";

    public override IEnumerable<Finding> Check(Trace trace) =>
        What(trace.ToolCalls.Count(call => !call.Success), trace.ToolCalls.Count) is { } what
            ? [Found(trace, Severity.Warning, what, Remedy)] : [];

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        IReadOnlyList<SessionCall> calls = SessionCall.Of(session);
        return What(calls.Count(call => call.Failed), calls.Count) is { } what
            ? [Found(session, Severity.Warning, what, Remedy)] : [];
    }

    private static string? What(int failed, int calls) =>
        failed >= 2 && failed * 2 >= calls ? $"{failed} of {calls} tool calls failed." : null;
}

/// <summary>The prompt has not the placeholders that its pictures need, or a response has one.</summary>
internal sealed class PlaceholderCheck : QualityCheck
{
    private const string Placeholder = "<image>", Mend = "Trainers stop or misalign pictures on that: mend the prompt.";
    private const string Literal = "The response holds a literal <image>, which trainers count as a picture.",
        Escape = "Escape it, or leave it out.";

    public override string Name => "placeholder_count";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        int shown = Math.Max(1, trace.Pictures?.Sha256.Count ?? 1), asked = trace.InitialPrompt is InitialPrompt prompt
            ? Count(prompt.User) : shown;
        if (asked != shown)
            yield return Found(trace, Severity.Warning,
                $"The prompt has {asked} <image> placeholders for {TerminalText.Count(shown, "picture")}.", Mend);
        foreach (ConversationTurn turn in trace.Turns.Where(turn => Count(turn.Response) > 0))
            yield return Found(trace, Severity.Warning, Literal, Escape, turn.Turn);
    }

    // A prompt without any is fine: pictures then stand in front of it.
    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        foreach (InferenceSample sample in session.Samples)
        {
            int asked = Count(sample.Prompt);
            if (asked > 0 && asked != sample.Images.Count)
                yield return Found(session, Severity.Warning, $"The prompt has {asked} <image> placeholders "
                    + $"for {TerminalText.Count(sample.Images.Count, "picture")}.", Mend, sample.Iteration);
            if (Count(sample.Response) > 0)
                yield return Found(session, Severity.Warning, Literal, Escape, sample.Iteration);
        }
    }

    private static int Count(string text) => text.AsSpan().Count(Placeholder);
}
