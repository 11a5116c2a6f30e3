namespace SPAgent;

/// <summary>What came of one tool call of an agent.</summary>
internal sealed record AgentToolOutcome(bool Success, string? Message, byte[]? Image)
{
    public static AgentToolOutcome Done(string? message, byte[]? image) => new(true, message, image);

    public static AgentToolOutcome Failed(string message) => new(false, message, null);
}
