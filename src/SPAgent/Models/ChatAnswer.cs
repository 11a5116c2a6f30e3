using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>Reads a chat completion. What servers leave out or send in a shape of their own is taken as it is
/// meant.</summary>
internal static class ChatAnswer
{
    // Of the year 9999, in Unix time.
    private const long LastSecond = 253_402_300_799;

    /// <summary>The first choice of a completion.</summary>
    /// <exception cref="JsonException">There is none; the message says what is missing.</exception>
    public static JsonElement Choice(JsonElement root)
    {
        if (Get(root, "choices") is not { ValueKind: JsonValueKind.Array } choices) throw Lacks("no choices");
        return choices.GetArrayLength() > 0 ? choices[0] : throw Lacks("empty choices");
    }

    /// <summary>The first choice as a response. What its message holds beside the known fields stands in the message's
    /// additional properties.</summary>
    /// <param name="root">The completion.</param>
    /// <param name="ids">For calls that have none.</param>
    /// <exception cref="JsonException">It is no chat completion; the message says what is missing.</exception>
    public static ChatResponse Read(JsonElement root, CallIds ids)
    {
        JsonElement choice = Choice(root);
        if (Get(choice, "message") is not { ValueKind: JsonValueKind.Object } message) throw Lacks("no message");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(message, ids))
        { AdditionalProperties = EchoedFields.Of(message) })
        {
            ResponseId = Text(root, "id"),
            ModelId = Text(root, "model"),
            CreatedAt = Number(root, "created") is { } time and >= 0 and < LastSecond
                ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
            FinishReason = Text(choice, "finish_reason") is { Length: > 0 } reason
                ? new ChatFinishReason(reason) : null,
            Usage = Usage(root),
        };
    }

    /// <summary>Tokens of a completion, whatever else it holds; null where it counts none.</summary>
    public static UsageDetails? Usage(JsonElement root) =>
        Get(root, "usage") is { ValueKind: JsonValueKind.Object } usage ? Count(usage) : null;

    private static JsonException Lacks(string what) => new($"The answer has {what}.");

    private static List<AIContent> Contents(JsonElement message, CallIds ids)
    {
        List<AIContent> contents = [];
        string reasoning = ChatReasoning.Of(message);
        if (!string.IsNullOrWhiteSpace(reasoning)) contents.Add(new TextReasoningContent(reasoning));
        string text = Content(message);
        if (text.Length == 0) text = Text(message, "refusal") ?? "";
        if (text.Length > 0) contents.Add(new TextContent(text));
        contents.AddRange(ChatCalls.Of(message, ids));
        return contents;
    }

    private static string Content(JsonElement message)
    {
        if (Text(message, "content") is { } whole) return whole;
        StringBuilder text = new();
        foreach (JsonElement part in ChatReasoning.Parts(message).Where(part => !ChatReasoning.IsReasoning(part)))
        {
            text.Append(part.ValueKind is JsonValueKind.String ? part.GetString() : Text(part, "text"));
        }

        return text.ToString();
    }

    private static UsageDetails Count(JsonElement usage) => new()
    {
        InputTokenCount = Number(usage, "prompt_tokens"),
        OutputTokenCount = Number(usage, "completion_tokens"),
        TotalTokenCount = Number(usage, "total_tokens"),
        CachedInputTokenCount = Get(usage, "prompt_tokens_details") is { } input
            ? Number(input, "cached_tokens") : null,
        ReasoningTokenCount = Get(usage, "completion_tokens_details") is { } output
            ? Number(output, "reasoning_tokens") : null,
    };
}
