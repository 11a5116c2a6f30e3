using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Something that looks like a key or a password of a service.</summary>
internal sealed partial class SecretsCheck : QualityCheck
{
    // The regular expression looks closer only where one of these stands.
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        ["sk-", "AKIA", "ASIA", "ghp_", "gho_", "github_pat_", "hf_", "AIza", "xox", "PRIVATE KEY"],
        StringComparison.Ordinal);

    private const string Remedy = "Revoke the key, and remove it here.";

    public override string Name => "secret";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        string? around = Find(trace.InitialPrompt?.System) ?? Find(trace.InitialPrompt?.User) ?? Find(trace.SampleData)
            ?? Find(trace.Metadata)
            ?? trace.Extra.Select(field => Find(field.Value)).FirstOrDefault(found => found is not null);
        if (around is not null) yield return Found(trace, Severity.Error, What(around), Remedy);
        foreach (ConversationTurn turn in trace.Turns)
        {
            if ((Find(turn.Response) ?? Find(turn.Reasoning)) is { } secret)
                yield return Found(trace, Severity.Error, What(secret), Remedy, turn.Turn);
        }

        foreach (ToolCall call in trace.ToolCalls)
        {
            string? secret = Find(call.Code) ?? Find(call.Arguments) ?? Find(call.Message);
            if (secret is not null) yield return Found(trace, Severity.Error, What(secret), Remedy, call.Turn);
        }
    }

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        string? around = Find(session.Question) ?? Find(session.Metadata) ?? Find(session.FinalAnswer)
            ?? Find(session.ErrorMessage);
        if (around is not null) yield return Found(session, Severity.Error, What(around), Remedy);
        foreach (InferenceSample sample in session.Samples)
        {
            string? secret = Find(sample.Prompt) ?? Find(sample.Response) ?? Find(sample.Reasoning)
                ?? Find(sample.Context);
            if (secret is not null) yield return Found(session, Severity.Error, What(secret), Remedy, sample.Iteration);
        }
    }

    // Only its beginning: a report travels further than the data.
    private static string What(string secret) =>
        $"It holds what looks like a secret key ({secret[..Math.Min(6, secret.Length)]}…).";

    private static string? Find(string? text) =>
        text is not null && text.AsSpan().IndexOfAny(Beginnings) >= 0 && Shapes().Match(text) is { Success: true } match
            ? match.Value : null;

    // A key has no letter that JSON escapes.
    private static string? Find(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String } value
        ? Find(value.GetRawText())
        : null;

    [GeneratedRegex(@"\bsk-(?:ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{40,}|or-v[0-9]+-[0-9a-f]{40,}|(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|(?:[a-z]+-)*[A-Za-z0-9_]{20,})|\bA[KS]IA[0-9A-Z]{16}\b|\bgh[po]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{50,}|\bhf_[A-Za-z0-9]{30,}|\bAIza[0-9A-Za-z_-]{35}|\bxox[abprs]-[A-Za-z0-9-]{10,}|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")]
    private static partial Regex Shapes();
}
