using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Requests and replies as they are kept on disk.</summary>
internal static class StoredReply
{
    // Arguments that could not be read, as the model wrote them.
    private const string RawArguments = "raw_arguments";

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

    /// <summary>Whether a reply can be kept: of a call that could not be read the text must be there.</summary>
    public static bool CanBeKept(ChatResponse response) =>
        response.Messages.Count > 0 && response.Messages.SelectMany(message => message.Contents)
            .OfType<FunctionCallContent>().All(call => call.Exception is null || call.RawRepresentation is string);

    /// <summary>Whether it is the disk's fault, or that of a value that JSON can't hold.</summary>
    public static bool CantBeWritten(Exception problem) => problem
        is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or JsonException;

    public static byte[] Write(ChatResponse response)
    {
        AdditionalPropertiesDictionary? beside = response.AdditionalProperties?.Clone();
        foreach (string name in s_ofSending) beside?.Remove(name);
        return JsonSerializer.SerializeToUtf8Bytes(
            new ChatResponse([.. response.Messages.Select(message => With(message, Kept))])
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
    public static ChatResponse Read(ReadOnlySpan<byte> json)
    {
        ChatResponse kept = JsonSerializer.Deserialize<ChatResponse>(json, AIJsonUtilities.DefaultOptions)
            ?? throw new JsonException("It is null.");
        kept.Messages = [.. kept.Messages.Select(message => With(message, Restored))];
        return kept;
    }

    // A copy: the message that was given goes on in its conversation.
    private static ChatMessage With(ChatMessage message, Func<FunctionCallContent, FunctionCallContent> change)
    {
        ChatMessage copy = message.Clone();
        copy.Contents =
            [.. message.Contents.Select(content => content is FunctionCallContent call ? change(call) : content)];
        return copy;
    }

    private static FunctionCallContent Kept(FunctionCallContent call) =>
        call is { Exception: not null, RawRepresentation: string raw }
            ? new(call.CallId, call.Name)
            { AdditionalProperties = new(call.AdditionalProperties ?? []) { [RawArguments] = raw } }
            : call;

    private static FunctionCallContent Restored(FunctionCallContent call)
    {
        if (call.AdditionalProperties is not { } beside
            || beside.GetValueOrDefault(RawArguments) is not JsonElement raw) return call;
        FunctionCallContent read = ToolCallArguments.Read(call.CallId, call.Name, raw);
        beside.Remove(RawArguments);
        if (beside.Count > 0) read.AdditionalProperties = beside;
        return read;
    }
}
