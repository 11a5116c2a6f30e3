namespace SPAgent;

/// <summary>What is wrong with the sessions of a collection.</summary>
internal sealed class SessionFindings(string prefix, QualityOptions options)
{
    private const int Repeated = 20;

    private readonly Dictionary<string, string> _asked = new(StringComparer.Ordinal);
    private string _name = "";

    /// <summary>The findings of one session. Sessions come in order: a question is a duplicate of an earlier one.</summary>
    public IReadOnlyList<Finding> Of(string name, CollectedSession? session, string? problem)
    {
        _name = prefix + name;
        return session is null ? [Found("unreadable", Severity.Error, problem ?? "It can't be read.", "Remove the session, or collect it again.")] : [.. Of(session), .. Asked(session), .. Samples(session)];
    }

    private IEnumerable<Finding> Of(CollectedSession session)
    {
        if (session.Samples.Count == 0) yield return Found("no_samples", Severity.Error, "There is no sample in it.", "Remove it.");
        if (session.NumIterations != session.Samples.Count) yield return Found("num_iterations", Severity.Warning, $"It says {session.NumIterations} iterations and holds {Printable.Count(session.Samples.Count, "sample")}.", "Collect it again.");
        string answer = session.FinalAnswer ?? "";
        if (session.Success && answer.Length == 0) yield return Found("no_answer", Severity.Warning, "It counts as a success and has no answer.", "Leave it out of training.");
        else if (answer.Length > 0 && answer.Length < options.ShortAnswerCharacters) yield return Found("short_answer", Severity.Information, $"The answer has {Printable.Count(answer.Length, "character")}.", "That is fine for a choice; look whether it is one.", null, answer);
        if (answer.Length >= 8 && session.Question.Contains(answer, StringComparison.OrdinalIgnoreCase)) yield return Found("leaked_answer", Severity.Warning, "The answer stands in the question.", "Ask without giving the answer away.", null, QualityCheck.Quote(answer));
    }

    private IEnumerable<Finding> Asked(CollectedSession session)
    {
        if (session.SourceKey is not { } key || _asked.TryAdd(key, _name)) yield break;
        yield return Found("duplicate_question", Severity.Warning, $"It asks the same about the same picture as {_asked[key]}.", "Keep one of them.", null, _asked[key]);
    }

    private IEnumerable<Finding> Samples(CollectedSession session)
    {
        InferenceSample? before = null;
        foreach (InferenceSample sample in session.Samples)
        {
            int turn = sample.Iteration;
            if (sample.FinishReason == "length") yield return Found("truncated_response", Severity.Warning, "The response was cut off at the token limit.", "Raise the limit, or leave it out.", turn);
            if (before is not null && sample.Response.Length >= Repeated && sample.Response == before.Response) yield return Found("repeated_turn", Severity.Warning, "The response is the one of the sample before.", "Leave it out: it teaches to go in circles.", turn, QualityCheck.Quote(sample.Response));
            if (before?.Timestamp > sample.Timestamp) yield return Found("timestamps", Severity.Warning, "It was taken before the sample in front of it.", "Look whether two sessions were mixed up.", turn);
            if ((SecretsCheck.Find(sample.Prompt) ?? SecretsCheck.Find(sample.Response) ?? SecretsCheck.Find(sample.Reasoning)) is { } secret) yield return Found("secret", Severity.Error, $"It holds what looks like a secret key ({secret[..Math.Min(6, secret.Length)]}…).", "Revoke the key, and remove it here.", turn);
            if (sample.StoredAsText.Count > 0) yield return Found("stored_as_text", Severity.Information, $"{QualityCheck.Quote(sample.StoredAsText[0])} was no JSON and is kept as text.", "Give values that JSON can hold.", turn);
            int lost = Enumerable.Range(0, sample.SavedImages.Count).Count(image => session.SavedImagePath(sample, image) is null);
            if (lost > 0) yield return Found("missing_image", Severity.Error, $"{lost} of {Printable.Count(sample.SavedImages.Count, "picture")} are not there.", "Copy the pictures back, or leave it out.", turn, [.. sample.Images.Take(5)]);
            before = sample;
        }
    }

    private Finding Found(string check, Severity severity, string what, string remedy, int? turn = null, params string[] evidence) =>
        new() { Check = check, Severity = severity, Place = _name, Turn = turn, What = what, Remedy = remedy, Evidence = evidence };
}
