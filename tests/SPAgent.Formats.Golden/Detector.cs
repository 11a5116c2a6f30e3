using System.Text.Json;

namespace SPAgent.Formats.Golden;

/// <summary>A tool that answers with words and a picture, as an expert's does; it finds no planes.</summary>
internal sealed class Detector : ImageTool
{
    public override string Name => "detector_tool";

    public override string Description => "Finds things of one kind.";

    public override JsonElement Schema { get; } =
        JsonElement.Parse("""{"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"]}""");

    public override ValueTask<ImageToolResult> CallAsync(
        RasterImage image, JsonElement arguments, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(arguments.GetProperty("kind").GetString() == "plane"
            ? ImageToolResult.Failed("Error: no plane was found.")
            : ImageToolResult.Ok(image.Crop(0, 0, image.Width / 2, image.Height / 2), "2 found: [1, 2, 3, 4] \"é\""));
}
