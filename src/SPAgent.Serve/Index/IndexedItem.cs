namespace SPAgent.Serve;

/// <summary>What the index keeps of a trace or a session.</summary>
/// <param name="Name">The name of its file or folder.</param>
internal sealed record IndexedItem(string Name)
{
    /// <summary>The row's index; of a session 0.</summary>
    public int Row { get; init; }

    public int Rollout { get; init; } = 1;

    public string Title { get; init; } = "";

    /// <summary>The beginning of its answer.</summary>
    public string Summary { get; init; } = "";

    public int Turns { get; init; }

    public int Calls { get; init; }

    public int Failed { get; init; }

    public long Tokens { get; init; }

    public double? DurationMs { get; init; }

    public double? Score { get; init; }

    /// <summary>Whether its answer could be read; null where nothing tells.</summary>
    public bool? Read { get; init; }

    public double? Km { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public int Findings { get; init; }

    /// <summary>What it can be narrowed down by.</summary>
    public IReadOnlyList<Term> Terms { get; init; } = [];

    /// <summary>The words of what was said and done, as <see cref="SearchText"/> writes them.</summary>
    public string Words { get; init; } = "";

    /// <summary>A text as the list has room for it.</summary>
    public static string Shorten(string text, int most = 160) => text.Length <= most ? text : text[..most] + "…";
}

/// <summary>A property that items share, such as a tool that they called or the value of a column.</summary>
internal readonly record struct Term(string Name, string Value)
{
    public const string Outcome = "outcome", Tool = "tool", Finding = "finding", Model = "model", Verdict = "verdict",
        Tag = "tag", Column = "column.";
}
