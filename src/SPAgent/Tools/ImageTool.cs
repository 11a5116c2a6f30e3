using System.Text.Json;

namespace SPAgent;

/// <summary>A tool that makes a new picture out of a picture. Safe to call from several threads at once.</summary>
[TypeFormatterSource]
public abstract class ImageTool
{
    /// <summary>
    /// A tool of your own, from what it does. It gets the picture as the model was shown it, and its arguments; it
    /// gives a picture, or a result of <see cref="ImageToolResult"/>. What it throws goes to the model as the reason
    /// why the call failed.
    /// </summary>
    /// <remarks>
    /// Replay runs it again with the recorded arguments: hand it to <c>TraceReplay.RunAsync(trace, dataset,
    /// [tool])</c>, and to the options of exports, pages and checks. So the same arguments must give the same pixels.
    /// </remarks>
    /// <param name="name">Name as the model calls it: at most 64 letters, digits, _ and -.</param>
    /// <param name="description">What it does, for the model.</param>
    /// <param name="run">What it does. It may run on several threads at once.</param>
    /// <param name="parameters">Its parameters; none for a tool that needs nothing but the picture.</param>
    /// <exception cref="ArgumentException">The name is none, or two parameters have the same.</exception>
    public static ImageTool From(string name, string description, Func<RasterImage, ToolInput, ImageToolResult> run,
        params ToolParameter[] parameters)
    {
        ArgumentNullException.ThrowIfNull(run);
        return From(name, description, (image, input) => Task.FromResult(run(image, input)), parameters);
    }

    /// <summary>The same with work that is awaited, such as a call of a server.</summary>
    /// <inheritdoc cref="From(string, string, Func{RasterImage, ToolInput, ImageToolResult}, ToolParameter[])"/>
    public static ImageTool From(string name, string description,
        Func<RasterImage, ToolInput, Task<ImageToolResult>> run, params ToolParameter[] parameters)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(parameters);
        return new FunctionTool(name, description, run, [.. parameters]);
    }

    /// <summary>A tool that only looks: what it says goes to the model, and the picture stays as it is.</summary>
    /// <inheritdoc cref="From(string, string, Func{RasterImage, ToolInput, ImageToolResult}, ToolParameter[])"/>
    public static ImageTool From(string name, string description, Func<RasterImage, ToolInput, string> run,
        params ToolParameter[] parameters)
    {
        ArgumentNullException.ThrowIfNull(run);
        return From(name, description, (image, input) => Task.FromResult(ImageToolResult.Ok(image, run(image, input))),
            parameters);
    }

    /// <summary>The same with work that is awaited, such as a call of a server.</summary>
    /// <inheritdoc cref="From(string, string, Func{RasterImage, ToolInput, ImageToolResult}, ToolParameter[])"/>
    public static ImageTool From(string name, string description, Func<RasterImage, ToolInput, Task<string>> run,
        params ToolParameter[] parameters)
    {
        ArgumentNullException.ThrowIfNull(run);
        return From(name, description, async (image, input) =>
            ImageToolResult.Ok(image, await run(image, input).ConfigureAwait(false)), parameters);
    }

    /// <summary>Name as the model calls it, such as <c>image_zoom_in_tool</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence for the model.</summary>
    public abstract string Description { get; }

    /// <summary>JSON Schema of the arguments: an object schema.</summary>
    public abstract JsonElement Schema { get; }

    /// <summary>
    /// Applies the tool. What the model got wrong (a missing argument, a box of zero area) comes back as a failed
    /// result, never as an exception; only cancellation throws.
    /// </summary>
    public abstract ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default);

    /// <summary>Applies the tool to a picture that may have been made smaller before it was shown: what a model points
    /// at counts in what it was shown.</summary>
    internal virtual ValueTask<ImageToolResult> CallAsync(ShownPicture picture, JsonElement arguments,
        CancellationToken cancellationToken) =>
        CallAsync(picture.Shown, arguments, cancellationToken);

    /// <summary>The tool as a run's settings want it.</summary>
    internal virtual ImageTool With(BoxUnits? units, int? minSide) => this;

    /// <summary>Makes ready what calls need. A run does so before it asks anything, so that a tool that can't work here
    /// says so at once.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>
    /// What results depend on beside picture and arguments, such as versions: kept with each call of a trace. Known
    /// once <see cref="PrepareAsync"/> has ended; null for a tool whose pixels are the same everywhere.
    /// </summary>
    public virtual JsonElement? ResultEnvironment => null;

    /// <summary>Names what is different here from an environment that a trace recorded; empty when nothing
    /// is.</summary>
    public virtual IReadOnlyList<string> DifferencesFrom(JsonElement recordedEnvironment) => [];
}
