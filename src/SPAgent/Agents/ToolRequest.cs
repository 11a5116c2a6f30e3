using System.Text.Json;
using Microsoft.Extensions.AI;

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

    /// <summary>A native call as a request.</summary>
    internal static ToolRequest Of(FunctionCallContent call) => new()
    {
        Name = call.Name,
        CallId = call.CallId,
        Arguments = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), JsonSettings.Line),
        Problem = call.Exception is { } problem ? $"Error: The arguments of the tool call are not valid JSON: {problem.Message}" : null,
    };
}
