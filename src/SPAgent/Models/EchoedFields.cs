using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// What a server says beside the known fields of a message or a call, such as the signature of a thought, and wants to
/// hear again when the message stands in a conversation.
/// </summary>
internal static class EchoedFields
{
    private static readonly HashSet<string> s_ofMessage = new(StringComparer.Ordinal)
        { "role", "content", "refusal", "tool_calls", "function_call", "name" };
    private static readonly HashSet<string> s_ofCall = new(StringComparer.Ordinal)
        { "id", "type", "index", "function", "name", "arguments" };

    /// <summary>The fields of a message; its content where parts of it are reasoning. Null where there are
    /// none.</summary>
    public static AdditionalPropertiesDictionary? Of(JsonElement message)
    {
        AdditionalPropertiesDictionary? fields = Beside(message, s_ofMessage);
        if (!ChatReasoning.Parts(message).Any(ChatReasoning.IsReasoning)) return fields;
        fields ??= [];
        fields["content"] = message.GetProperty("content").Clone();
        return fields;
    }

    /// <summary>The fields of a call, and of its function under that name; null where there are none.</summary>
    public static AdditionalPropertiesDictionary? OfCall(JsonElement call)
    {
        AdditionalPropertiesDictionary? fields = Beside(call, s_ofCall);
        if (LenientJson.Get(call, "function") is { } function && Beside(function, s_ofCall) is { } inner)
            (fields ??= [])["function"] = inner;
        return fields;
    }

    /// <summary>The fields of a call's function, also where the call comes out of a file; null where there are
    /// none.</summary>
    public static IDictionary<string, object?>? OfFunction(FunctionCallContent call) =>
        call.AdditionalProperties?.GetValueOrDefault("function") switch
        {
            IDictionary<string, object?> fields => fields,
            JsonElement { ValueKind: JsonValueKind.Object } kept => kept.EnumerateObject()
                .ToDictionary(field => field.Name, field => (object?)field.Value, StringComparer.Ordinal),
            _ => null,
        };

    /// <summary>The names of all fields of a message, of its calls and of their functions.</summary>
    public static IEnumerable<string> Names(ChatMessage message) =>
        [.. NamesIn(message.AdditionalProperties), .. message.Contents.OfType<FunctionCallContent>()
            .SelectMany(call => NamesIn(call.AdditionalProperties).Concat(NamesIn(OfFunction(call))))];

    /// <summary>Writes the fields of a message. Its reasoning goes back only where calls stand beside it.</summary>
    public static void Write(Utf8JsonWriter json, AdditionalPropertiesDictionary? fields, bool hasCalls,
        RequestShape shape)
    {
        foreach ((string name, object? value) in fields ?? [])
        {
            bool reasoning = name == "content" || ChatReasoning.Fields.Contains(name);
            if (name == "content" || (reasoning && !hasCalls)) continue;
            WriteField(json, name, value, shape);
        }
    }

    /// <summary>Writes the fields of a call, or of its function.</summary>
    public static void WriteCall(Utf8JsonWriter json, IDictionary<string, object?>? fields, RequestShape shape)
    {
        foreach ((string name, object? value) in fields ?? new Dictionary<string, object?>())
        {
            if (name != "function") WriteField(json, name, value, shape);
        }
    }

    private static IEnumerable<string> NamesIn(IDictionary<string, object?>? fields) =>
        fields?.Keys.Where(name => name is not ("content" or "function")) ?? [];

    private static void WriteField(Utf8JsonWriter json, string name, object? value, RequestShape shape)
    {
        // What others put there is theirs; what came from a server is JSON.
        if (value is not JsonElement element || shape.Leaves(name)) return;
        json.WritePropertyName(name);
        element.WriteTo(json);
    }

    private static AdditionalPropertiesDictionary? Beside(JsonElement element, HashSet<string> known)
    {
        AdditionalPropertiesDictionary? fields = null;
        if (element.ValueKind is not JsonValueKind.Object) return null;
        foreach (JsonProperty field in element.EnumerateObject())
        {
            if (!known.Contains(field.Name) && Says(field.Value)) (fields ??= [])[field.Name] = field.Value.Clone();
        }

        return fields;
    }

    private static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.GetPropertyCount() > 0,
        _ => true,
    };
}
