using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SPAgent;

/// <summary>What came of a tool call.</summary>
[TypeFormatterSource]
public sealed record ImageToolResult
{
    private ImageToolResult() { }

    /// <summary>The new picture; null when the call failed.</summary>
    public RasterImage? Image { get; private init; }

    /// <summary>Whether there is a new picture.</summary>
    [MemberNotNullWhen(true, nameof(Image))]
    public bool Success => Image is not null;

    /// <summary>Text for the model: why it failed, or what a tool says beside its picture; null when there is nothing
    /// to say.</summary>
    public string? Message { get; private init; }

    /// <summary>Whether a second run gave the same pixels; null when there was none.</summary>
    public bool? Replayable { get; init; }

    /// <summary>
    /// The arguments that the tool ran with, where they are not those it was given: a box in pixels that was given in
    /// another unit, or grown to the smallest side. Null where nothing differs.
    /// </summary>
    public JsonElement? Executed { get; init; }

    /// <summary>A call that gave a picture.</summary>
    public static ImageToolResult Ok(RasterImage image, string? message = null) =>
        new() { Image = image, Message = message };

    /// <summary>A picture as the result of a call that gave it.</summary>
    public static implicit operator ImageToolResult(RasterImage image) => Ok(image);

    /// <summary>A call that failed; the message goes to the model and says what was wrong.</summary>
    public static ImageToolResult Failed(string message) => new() { Message = message };
}
