namespace SPAgent;

/// <summary>How a run shows pictures and reads boxes: what its options say, or what an earlier run of its folder began
/// with.</summary>
internal sealed record PictureSettings
{
    public BoxUnits BoxUnits { get; init; }

    public int MinSide { get; init; }

    public int? ImageBudget { get; init; }

    public int? MaxPixels { get; init; }

    /// <summary>Whether pictures with transparency are laid on white, and every picture of a row is sent; runs begun
    /// earlier did neither.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>What the options say; what they leave open is as the earlier run of the folder had it.</summary>
    /// <param name="options">Options of this run.</param>
    /// <param name="legacy">Whether the folder was begun before there were such settings.</param>
    public static PictureSettings Of(DistillationOptions options, bool legacy) => new()
    {
        BoxUnits = options.BoxUnits ?? options.Tools.OfType<ZoomInTool>().FirstOrDefault()?.BoxUnits ?? BoxUnits.Pixels,
        MinSide = options.MinSide
            ?? Math.Max(options.Tools.OfType<ZoomInTool>().FirstOrDefault()?.MinSide ?? 0,
                legacy ? 0 : BoxRegion.LeastSide),
        ImageBudget = options.ImageBudget,
        MaxPixels = options.MaxPixels,
        IsLegacy = legacy,
    };

    /// <summary>The tools with these settings.</summary>
    public IReadOnlyList<ImageTool> Apply(IReadOnlyList<ImageTool> tools) =>
        [.. tools.Select(tool => tool.With(BoxUnits, MinSide))];
}
