using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Hashes of the beginnings of a conversation, by which the next request finds it. What frameworks change on the way
/// counts for nothing: names of authors, hidden thought, usage, how a message is cut into parts, the type of an
/// argument.
/// </summary>
internal static class MessageChain
{
    /// <summary>The hash before the first message.</summary>
    public const string Start = "";

    /// <summary>The hash of each beginning, from the first message alone to all of them.</summary>
    public static IEnumerable<string> Of(IEnumerable<ChatMessage> messages, string before = Start)
    {
        foreach (ChatMessage message in messages) yield return before = Next(before, message);
    }

    private static string Next(string before, ChatMessage message)
    {
        string said = Canonical(message);
        // A message of nothing that counts is as if it were not there.
        return said.Length == 0 ? before
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{message.Role}\n{said}")));
    }

    private static string Canonical(ChatMessage message)
    {
        StringBuilder text = new();
        string words = string.Concat(message.Contents.OfType<TextContent>().Select(part => part.Text)).Trim();
        if (words.Length > 0) text.Append("text ").Append(words.Length).Append(' ').Append(words).Append('\n');
        foreach (AIContent content in message.Contents)
        {
            string? part = content switch
            {
                DataContent data => $"data {Convert.ToHexStringLower(SHA256.HashData(data.Data.Span))}",
                UriContent uri => $"uri {uri.Uri}",
                FunctionCallContent call => $"call {call.CallId} {call.Name} {Json(call.Arguments)}",
                FunctionResultContent result => $"result {result.CallId} {ResultText(result)}",
                _ => null,
            };
            if (part is not null) text.Append(part).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What a function gave back, as a model is told it.</summary>
    public static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        TextContent text => text.Text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        IEnumerable<AIContent> contents =>
            string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
        DataContent => "",
        { } value => Json(value),
    };

    /// <summary>JSON with the members of objects in the order of their names.</summary>
    public static string Json(object? value)
    {
        try
        {
            JsonNode? node =
                JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
            return Sorted(node)?.ToJsonString(JsonSettings.Line) ?? "null";
        }
        catch (Exception odd)
            when (odd is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // A name that stands twice, say, or half a surrogate pair.
            return JsonText.Line(JsonText.Parse(LenientSerializer.Encode(value, "value", new List<string>())));
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
