using System.Text.Json;

namespace SPAgent;

/// <summary>
/// <c>image_rotate_tool</c>: turns the picture counter-clockwise by <c>angle</c> degrees and enlarges the canvas to
/// hold it, as Pillow's <c>Image.rotate(angle, expand=True)</c> does; the corners that come free are black.
/// </summary>
public sealed class RotateTool : ImageTool
{
    private static readonly JsonElement ArgumentSchema = JsonElement.Parse("""
        {"type":"object","properties":{"angle":{"type":"number","description":"Degrees; positive turns counter-clockwise. For example 90, -90, 180 or 7.5."}},"required":["angle"]}
        """);

    /// <summary>Largest picture that a call may make, in pixels, unless it is no larger than the picture it was given.
    /// Default 16,777,216 (4096²).</summary>
    public long MaxPixels { get; init; } = ImageSizeLimit.DefaultPixels;

    /// <inheritdoc/>
    public override string Name => "image_rotate_tool";

    /// <inheritdoc/>
    public override string Description =>
        "Turns the current image, to straighten a tilted picture or one that lies on its side.";

    /// <inheritdoc/>
    public override JsonElement Schema => ArgumentSchema;

    /// <inheritdoc/>
    public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Call(image, arguments));
    }

    // An angle counts in any size: the turn is made on all there is.
    internal override ValueTask<ImageToolResult> CallAsync(ShownPicture picture, JsonElement arguments,
        CancellationToken cancellationToken) =>
        CallAsync(picture.Full, arguments, cancellationToken);

    private ImageToolResult Call(RasterImage image, JsonElement arguments)
    {
        if (!ToolArguments.TryGet(arguments, "angle", out JsonElement value, out string? problem))
            return ImageSizeLimit.Refuse(problem);
        if (!ToolArguments.TryNumber(value, "angle", out double angle, out problem))
            return ImageSizeLimit.Refuse(problem);

        // The canvas of a slanted picture, to within the pixel or two that the exact rule adds.
        double radians = angle % 360 * (Math.PI / 180), cos = Math.Abs(Math.Cos(radians)),
            sin = Math.Abs(Math.Sin(radians));
        double width = image.Width * cos + image.Height * sin, height = image.Width * sin + image.Height * cos;
        if (ImageSizeLimit.Problem(image, Math.Round(width), Math.Round(height), MaxPixels) is { } tooLarge)
            return ImageSizeLimit.Refuse(tooLarge);
        return ImageSizeLimit.Try(() => image.Rotate(angle, expand: true));
    }
}
