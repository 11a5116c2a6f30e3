using System.Text.Json;

namespace SPAgent;

/// <summary>One reply of the model.</summary>
[TypeFormatterSource]
public sealed record ConversationTurn
{
    /// <summary>Number of the turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The text of the reply; empty where the server sent null, as it does beside native tool calls.</summary>
    public required string Response { get; init; }

    /// <summary>Tokens of the turn; null where the server did not count.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Why the reply ended, as the server says, such as <c>stop</c> or <c>length</c>; null in traces written
    /// elsewhere.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Reasoning that came apart from the text; null where there was none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>
    /// What the model wrote behind its last call, such as a result that it made up; it was cut off and not sent back.
    /// Null where there was nothing.
    /// </summary>
    public string? TextAfterCall { get; init; }

    /// <summary><c>reasoning</c> where the reply had no text and its call or answer was taken from the reasoning; null
    /// otherwise.</summary>
    public string? TakenFrom { get; init; }

    /// <summary>
    /// Milliseconds from the request that was answered to its whole reply; failed attempts and the waits between them
    /// count only where the client does not tell them apart. Null in traces written elsewhere.
    /// </summary>
    public long? LatencyMs { get; init; }

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];
}
