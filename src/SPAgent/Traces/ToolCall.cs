using System.Text.Json;

namespace SPAgent;

/// <summary>One call that the model made to a tool, as it happened.</summary>
public sealed record ToolCall
{
    /// <summary>Conversation turn of the call, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>Name of the tool as the model called it, known or not.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments as the model gave them, usually an object; null for a call that is all <see cref="Code"/>.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The program of a call to the Python tool, wherever the model put it; null for other tools.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the call gave a new picture. True where a file does not say: its writer kept successful calls only.</summary>
    public required bool Success { get; init; }

    /// <summary>What the tool said to the model; null where it said nothing.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// SHA-256 of the raw RGB bytes of the picture that the call made, which the model was shown next. A call in the last turn that the
    /// conversation may have makes its picture too, and nobody is shown it. Null for failed calls, and for traces written elsewhere.
    /// </summary>
    public string? ObservationSha256 { get; init; }

    /// <summary>Whether replaying the call gives the same picture again; null where nobody has found out.</summary>
    public bool? Replayable { get; init; }

    /// <summary>What the code ran in, such as versions of Python and Pillow: an object; null where it was not recorded.</summary>
    public JsonElement? Environment { get; init; }

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];
}
