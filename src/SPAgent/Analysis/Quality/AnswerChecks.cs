using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>No turn at all.</summary>
internal sealed class NoTurnsCheck : QualityCheck
{
    public override string Name => "no_turns";

    public override IEnumerable<Finding> Check(Trace trace) => trace.Turns.Count > 0 ? []
        : [Found(trace, Severity.Error, "There is no turn in it.", "Remove it, and let the run write it again.")];
}

/// <summary>The conversation ends without an answer.</summary>
internal sealed class NoAnswerCheck : QualityCheck
{
    public override string Name => "no_answer";

    // Some tools keep the bare answer as the final response; the last turn then holds it in its tags.
    public override IEnumerable<Finding> Check(Trace trace) =>
        trace.Turns.Count == 0 || AnswerText.Find(trace.FinalResponse) is not null || AnswerText.Find(trace.Turns[^1].Response) is not null ? []
        : [Found(trace, Severity.Warning, "It ends without an answer.", "Leave it out of training, or give the model more turns.", trace.Turns[^1].Turn, Quote(trace.FinalResponse))];
}

/// <summary>A very short answer.</summary>
internal sealed class ShortAnswerCheck(int characters) : QualityCheck
{
    public override string Name => "short_answer";

    public override IEnumerable<Finding> Check(Trace trace) => AnswerText.Find(trace.FinalResponse) is { } answer && answer.Length < characters
        ? [Found(trace, Severity.Information, $"The answer has {answer.Length} characters.", "That is fine for a choice; look whether it is one.", null, answer)]
        : [];
}

/// <summary>The answer stands in the prompt.</summary>
internal sealed class LeakedAnswerCheck : QualityCheck
{
    private const int Shortest = 8;

    public override string Name => "leaked_answer";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        if (trace.InitialPrompt is not InitialPrompt prompt || AnswerText.Find(trace.FinalResponse) is not { Length: >= Shortest } answer) return [];
        return prompt.User.Contains(answer, StringComparison.OrdinalIgnoreCase)
            ? [Found(trace, Severity.Warning, "The answer stands in the prompt.", "Ask without giving the answer away.", null, Quote(answer))]
            : [];
    }
}

/// <summary>The model declined.</summary>
internal sealed partial class RefusalCheck : QualityCheck
{
    public override string Name => "refusal";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        // A refusal comes first; the head of a long response is enough, and cheap.
        string response = trace.FinalResponse.Length > 600 ? trace.FinalResponse[..600] : trace.FinalResponse;
        return Refusals().Match(response) is { Success: true } match
            ? [Found(trace, Severity.Warning, "The model declined to answer.", "Leave it out of training.", LastTurn(trace), Quote(match.Value))]
            : [];
    }

    [GeneratedRegex(@"\bI(?:['’]m| am) sorry,? but I|\bI (?:can(?:no|['’])t|am (?:not able|unable) to) (?:help|assist|answer|provide|comply|identify|determine|do that)|\bas an AI\b", RegexOptions.IgnoreCase)]
    private static partial Regex Refusals();
}
