using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>Reads a chat completion. What servers leave out or send in a shape of their own is taken as it is meant.</summary>
internal static class ChatAnswer
{
    // Of the year 9999, in Unix time.
    private const long LastSecond = 253_402_300_799;

    /// <summary>The first choice as a response.</summary>
    /// <exception cref="JsonException">The body is no JSON, or no chat completion; the message says what is missing.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(JsonText.Strict(body));
        JsonElement root = document.RootElement;
        if (Get(root, "choices") is not { ValueKind: JsonValueKind.Array } choices) throw Lacks("no choices");
        if (choices.GetArrayLength() == 0) throw Lacks("empty choices");
        if (Get(choices[0], "message") is not { ValueKind: JsonValueKind.Object } message) throw Lacks("no message");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(message)))
        {
            ResponseId = Text(root, "id"),
            ModelId = Text(root, "model"),
            CreatedAt = Number(root, "created") is { } time and >= 0 and < LastSecond ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
            FinishReason = Text(choices[0], "finish_reason") is { Length: > 0 } reason ? new ChatFinishReason(reason) : null,
            Usage = Get(root, "usage") is { ValueKind: JsonValueKind.Object } usage ? Usage(usage) : null,
        };
    }

    private static JsonException Lacks(string what) => new($"The answer has {what}.");

    private static List<AIContent> Contents(JsonElement message)
    {
        List<AIContent> contents = [];
        string reasoning = Text(message, "reasoning_content") ?? Text(message, "reasoning") ?? "";
        if (reasoning.Length > 0) contents.Add(new TextReasoningContent(reasoning));
        string text = Content(message);
        if (text.Length == 0) text = Text(message, "refusal") ?? "";
        if (text.Length > 0) contents.Add(new TextContent(text));
        if (Get(message, "tool_calls") is { ValueKind: JsonValueKind.Array } calls)
        {
            foreach (JsonElement call in calls.EnumerateArray())
            {
                if (Get(call, "function") is not { } function) continue;
                string id = Text(call, "id") is { Length: > 0 } given ? given : $"call_{contents.Count}";
                contents.Add(ToolCallArguments.Read(id, Text(function, "name") ?? "", Get(function, "arguments") ?? default));
            }
        }

        return contents;
    }

    private static string Content(JsonElement message)
    {
        if (Get(message, "content") is not { ValueKind: JsonValueKind.Array } parts) return Text(message, "content") ?? "";
        StringBuilder text = new();
        foreach (JsonElement part in parts.EnumerateArray()) text.Append(Text(part, "text"));
        return text.ToString();
    }

    private static UsageDetails Usage(JsonElement usage) => new()
    {
        InputTokenCount = Number(usage, "prompt_tokens"),
        OutputTokenCount = Number(usage, "completion_tokens"),
        TotalTokenCount = Number(usage, "total_tokens"),
        CachedInputTokenCount = Get(usage, "prompt_tokens_details") is { } input ? Number(input, "cached_tokens") : null,
        ReasoningTokenCount = Get(usage, "completion_tokens_details") is { } output ? Number(output, "reasoning_tokens") : null,
    };
}
