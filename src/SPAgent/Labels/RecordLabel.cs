namespace SPAgent;

/// <summary>What is marked on one trace or session, over all lines of <c>labels.jsonl</c>.</summary>
[TypeFormatterSource]
public sealed record RecordLabel
{
    /// <summary>Which it is: <c>7</c>, <c>7.r2</c> (the second answer to row 7), or a session's id.</summary>
    public required string Id { get; init; }

    /// <summary>Keep, drop, or none.</summary>
    public LabelVerdict Verdict { get; init; }

    /// <summary>The tags, by character code.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The note; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The better answer; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>Who marked last; empty where nobody did.</summary>
    public string Who { get; init; } = "";

    /// <summary>When that was, in UTC; null where nobody marked.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether nothing is marked, or all was taken back.</summary>
    internal bool IsEmpty => this is { Verdict: LabelVerdict.None, Tags.Count: 0, Note: null, Answer: null };

    /// <summary>One line for a terminal.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (Verdict != LabelVerdict.None) parts.Add(Verdict.ToString().ToLowerInvariant());
        parts.AddRange(Tags.Select(tag => $"tag {tag}"));
        if (Answer is not null) parts.Add($"answer: {Answer}");
        if (Note is not null) parts.Add($"note: {Note}");
        string who = Who.Length > 0 ? $" ({Who})" : "";
        return TerminalText.Line($"{Id}: {(parts.Count > 0 ? string.Join(", ", parts) : "no label")}{who}");
    }
}
