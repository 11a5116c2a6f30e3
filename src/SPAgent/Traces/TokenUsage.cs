using System.Text.Json;

namespace SPAgent;

/// <summary>Tokens of one turn as the server counted them; null where it did not say.</summary>
[TypeFormatterSource]
public sealed record TokenUsage
{
    /// <summary>Tokens of everything that was sent, images included.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Those of <see cref="PromptTokens"/> that the server had cached; not written where there are
    /// none.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>Tokens of the reply, reasoning included.</summary>
    public long? CompletionTokens { get; init; }

    /// <summary>The server's own total.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>Further fields as the server sent them, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];
}
