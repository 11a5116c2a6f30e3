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

    /// <summary>Applies the tool to a picture that may have been made smaller before it was shown: what a model points at counts in what it was shown.</summary>
    internal virtual ValueTask<ImageToolResult> CallAsync(ShownPicture picture, JsonElement arguments, CancellationToken cancellationToken) =>
        CallAsync(picture.Shown, arguments, cancellationToken);

    /// <summary>The tool as a run's settings want it.</summary>
    internal virtual ImageTool With(BoxUnits? units, int? minSide) => this;

    /// <summary>Makes ready what calls need. A run does so before it asks anything, so that a tool that can't work here says so at once.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>
    /// What results depend on beside picture and arguments, such as versions: kept with each call of a trace. Known once
    /// <see cref="PrepareAsync"/> has ended; null for a tool whose pixels are the same everywhere.
    /// </summary>
    public virtual JsonElement? ResultEnvironment => null;

    /// <summary>Names what is different here from an environment that a trace recorded; empty when nothing is.</summary>
    public virtual IReadOnlyList<string> DifferencesFrom(JsonElement recordedEnvironment) => [];
}
