namespace SPAgent;

/// <summary>A row that passed its format's rules, spelled as it will stand in the file.</summary>
internal sealed class RenderedRow
{
    public required string Id { get; init; }

    /// <summary>Where it stands in the text of its batch.</summary>
    public required Range Text { get; init; }

    /// <summary>The pictures that the text still lacks, in the order of their places.</summary>
    public required IReadOnlyList<EmbeddedImage> Embedded { get; init; }

    public required IReadOnlyList<TrainingImage> Images { get; init; }

    /// <summary>The columns that it has in a table; nothing where its format is none.</summary>
    public IReadOnlyList<TableField> Table { get; init; } = [];

    /// <summary>What it says about which pictures; zero where no option asks.</summary>
    public UInt128 Fingerprint { get; init; }

    public string? Model { get; init; }

    /// <summary>Whether observations were brought back that no hash proves.</summary>
    public bool Unproved { get; init; }

    /// <summary>Whether a tool call in it failed.</summary>
    public bool HasMistakes { get; init; }

    /// <summary>Whether a trace or session of it is labelled drop.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether a better answer stands in it.</summary>
    public bool IsBettered { get; init; }

    /// <summary>Whether it has tools apart from its text.</summary>
    public bool HasTools { get; init; }

    /// <summary>Tokens of its longest request and reply; null where nobody counted.</summary>
    public long? Tokens { get; init; }

    /// <summary>Pixels of its largest picture; 0 where the format does not ask.</summary>
    public long MostPixels { get; init; }
}
