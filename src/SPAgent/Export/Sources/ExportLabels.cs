namespace SPAgent;

/// <summary>What the labels of a folder say to an export, as they are when it begins.</summary>
internal sealed class ExportLabels
{
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);

    public ExportLabels(LabelStore labels, ExportOptions options)
    {
        foreach (RecordLabel label in labels.All())
        {
            if (label.Verdict == LabelVerdict.Drop) _dropped.Add(label.Id);
            if (options.UseBetterAnswers && label.Answer is { } answer) _answers[label.Id] = answer;
        }
    }

    /// <summary>Whether there are better answers to be used.</summary>
    public bool HasAnswers => _answers.Count > 0;

    public bool IsDropped(string id) => _dropped.Contains(id);

    /// <summary>The better answer; null where there is none, or none is asked for.</summary>
    public string? AnswerOf(string id) => _answers.GetValueOrDefault(id);
}
