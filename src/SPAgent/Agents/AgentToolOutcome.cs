using System.Text.Json;

namespace SPAgent;

/// <summary>What came of one tool call of an agent.</summary>
internal sealed record AgentToolOutcome(bool Success, string? Message, byte[]? Image)
{
    /// <summary>The arguments that the tool ran with, where they are not those it was given.</summary>
    public JsonElement? Executed { get; init; }

    public static AgentToolOutcome Done(string? message, byte[]? image) => new(true, message, image);

    public static AgentToolOutcome Failed(string message) => new(false, message, null);
}
