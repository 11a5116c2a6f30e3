using System.Text.Json;
using Microsoft.Extensions.AI;
using static SPAgent.LenientJson;

namespace SPAgent;

/// <summary>
/// The native calls of a message: <c>tool_calls</c> as a list, as one or as their text, each with or without its
/// <c>function</c>, the older <c>function_call</c>, or parts of the content.
/// </summary>
internal static class ChatCalls
{
    private static readonly string[] s_arguments = ["arguments", "parameters", "args", "input"];

    public static IEnumerable<FunctionCallContent> Of(JsonElement message, CallIds ids)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (JsonElement call in Raw(message))
        {
            JsonElement function = Get(call, "function") is { ValueKind: JsonValueKind.Object } inner ? inner : call;
            string? name = Text(function, "name") ?? Text(call, "function") ?? Text(call, "name");
            JsonElement? arguments = Arguments(function) ?? Arguments(call);
            if (name is null && arguments is null) continue;
            string id = Text(call, "id") is { Length: > 0 } given && taken.Add(given) ? given : ids.Next();
            FunctionCallContent content = ToolCallArguments.Read(id, name ?? "", arguments ?? default);
            content.AdditionalProperties = EchoedFields.OfCall(call);
            yield return content;
        }
    }

    private static JsonElement? Arguments(JsonElement call) =>
        s_arguments.Select(name => Get(call, name))
            .FirstOrDefault(value => value is { ValueKind: not JsonValueKind.Null });

    private static IEnumerable<JsonElement> Raw(JsonElement message) => Get(message, "tool_calls") switch
    {
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } one => [one],
        { ValueKind: JsonValueKind.String } text when LooseJson.ReadWhole(text.GetString()!) is { } read =>
            read.Value.ValueKind switch
            {
                JsonValueKind.Array => read.Value.EnumerateArray(),
                JsonValueKind.Object => [read.Value],
                _ => [],
            },
        _ => Get(message, "function_call") is { ValueKind: JsonValueKind.Object } old ? [old]
            : ChatReasoning.Parts(message)
                .Where(part => Text(part, "type") is "tool_use" or "tool_call" or "function_call"),
    };
}
