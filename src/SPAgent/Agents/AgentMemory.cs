namespace SPAgent;

/// <summary>What an agent remembers of earlier questions: the exchange, and the images that were looked at.</summary>
[TypeFormatterSource]
public sealed class AgentMemory
{
    internal AgentMemory(IReadOnlyList<(string Question, string? Answer)> exchanges,
        IReadOnlyList<AgentImage> originals, IReadOnlyList<AgentImage> fromTools) =>
        (Exchanges, Originals, FromTools) = (exchanges, originals, fromTools);

    /// <summary>Questions and answers so far, oldest first.</summary>
    public IReadOnlyList<(string Question, string? Answer)> Exchanges { get; }

    internal IReadOnlyList<AgentImage> Originals { get; }

    internal IReadOnlyList<AgentImage> FromTools { get; }
}
