using System.Text.Json;

namespace SPAgent;

/// <summary>Reads the turns of a trace file.</summary>
internal static class TurnReader
{
    private const string WrittenSpelling = "assistant_response";

    /// <summary>The turns, and the name that the response goes by in the first of them.</summary>
    public static (ConversationTurn[] Turns, string Spelling) Turns(TraceField log)
    {
        string? spelling = null;
        ConversationTurn[] turns = [.. log.Items().Select((item, index) =>
        {
            TraceObject fields = new(item);
            TraceField response = fields.Take(WrittenSpelling) ?? fields.Take("response")
                ?? throw item.Missing(WrittenSpelling);
            spelling ??= response.Name;
            return Turn(fields, response, index + 1);
        })];
        return (turns, spelling ?? WrittenSpelling);
    }

    private static ConversationTurn Turn(TraceObject fields, TraceField response, int position)
    {
        // The messages of each turn repeat all pictures so far, in base64; what they say is in the responses.
        fields.Take("messages");
        return new ConversationTurn
        {
            Turn = fields.Take("turn")?.Count() ?? position,
            Response = response.Text() ?? "",
            Usage = fields.Take("usage") is { IsNull: false } usage ? Usage(new(usage)) : null,
            FinishReason = fields.Take("finish_reason")?.Text(),
            Reasoning = fields.Take("reasoning")?.Text(),
            TextAfterCall = fields.Take("text_after_call", JsonValueKind.String)?.Text(),
            TakenFrom = fields.Take("taken_from", JsonValueKind.String)?.Text(),
            LatencyMs = fields.Take("latency_ms")?.Milliseconds(),
            Extra = fields.Rest(),
        };
    }

    /// <summary>The tokens of a reply; null where the object says nothing.</summary>
    public static TokenUsage? Usage(TraceObject fields)
    {
        TokenUsage usage = new()
        {
            PromptTokens = fields.Take("prompt_tokens")?.Count(),
            CachedTokens = fields.Take("cached_tokens", JsonValueKind.Number)?.Count(),
            CompletionTokens = fields.Take("completion_tokens")?.Count(),
            TotalTokens = fields.Take("total_tokens")?.Count(),
            Extra = fields.Rest(),
        };
        return (usage.PromptTokens ?? usage.CachedTokens ?? usage.CompletionTokens ?? usage.TotalTokens) is null
            && usage.Extra.Count == 0 ? null : usage;
    }
}
