namespace SPAgent;

/// <summary>Puts the answer that a label gives in the place of the model's.</summary>
internal static class BetterAnswer
{
    /// <summary>The trace with its last reply replaced, and scored by it. What was thought on the way to the other
    /// answer is left out.</summary>
    public static Trace In(Trace trace, string answer, IReward reward)
    {
        string reply = Reply(trace.FinalResponse, answer);
        int last = trace.Turns.Count > 0 ? trace.Turns[^1].Turn : 0;
        // A conversation that ended with a call, as one out of turns does, gets a reply behind it.
        bool replies = trace.Turns.Count > 0 && !trace.ToolCalls.Any(call => call.Turn == last);
        IEnumerable<ConversationTurn> before = replies ? trace.Turns.SkipLast(1) : trace.Turns;
        ConversationTurn turn = replies
            ? trace.Turns[^1] with { Response = reply, Reasoning = null, TextAfterCall = null, TakenFrom = null }
            : new() { Turn = last + 1, Response = reply };
        return trace with
        {
            Turns = [.. before, turn],
            FinalResponse = reply,
            EndedBy = null,
            Reward = reward.Score(reply, trace.SampleData),
        };
    }

    /// <summary>The answer as the model would have written it: in its tags or its box, unless it has some
    /// itself.</summary>
    public static string Reply(string original, string answer)
    {
        if (AnswerText.Find(answer) is not null) return answer;
        string? written = AnswerText.Written(original);
        return written is null ? answer
            : written.StartsWith('<') ? $"<answer>{answer}</answer>" : $"\\boxed{{{answer}}}";
    }
}
