using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Requests and replies as they are kept on disk.</summary>
internal static class StoredReply
{
    // What was true of the request that was sent, and of no other.
    private static readonly string[] s_ofSending = ["attempts", "latency_ms"];

    private static readonly JsonSerializerOptions s_line =
        new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>A request as text, with the hash of each picture in its place.</summary>
    public static string Request(string model, IEnumerable<ChatMessage> messages, ChatOptions? options,
        RequestExtras? extras)
    {
        using StreamedJson body =
            ChatRequest.Write(model, messages, options, new RequestShape { Extra = ExtraBody.Of(extras?.Body) });
        return body.WithHashes();
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a reply can be kept: all of its calls could be read.</summary>
    public static bool CanBeKept(ChatResponse response) =>
        response.Messages.Count > 0 && response.Messages.SelectMany(message => message.Contents)
            .OfType<FunctionCallContent>().All(call => call.Exception is null);

    public static byte[] Write(ChatResponse response)
    {
        AdditionalPropertiesDictionary? beside = response.AdditionalProperties?.Clone();
        foreach (string name in s_ofSending) beside?.Remove(name);
        return JsonSerializer.SerializeToUtf8Bytes(
            new ChatResponse([.. response.Messages])
            {
                ResponseId = response.ResponseId,
                ModelId = response.ModelId,
                ConversationId = response.ConversationId,
                CreatedAt = response.CreatedAt,
                FinishReason = response.FinishReason,
                Usage = response.Usage,
                AdditionalProperties = beside is { Count: > 0 } ? beside : null,
            },
            s_line);
    }

    /// <exception cref="JsonException">It is no reply.</exception>
    public static ChatResponse Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<ChatResponse>(json, AIJsonUtilities.DefaultOptions)
        ?? throw new JsonException("It is null.");
}
