using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A reply of a judge.</summary>
[TypeFormatterSource]
public sealed record JudgeReply
{
    /// <summary>The text; empty where there was none.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens, as the server counts them; null where it did not.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Why the reply ended, as the server says it; null where it did not.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Requests that the reply took; null where the client does not say.</summary>
    public int? Attempts { get; init; }

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];

    /// <summary>Reads a response.</summary>
    public static JudgeReply Of(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new JudgeReply
        {
            Text = response.Text,
            Usage = response.Usage is not { } usage ? null : new TokenUsage
            {
                PromptTokens = usage.InputTokenCount,
                CompletionTokens = usage.OutputTokenCount,
                TotalTokens = usage.TotalTokenCount,
            },
            FinishReason = response.FinishReason?.Value,
            Attempts = response.AdditionalProperties?.TryGetValue("attempts", out object? told) == true
                ? told as int? : null,
        };
    }
}
