using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>Reads a chat completion. What servers leave out or send in a shape of their own is taken as it is
/// meant.</summary>
internal static class ChatAnswer
{
    private static readonly string[] s_envelopes = ["data", "result", "response", "output", "body"];

    // Of the year 9999, in Unix time.
    private const long LastSecond = 253_402_300_799;

    /// <summary>The first choice of a completion.</summary>
    /// <exception cref="JsonException">There is none; the message says what is missing.</exception>
    public static JsonElement Choice(JsonElement root)
    {
        if (Get(root, "choices") is not { } choices) throw Lacks("no choices");
        return choices.ValueKind switch
        {
            JsonValueKind.Object => choices,
            JsonValueKind.Array when choices.GetArrayLength() > 0 => choices[0],
            JsonValueKind.Array => throw Lacks("empty choices"),
            _ => throw Lacks("no choices"),
        };
    }

    /// <summary>The completion in what a server sent: gateways put a list or an envelope around it, or send its
    /// text.</summary>
    public static JsonElement Whole(JsonElement root)
    {
        if (root.ValueKind is JsonValueKind.Array && root.GetArrayLength() == 1) root = root[0];
        if (root.ValueKind is JsonValueKind.String && root.GetString() is { } text && text.StartsWith('{'))
            root = JsonText.Parse(Encoding.UTF8.GetBytes(text));
        return Get(root, "choices") is not null ? root
            : s_envelopes.Select(name => Get(root, name)).FirstOrDefault(inner => inner is { } whole
                && Get(whole, "choices") is not null) ?? root;
    }

    /// <summary>The message of a choice: whole, as a piece of a stream, or as the text of a completion; null where
    /// there is none.</summary>
    public static JsonElement? Message(JsonElement choice) =>
        Get(choice, "message") is { ValueKind: JsonValueKind.Object } message ? message
        : Get(choice, "delta") is { ValueKind: JsonValueKind.Object } delta ? delta
        : Text(choice, "text") is { } text
            ? JsonSerializer.SerializeToElement(new JsonObject { ["content"] = text }) : null;

    /// <summary>The first choice as a response. What its message holds beside the known fields stands in the message's
    /// additional properties.</summary>
    /// <param name="root">The completion.</param>
    /// <param name="ids">For calls that have none.</param>
    /// <exception cref="JsonException">It is no chat completion; the message says what is missing.</exception>
    public static ChatResponse Read(JsonElement root, CallIds ids)
    {
        JsonElement choice = Choice(root);
        if (Message(choice) is not { } message) throw Lacks("no message");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(message, ids))
        { AdditionalProperties = EchoedFields.Of(message) })
        {
            ResponseId = Text(root, "id"),
            ModelId = Text(root, "model"),
            CreatedAt = Number(root, "created") is { } time and >= 0 and < LastSecond
                ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
            FinishReason = Text(choice, "finish_reason") is { } reason && !string.IsNullOrWhiteSpace(reason)
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
        InputTokenCount = Tokens(usage, "prompt_tokens", "input_tokens"),
        OutputTokenCount = Tokens(usage, "completion_tokens", "output_tokens"),
        TotalTokenCount = Tokens(usage, "total_tokens"),
        CachedInputTokenCount = Detail(usage, "cached_tokens", "prompt_tokens_details", "input_tokens_details")
            ?? Tokens(usage, "cached_tokens", "prompt_cache_hit_tokens"),
        ReasoningTokenCount = Detail(usage, "reasoning_tokens", "completion_tokens_details", "output_tokens_details")
            ?? Tokens(usage, "reasoning_tokens"),
    };

    // A count below zero is none.
    private static long? Tokens(JsonElement counts, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Number(counts, name) is >= 0 and long count) return count;
        }

        return null;
    }

    private static long? Detail(JsonElement usage, string name, params ReadOnlySpan<string> holders)
    {
        foreach (string holder in holders)
        {
            if (Get(usage, holder) is { } details && Tokens(details, name) is { } count) return count;
        }

        return null;
    }
}
