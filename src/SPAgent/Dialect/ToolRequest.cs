using System.Text.Json;

namespace SPAgent;

/// <summary>A tool call as the model asked for it, before it runs.</summary>
[TypeFormatterSource]
public sealed record ToolRequest
{
    /// <summary>Name of the tool; empty when the request could not be read.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The arguments: an object, unless the model wrote something else. They fit the tool's schema where that can only
    /// be meant one way ("90" is 90 for a number). Code given beside the name stands here as <c>code</c>.
    /// </summary>
    public JsonElement Arguments { get; init; }

    /// <summary>Why the request can't be run, in words for the model; null when it can be tried.</summary>
    public string? Problem { get; init; }

    /// <summary>Identifier that a native tool call carries; null for a call written as text.</summary>
    public string? CallId { get; init; }

    /// <summary>The arguments before they were made to fit: JSON, or its text where it was none; null when nothing was
    /// changed.</summary>
    public JsonElement? AsWritten { get; init; }

    /// <summary>What was mended to read the call, in a few words each, such as <c>trailing comma</c>; empty when
    /// nothing was.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    internal static ToolRequest Unreadable(string problem) => new() { Name = "", Problem = $"Error: {problem}" };
}
