namespace SPAgent;

/// <summary>Something that a quality check found.</summary>
[TypeFormatterSource]
public sealed record Finding
{
    /// <summary>Name of the check, such as <c>short_answer</c>.</summary>
    public required string Check { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The file or folder, relative to the checked path, with forward slashes.</summary>
    public required string Place { get; init; }

    /// <summary>The turn or iteration in it, from 1; null when it is about the whole.</summary>
    public int? Turn { get; init; }

    /// <summary>What was found, with what was seen.</summary>
    public required string What { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>What to look at: a quotation, or the paths of images; empty when the place says it all.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>One line: severity, place, what and what to do.</summary>
    public override string ToString() =>
        TerminalText.Line(
            $"{Severity.ToString().ToLowerInvariant()}: {Place}{(Turn is int turn ? $", turn {turn}" : "")}: {What} {Remedy}");
}
