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

    /// <summary>What it says about which pictures; zero where no option asks.</summary>
    public UInt128 Fingerprint { get; init; }

    public string? Model { get; init; }

    /// <summary>Whether observations were brought back that no hash proves.</summary>
    public bool Unproved { get; init; }
}
