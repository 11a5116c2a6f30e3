namespace SPAgent;

/// <summary>What a page of traces shows. The defaults take pictures from the datasets that the traces name.</summary>
[TypeFormatterSource]
public sealed record TracePageOptions
{
    /// <summary>The dataset that the traces were made from; null to open the one that each trace names, read-only and
    /// never over a network.</summary>
    public ImageDataset? Dataset { get; init; }

    /// <summary>Whether pictures are replayed and shown. Default true.</summary>
    public bool Pictures { get; init; } = true;

    /// <summary>Tools of one's own for the replay, beside zoom, rotate and, in its sandbox, Python code. Default
    /// none.</summary>
    public IReadOnlyList<ImageTool> Tools { get; init; } = [];

    /// <summary>Title of the page; null for the folder's name.</summary>
    public string? Title { get; init; }

    /// <summary>What a quality check found; shown in the overview and beside each trace. Default none.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>More traces than this go to pages of their own, beside the first. Default 500; from 1.</summary>
    public int MostTracesOnOnePage { get; init => field = Ranges.AtLeast(value, 1); } = 500;

    /// <summary>Told how many are laid out, and of how many, each time one is. Default none.</summary>
    public IProgress<(int Done, int Total)>? Progress { get; init; }
}
