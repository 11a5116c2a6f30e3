namespace SPAgent;

/// <summary>
/// Which traces or sessions are meant: by their labels, by what a check finds, by a condition over the columns of their
/// table. All that is set must hold; the default takes all.
/// </summary>
[TypeFormatterSource]
public sealed record RecordFilter
{
    /// <summary>Labels that a record has: <c>keep</c>, <c>drop</c>, <c>none</c> (neither of the two), or <c>tag:T</c>
    /// for the tag T. All of them must hold. Default none.</summary>
    /// <exception cref="ArgumentException">One is no label.</exception>
    public IReadOnlyList<string> Labels
    {
        get;
        init => field = [.. value.Select(test => LabelTest.Check(test, allowsNone: true))];
    } = [];

    /// <summary>Labels that a record has not: <c>keep</c>, <c>drop</c> or <c>tag:T</c>. Default none.</summary>
    /// <exception cref="ArgumentException">One is no label.</exception>
    public IReadOnlyList<string> WithoutLabels
    {
        get;
        init => field = [.. value.Select(test => LabelTest.Check(test, allowsNone: false))];
    } = [];

    /// <summary>Leaves out records of which <see cref="QualityReport.Check(string, QualityOptions, CancellationToken)"/>
    /// finds something of this severity or more. Default null: none is left out.</summary>
    public Severity? WithoutFindings { get; init; }

    /// <summary>
    /// A condition over the columns of <c>ToTable()</c>, such as <c>distance@km &lt; 50 and country = 'Japan'</c>;
    /// docs/filters.md has its grammar. Default null: none.
    /// </summary>
    /// <exception cref="ArgumentException">It is no condition; the message marks the place.</exception>
    public string? Where
    {
        get;
        init
        {
            Condition = value is null ? null : WhereExpression.Parse(value);
            field = value;
        }
    }

    internal WhereExpression? Condition { get; private init; }

    internal bool IsEmpty =>
        this is { Labels.Count: 0, WithoutLabels.Count: 0, WithoutFindings: null, Where: null };

    /// <summary>Whether it looks at labels.</summary>
    internal bool AsksForLabels => Labels.Count + WithoutLabels.Count > 0;

    /// <summary>The filter in words: <c>label keep, where score &lt; 0.5</c>; <c>all</c> for none.</summary>
    public override string ToString()
    {
        List<string> parts = [.. Labels.Select(test => $"label {test}"),
            .. WithoutLabels.Select(test => $"without label {test}")];
        if (WithoutFindings is { } severity)
            parts.Add($"without findings: {severity.ToString().ToLowerInvariant()} or more");
        if (Where is not null) parts.Add($"where {Where}");
        return parts.Count > 0 ? TerminalText.Line(string.Join(", ", parts)) : "all";
    }
}
