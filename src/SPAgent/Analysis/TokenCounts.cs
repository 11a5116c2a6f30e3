using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>Tokens as servers count them, in either record.</summary>
public static class TokenCounts
{
    /// <summary>The server's total, else prompt and completion together, else 0.</summary>
    public static long Tokens(this ConversationTurn turn) =>
        turn.Usage is TokenUsage usage
            ? usage.TotalTokens ?? (usage.PromptTokens ?? 0) + (usage.CompletionTokens ?? 0) : 0;

    /// <summary>The server's total, else prompt and completion together; null when it gave neither.</summary>
    public static long? Tokens(this InferenceSample sample) =>
        sample.Usage is not { ValueKind: JsonValueKind.Object } usage ? null
        : Whole(usage, "total_tokens") ?? (Whole(usage, "prompt_tokens"), Whole(usage, "completion_tokens")) switch
        {
            (null, null) => null,
            (long prompt, long completion) => prompt + completion,
            (long one, null) => one,
            (null, long one) => one,
        };

    private static long? Whole(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long whole) ? whole : null;
}
