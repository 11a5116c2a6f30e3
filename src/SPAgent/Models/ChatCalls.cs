using System.Text.Json;
using Microsoft.Extensions.AI;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>The native calls of a message: <c>tool_calls</c> as a list or as one, each with or without its <c>function</c>, or the older <c>function_call</c>.</summary>
internal static class ChatCalls
{
    public static IEnumerable<FunctionCallContent> Of(JsonElement message, CallIds ids)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (JsonElement call in Raw(message))
        {
            JsonElement function = Get(call, "function") is { ValueKind: JsonValueKind.Object } inner ? inner : call;
            if (Get(function, "name") is null && Get(function, "arguments") is null) continue;
            string id = Text(call, "id") is { Length: > 0 } given && taken.Add(given) ? given : ids.Next();
            FunctionCallContent content = ToolCallArguments.Read(id, Text(function, "name") ?? "", Get(function, "arguments") ?? default);
            content.AdditionalProperties = EchoedFields.OfCall(call);
            yield return content;
        }
    }

    private static IEnumerable<JsonElement> Raw(JsonElement message) => Get(message, "tool_calls") switch
    {
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } one => [one],
        _ => Get(message, "function_call") is { ValueKind: JsonValueKind.Object } old ? [old] : [],
    };
}
