using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>No turn, or no sample, at all.</summary>
internal sealed class NoTurnsCheck : QualityCheck
{
    public override string Name => "no_turns";

    public override IEnumerable<Finding> Check(Trace trace) => trace.Turns.Count > 0 ? []
        : [Found(trace, Severity.Error, "There is no turn in it.", "Remove it, and let the run write it again.")];

    public override IEnumerable<Finding> Check(CollectedSession session) => session.Samples.Count > 0 ? []
        : [Found(session, Severity.Error, "There is no sample in it.", "Remove it.") with { Check = "no_samples" }];
}

/// <summary>The conversation ends without an answer.</summary>
internal sealed class NoAnswerCheck : QualityCheck
{
    public override string Name => "no_answer";

    // Some tools keep the bare answer as the final response; the last turn then holds it in its tags.
    public override IEnumerable<Finding> Check(Trace trace) =>
        trace.Turns.Count == 0 || AnswerText.Find(trace.FinalResponse) is not null
            || AnswerText.Find(trace.Turns[^1].Response) is not null ? []
        : [Found(trace, Severity.Warning, "It ends without an answer.", "Leave it out of training, or "
            + "give the model more turns.", trace.Turns[^1].Turn, Quote(trace.FinalResponse))];

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        if (session.Samples.Count == 0) return [];
        InferenceSample last = session.Samples[^1];
        if (session.Success && string.IsNullOrEmpty(session.FinalAnswer))
            return [Found(session, Severity.Warning, "It counts as a success and has no answer.",
                "Leave it out of training.")];
        return AnswerText.Find(last.Response) is not null ? []
            : [Found(session, Severity.Information, "The last response holds no <answer>.",
                "That is fine where the answer was decided by hand.", last.Iteration, Quote(last.Response))];
    }
}

/// <summary>A very short answer.</summary>
internal sealed class ShortAnswerCheck(int characters) : QualityCheck
{
    public override string Name => "short_answer";

    public override IEnumerable<Finding> Check(Trace trace) => What(AnswerText.Find(trace.FinalResponse)) is { } what
        ? [Found(trace, Severity.Information, what, Remedy, null, AnswerText.Find(trace.FinalResponse)!)] : [];

    public override IEnumerable<Finding> Check(CollectedSession session) => What(session.FinalAnswer) is { } what
        ? [Found(session, Severity.Information, what, Remedy, null, session.FinalAnswer!)] : [];

    private const string Remedy = "That is fine for a choice; look whether it is one.";

    private string? What(string? answer) => answer?.Length is int length and > 0 && length < characters
        ? $"The answer has {TerminalText.Count(length, "character")}." : null;
}

/// <summary>The answer stands in the prompt.</summary>
internal sealed partial class LeakedAnswerCheck : QualityCheck
{
    private const int Shortest = 8;

    public override string Name => "leaked_answer";

    public override IEnumerable<Finding> Check(Trace trace) =>
        trace.InitialPrompt is InitialPrompt prompt && AnswerText.Find(trace.FinalResponse) is { } answer
            && Leaks(prompt.User, answer)
            ? [Found(trace, Severity.Warning, "The answer stands in the prompt.", "Ask without giving the answer away.",
                null, Quote(answer))]
            : [];

    // Later prompts repeat what the model said, and may well hold the answer.
    public override IEnumerable<Finding> Check(CollectedSession session) =>
        session.FinalAnswer is { } answer
            && (Leaks(session.Question, answer)
                || (session.Samples.Count > 0 && Leaks(session.Samples[0].Prompt, answer)))
            ? [Found(session, Severity.Warning, "The answer stands in the prompt.",
                "Ask without giving the answer away.", null, Quote(answer))]
            : [];

    private static bool Leaks(string prompt, string answer)
    {
        if (answer.Length < Shortest) return false;
        for (int at = prompt.IndexOf(answer, StringComparison.OrdinalIgnoreCase); at >= 0; at =
            prompt.IndexOf(answer, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            // An option to choose from gives nothing away.
            int line = prompt.LastIndexOf('\n', at) + 1;
            if (!Option().IsMatch(prompt.AsSpan(line, at - line))) return true;
        }

        return false;
    }

    [GeneratedRegex(@"\A\s*(?:[-*•]|\(?[A-Za-z0-9]{1,2}[.):])\s*\z")]
    private static partial Regex Option();
}

/// <summary>The model declined.</summary>
internal sealed partial class RefusalCheck : QualityCheck
{
    private const string What = "The model declined to answer.", Remedy = "Leave it out of training.";

    public override string Name => "refusal";

    public override IEnumerable<Finding> Check(Trace trace) =>
        Find(trace.FinalResponse) is { } refusal
            ? [Found(trace, Severity.Warning, What, Remedy, LastTurn(trace), Quote(refusal))] : [];

    public override IEnumerable<Finding> Check(CollectedSession session) =>
        session.Samples.Count > 0 && Find(session.Samples[^1].Response) is { } refusal
            ? [Found(session, Severity.Warning, What, Remedy, session.Samples[^1].Iteration, Quote(refusal))] : [];

    // A refusal comes first; the head of a long response is enough, and cheap.
    private static string? Find(string response) => Refusals()
        .Match(response.Length > 600 ? response[..600] : response) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"\bI(?:['’]m| am) sorry,? but I|\bI (?:can(?:no|['’])t|am (?:not able|unable) to) (?:help|assist|answer|provide|comply|identify|determine|do that)|\bas an AI\b", RegexOptions.IgnoreCase)]
    private static partial Regex Refusals();
}
