namespace SPAgent;

/// <summary>What a quality check looks for. The defaults are those of the tools that trainers use.</summary>
[TypeFormatterSource]
public sealed record QualityOptions
{
    /// <summary>An answer of fewer characters is short. Default 10; 0 never finds one.</summary>
    public int ShortAnswerCharacters { get; init => field = Ranges.AtLeast(value, 0); } = 10;

    /// <summary>Whether pictures are decoded and judged. Default true.</summary>
    public bool Images { get; init; } = true;

    /// <summary>A picture file of more bytes is over the limit of common providers. Default 10 MiB.</summary>
    public long LargestImageBytes { get; init; } = 10 << 20;

    /// <summary>Replay each trace on its dataset, and report pictures that are not what the model saw. Default false:
    /// it costs time.</summary>
    public bool Replay { get; init; }

    /// <summary>The dataset for the replay; null to open the one that each trace names, read-only and never over a
    /// network.</summary>
    public ImageDataset? Dataset { get; init; }

    /// <summary>Tools of one's own for the replay, beside zoom, rotate and, in its sandbox, Python code. Default
    /// none.</summary>
    public IReadOnlyList<ImageTool> Tools { get; init; } = [];

    /// <summary>Checks of one's own, beside those that are built in.</summary>
    public IReadOnlyList<QualityCheck> Checks { get; init; } = [];
}
