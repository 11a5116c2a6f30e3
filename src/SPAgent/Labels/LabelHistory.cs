namespace SPAgent;

/// <summary>What the lines of a record come to.</summary>
internal static class LabelHistory
{
    /// <summary>The label after all its lines, whatever their order: by time, then label id.</summary>
    public static RecordLabel Of(string id, IReadOnlyList<LabelLine> lines)
    {
        RecordLabel label = new() { Id = id };
        if (lines.Count == 0) return label;
        SortedSet<string> tags = new(StringComparer.Ordinal);
        foreach (LabelLine line in lines.Order(LabelLine.Order))
        {
            if (line.Clear)
            {
                label = new() { Id = id };
                tags.Clear();
            }

            tags.ExceptWith(line.Untag);
            tags.UnionWith(line.Tags);
            label = label with
            {
                Verdict = line.Verdict ?? label.Verdict,
                Note = Set(line.Note, label.Note),
                Answer = Set(line.Answer, label.Answer),
                Who = line.Who,
                At = line.At,
            };
        }

        return label with { Tags = [.. tags] };
    }

    /// <summary>What was marked before, and is marked otherwise after.</summary>
    public static IEnumerable<LabelOverride> Overridden(RecordLabel before, RecordLabel after)
    {
        (string Field, string? Before, string? After)[] fields =
        [
            ("verdict", Said(before.Verdict), Said(after.Verdict)),
            ("note", before.Note, after.Note),
            ("answer", before.Answer, after.Answer),
        ];
        foreach ((string field, string? was, string? now) in fields)
        {
            if (was is not null && was != now) yield return new(after.Id, field, was, now ?? "", after.Who);
        }

        // More tags override nothing.
        if (before.Tags.Except(after.Tags, StringComparer.Ordinal).Any())
        {
            yield return new(after.Id, "tags", string.Join(", ", before.Tags), string.Join(", ", after.Tags),
                after.Who);
        }
    }

    private static string? Set(string? text, string? before) => text is null ? before : text.Length > 0 ? text : null;

    private static string? Said(LabelVerdict verdict) =>
        verdict == LabelVerdict.None ? null : verdict.ToString().ToLowerInvariant();
}
