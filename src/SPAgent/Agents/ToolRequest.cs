using System.Text.Json;

namespace SPAgent;

/// <summary>A tool call as the model asked for it, before it runs.</summary>
public sealed record ToolRequest
{
    /// <summary>Name of the tool; empty when the request could not be read.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments: an object, unless the model wrote something else. Code given beside the name stands here as <c>code</c>.</summary>
    public JsonElement Arguments { get; init; }

    /// <summary>Why the request can't be run, in words for the model; null when it can be tried.</summary>
    public string? Problem { get; init; }

    /// <summary>Identifier that a native tool call carries; null for a call written as text.</summary>
    public string? CallId { get; init; }
}
