using System.Text.Json;

namespace SPAgent;

/// <summary>A tool that makes a new picture out of a picture. Safe to call from several threads at once.</summary>
public abstract class ImageTool
{
    /// <summary>Name as the model calls it, such as <c>image_zoom_in_tool</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence for the model.</summary>
    public abstract string Description { get; }

    /// <summary>JSON Schema of the arguments: an object schema.</summary>
    public abstract JsonElement Schema { get; }

    /// <summary>
    /// Applies the tool. What the model got wrong (a missing argument, a box of zero area) comes back as a failed result,
    /// never as an exception; only cancellation throws.
    /// </summary>
    public abstract ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments, CancellationToken cancellationToken = default);
}
