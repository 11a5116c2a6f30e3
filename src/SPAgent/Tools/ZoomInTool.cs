using System.Collections.Concurrent;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// <c>image_zoom_in_tool</c>: crops the picture to <c>bbox_2d</c>, by default in pixels of the picture that the model
/// saw last. Coordinates are rounded half to even; what lies outside the picture is filled with black, as Pillow's
/// <c>Image.crop</c> does. A box that lies wholly outside, or that is plainly given in another unit, is refused.
/// </summary>
public sealed class ZoomInTool : ImageTool
{
    private static readonly ConcurrentDictionary<BoxUnits, JsonElement> s_schemas = new();

    /// <summary>Runs calls again as a trace recorded them, also ones that made a larger picture than a model is allowed
    /// to.</summary>
    internal static readonly ZoomInTool Recorded = new() { AsRecorded = true, MaxPixels = RasterImage.MaxPixels };

    /// <summary>Largest picture that a call may make, in pixels, unless it is no larger than the picture it was given.
    /// Default 16,777,216 (4096²).</summary>
    public long MaxPixels { get; init; } = ImageSizeLimit.DefaultPixels;

    /// <summary>In which unit the model gives its boxes; the description tells it. Default pixels.</summary>
    public BoxUnits BoxUnits { get; init; }

    /// <summary>
    /// Smallest side of a crop in pixels: a smaller box grows inside the picture, and so does one more than 200 times
    /// as long as it is wide. Default 0, which takes boxes as they are; a run sets its own
    /// (<see cref="DistillationOptions.MinSide"/>). From 0 to 4096.
    /// </summary>
    public int MinSide { get; init => field = Ranges.Check(value, 0, 4096); }

    /// <summary>Whether calls are run again as a trace recorded them: in pixels, whatever they are.</summary>
    internal bool AsRecorded { get; init; }

    /// <inheritdoc/>
    public override string Name => "image_zoom_in_tool";

    /// <inheritdoc/>
    public override string Description => "Crops the current image to a bounding box, to look at a small detail such "
        + "as a sign, a plate or a face of a building.";

    /// <inheritdoc/>
    public override JsonElement Schema => s_schemas.GetOrAdd(BoxUnits, MakeSchema);

    /// <inheritdoc/>
    public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return CallAsync(new ShownPicture(image, maxPixels: null), arguments, cancellationToken);
    }

    internal override ValueTask<ImageToolResult> CallAsync(ShownPicture picture, JsonElement arguments,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Call(picture, arguments));
    }

    internal override ImageTool With(BoxUnits? units, int? minSide) =>
        new ZoomInTool
        {
            MaxPixels = MaxPixels,
            BoxUnits = units ?? BoxUnits,
            MinSide = minSide ?? MinSide,
            AsRecorded = AsRecorded
        };

    private ImageToolResult Call(ShownPicture picture, JsonElement arguments)
    {
        if (!ToolArguments.TryGet(arguments, BoxRegion.Name, out JsonElement box, out string? problem))
            return ImageSizeLimit.Refuse(problem);
        if (box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4)
        {
            return ImageSizeLimit.Refuse(
                $"bbox_2d must be four numbers [x1, y1, x2, y2], not {ToolArguments.Describe(box)}");
        }

        double[] sides = new double[4];
        for (int i = 0; i < 4; i++)
        {
            if (!ToolArguments.TryNumber(box[i], $"bbox_2d[{i}]", out sides[i], out problem))
                return ImageSizeLimit.Refuse(problem);
        }

        double[] region = AsRecorded ? sides
            : BoxRegion.InPixels(sides, box.GetRawText(), picture, BoxUnits, MinSide, out problem);
        if (problem is not null) return ImageSizeLimit.Refuse(problem);
        double width = Math.Round(region[2]) - Math.Round(region[0]),
            height = Math.Round(region[3]) - Math.Round(region[1]);
        if (width == 0 || height == 0)
        {
            return ImageSizeLimit.Refuse(
                $"the box {box.GetRawText()} has no area in pixels of this {picture.Size} image");
        }

        if (width > 0 && height > 0 && ImageSizeLimit.Problem(picture.Full, width, height, MaxPixels) is { } tooLarge)
            return ImageSizeLimit.Refuse(tooLarge);
        ImageToolResult result =
            ImageSizeLimit.Try(() => picture.Full.Crop(region[0], region[1], region[2], region[3]));
        return ReferenceEquals(region, sides) ? result : result with { Executed = BoxRegion.With(arguments, region) };
    }

    private static JsonElement MakeSchema(BoxUnits units) => JsonElement.Parse(
        """{"type":"object","properties":{"bbox_2d":{"type":"array","items":{"type":"number"},"minItems":4,"maxItems":4,"description":"The region to look at, """
        + BoxRegion.Told(units)
        + """."},"label":{"type":"string","description":"What is in the region, in a few words (optional)."}},"required":["bbox_2d"]}""");
}
