using System.Text.Json;

namespace SPAgent;

/// <summary>One call that the model made to a tool, as it happened.</summary>
[TypeFormatterSource]
public sealed record ToolCall
{
    /// <summary>Conversation turn of the call, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>Name of the tool as the model called it, known or not.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The arguments that the tool was run with, usually an object; null for a call that is all <see cref="Code"/>. A
    /// box counts in pixels of the picture that was cropped, before any limit on the size of what is sent.
    /// </summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>
    /// The arguments as the model wrote them, where they differ from <see cref="Arguments"/>: JSON, or its text where
    /// it was none. Null where nothing differs.
    /// </summary>
    public JsonElement? ArgumentsAsWritten { get; init; }

    /// <summary>The unit of the box in <see cref="ArgumentsAsWritten"/>; null for pixels.</summary>
    public BoxUnits? BoxUnits { get; init; }

    /// <summary>What was mended to read the call, such as <c>trailing comma</c>; empty where nothing was.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>The size in which the picture that the call made was sent, where there was a limit; null
    /// otherwise.</summary>
    public PixelSize? SentSize { get; init; }

    /// <summary>The program of a call to the Python tool, wherever the model put it; null for other tools.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the call gave a new picture. True where a file does not say: its writer kept successful calls
    /// only.</summary>
    public required bool Success { get; init; }

    /// <summary>What the tool said to the model; null where it said nothing.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// SHA-256 of the raw RGB bytes of the picture that the call made, which the model was shown next. A call in the
    /// last turn that the conversation may have makes its picture too, and nobody is shown it. Null for failed calls,
    /// and for traces written elsewhere.
    /// </summary>
    public string? ObservationSha256 { get; init; }

    /// <summary>Whether replaying the call gives the same picture again; null where nobody has found out.</summary>
    public bool? Replayable { get; init; }

    /// <summary>What the code ran in, such as versions of Python and Pillow: an object; null where it was not
    /// recorded.</summary>
    public JsonElement? Environment { get; init; }

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];
}
