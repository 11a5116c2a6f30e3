using System.Text.Json;

namespace SPAgent;

/// <summary>
/// <c>image_zoom_in_tool</c>: crops the picture to <c>bbox_2d</c>, in pixels of the picture that the model saw last. Coordinates are
/// rounded half to even; what lies outside the picture is filled with black, as Pillow's <c>Image.crop</c> does.
/// </summary>
public sealed class ZoomInTool : ImageTool
{
    private static readonly JsonElement ArgumentSchema = JsonElement.Parse("""
        {"type":"object","properties":{"bbox_2d":{"type":"array","items":{"type":"number"},"minItems":4,"maxItems":4,"description":"The region to look at, as [x1, y1, x2, y2] in pixels of the current image; (x1, y1) is its top-left corner, (x2, y2) its bottom-right corner."},"label":{"type":"string","description":"What is in the region, in a few words (optional)."}},"required":["bbox_2d"]}
        """);

    /// <summary>Largest picture that a call may make, in pixels, unless it is no larger than the picture it was given. Default 16,777,216 (4096²).</summary>
    public long MaxPixels { get; init; } = OutputBound.DefaultPixels;

    /// <inheritdoc/>
    public override string Name => "image_zoom_in_tool";

    /// <inheritdoc/>
    public override string Description => "Crops the current image to a bounding box, to look at a small detail such as a sign, a plate or a face of a building.";

    /// <inheritdoc/>
    public override JsonElement Schema => ArgumentSchema;

    /// <inheritdoc/>
    public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Call(image, arguments));
    }

    private ImageToolResult Call(RasterImage image, JsonElement arguments)
    {
        if (!ToolArguments.TryGet(arguments, "bbox_2d", out JsonElement box, out string? problem)) return OutputBound.Refuse(problem);
        if (box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4)
        {
            return OutputBound.Refuse($"bbox_2d must be four numbers [x1, y1, x2, y2], not {ToolArguments.Describe(box)}");
        }

        Span<double> sides = stackalloc double[4];
        for (int i = 0; i < 4; i++)
        {
            if (!ToolArguments.TryNumber(box[i], $"bbox_2d[{i}]", out sides[i], out problem)) return OutputBound.Refuse(problem);
        }

        double width = Math.Round(sides[2]) - Math.Round(sides[0]), height = Math.Round(sides[3]) - Math.Round(sides[1]);
        if (width == 0 || height == 0)
        {
            return OutputBound.Refuse($"the box {box.GetRawText()} has no area in pixels of this {image.Width} x {image.Height} image");
        }

        if (width > 0 && height > 0 && OutputBound.Problem(image, width, height, MaxPixels) is { } tooLarge) return OutputBound.Refuse(tooLarge);
        (double left, double top, double right, double bottom) = (sides[0], sides[1], sides[2], sides[3]);
        return OutputBound.Try(() => image.Crop(left, top, right, bottom));
    }
}
