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

    /// <summary>What the options say; a smallest side that they leave open is that of the earlier
    /// run of the folder.</summary>
    /// <param name="options">Options of this run.</param>
    /// <param name="earlier">The earlier run; null where there was none.</param>
    public static PictureSettings Of(DistillationOptions options, RunManifest? earlier)
    {
        ZoomInTool? zoom = options.Tools.OfType<ZoomInTool>().FirstOrDefault();
        int ofTool = zoom?.MinSide ?? 0;
        bool legacy = earlier?.IsLegacy ?? false;
        return new()
        {
            BoxUnits = options.BoxUnits ?? zoom?.BoxUnits ?? BoxUnits.Pixels,
            MinSide = options.MinSide ?? (ofTool == 0 ? earlier?.MinSide : null)
                ?? Math.Max(ofTool, legacy ? 0 : BoxRegion.LeastSide),
            ImageBudget = options.ImageBudget,
            MaxPixels = options.MaxPixels,
            IsLegacy = legacy,
        };
    }

    /// <summary>The tools with these settings.</summary>
    public IReadOnlyList<ImageTool> Apply(IReadOnlyList<ImageTool> tools) =>
        [.. tools.Select(tool => tool.With(BoxUnits, MinSide))];
}
