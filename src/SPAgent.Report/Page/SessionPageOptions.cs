namespace SPAgent;

/// <summary>What a page of sessions shows. Pictures are the copies that the collection keeps; no other file is
/// opened.</summary>
[TypeFormatterSource]
public sealed record SessionPageOptions
{
    /// <summary>Whether pictures are shown. Default true.</summary>
    public bool Pictures { get; init; } = true;

    /// <summary>Title of the page; null for the folder's name, or the session's.</summary>
    public string? Title { get; init; }

    /// <summary>What a quality check found; shown in the overview and beside each session. Default none.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>More sessions than this go to pages of their own, beside the first. Default 500; from 1.</summary>
    public int MostSessionsOnOnePage { get; init => field = Ranges.AtLeast(value, 1); } = 500;

    /// <summary>Told how many are laid out, and of how many, each time one is. Default none.</summary>
    public IProgress<(int Done, int Total)>? Progress { get; init; }
}
