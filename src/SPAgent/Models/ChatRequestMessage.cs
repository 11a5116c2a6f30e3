using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Writes one message. Reasoning of earlier turns goes back only beside calls, under the name it came by; images belong
/// into user messages, where the protocol has a place for them, or into tool messages, where a server takes no user
/// message behind those.
/// </summary>
internal static class ChatRequestMessage
{
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions)
    { WriteIndented = false };

    public static void Write(StreamedJson body, ChatMessage message, RequestShape shape)
    {
        if (message.Role == ChatRole.Tool)
        {
            WriteToolResults(body, message);
            return;
        }

        body.Json.WriteStartObject();
        body.Json.WriteString("role", message.Role.Value);
        if (message.Role == ChatRole.Assistant) WriteAssistant(body.Json, message, shape);
        else WriteContent(body, message.Contents, message.Role);
        body.Json.WriteEndObject();
    }

    private static void WriteContent(StreamedJson body, IEnumerable<AIContent> contents, ChatRole role)
    {
        if (contents.All(content => content is TextContent))
        {
            body.Json.WriteString("content", string.Concat(contents.Select(content => ((TextContent)content).Text)));
            return;
        }

        body.Json.WriteStartArray("content");
        foreach (AIContent content in contents)
        {
            if (content is TextContent text)
            {
                body.Json.WriteStartObject();
                body.Json.WriteString("type", "text");
                body.Json.WriteString("text", text.Text);
                body.Json.WriteEndObject();
            }
            else
            {
                WriteImage(body, content, role);
            }
        }

        body.Json.WriteEndArray();
    }

    private static void WriteImage(StreamedJson body, AIContent content, ChatRole role)
    {
        if (role != ChatRole.User && role != ChatRole.Tool) throw Unsupported(content, role);
        body.Json.WriteStartObject();
        body.Json.WriteString("type", "image_url");
        body.Json.WriteStartObject("image_url");
        body.Json.WritePropertyName("url");
        switch (content)
        {
            case DataContent data when data.HasTopLevelMediaType("image"):
                body.WriteDataUri(data.MediaType, data.Data);
                break;
            case UriContent uri when uri.HasTopLevelMediaType("image"):
                body.Json.WriteStringValue(uri.Uri.AbsoluteUri);
                break;
            default:
                throw Unsupported(content, role);
        }

        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
    }

    private static void WriteAssistant(Utf8JsonWriter json, ChatMessage message, RequestShape shape)
    {
        AIContent? image = message.Contents.FirstOrDefault(content => content is DataContent or UriContent);
        if (image is not null) throw Unsupported(image, message.Role);
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        string text = message.Text;
        if (calls.Length > 0 && !shape.Leaves("content")
            && message.AdditionalProperties?.GetValueOrDefault("content") is JsonElement parts) WriteParts(json, parts);
        else if (text.Length == 0 && calls.Length > 0 && !shape.EmptyForNull) json.WriteNull("content");
        else json.WriteString("content", text);
        EchoedFields.Write(json, message.AdditionalProperties, hasCalls: calls.Length > 0, shape);
        if (calls.Length == 0) return;
        json.WriteStartArray("tool_calls");
        foreach (FunctionCallContent call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.CallId);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", Arguments(call));
            EchoedFields.WriteCall(json, EchoedFields.OfFunction(call), shape);
            json.WriteEndObject();
            EchoedFields.WriteCall(json, call.AdditionalProperties, shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Chat templates parse the arguments of the history: what was malformed must not fail every later turn.
    private static string Arguments(FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, OneLine);

    private static void WriteParts(Utf8JsonWriter json, JsonElement parts)
    {
        json.WritePropertyName("content");
        parts.WriteTo(json);
    }

    // What stands behind a result, a picture with its words, belongs to it.
    private static void WriteToolResults(StreamedJson body, ChatMessage message)
    {
        for (int i = 0; i < message.Contents.Count;)
        {
            if (message.Contents[i] is not FunctionResultContent result)
                throw Unsupported(message.Contents[i], ChatRole.Tool);
            List<AIContent> contents = [new TextContent(Text(result))];
            for (i++; i < message.Contents.Count && message.Contents[i] is not FunctionResultContent; i++)
                contents.Add(message.Contents[i]);
            body.Json.WriteStartObject();
            body.Json.WriteString("role", "tool");
            body.Json.WriteString("tool_call_id", result.CallId);
            WriteContent(body, contents, ChatRole.Tool);
            body.Json.WriteEndObject();
        }
    }

    private static string Text(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        TextContent text => text.Text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } value => JsonSerializer.Serialize(value, OneLine),
    };

    private static ArgumentException Unsupported(AIContent content, ChatRole role)
    {
        string what = content switch
        {
            DataContent data => $"{data.MediaType} data",
            UriContent uri => $"a {uri.MediaType} address",
            _ => content.GetType().Name,
        };
        return new ArgumentException(
            $"A message of role {role.Value} holds {what}. "
            + "Chat completions carry text, images in user messages, and results in tool messages.");
    }
}
