using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Writes one message. Reasoning of earlier turns is left out, as servers ask for; images belong into user messages, where
/// the protocol has a place for them.
/// </summary>
internal static class ChatRequestMessage
{
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static void Write(StreamedJson body, ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            foreach (AIContent content in message.Contents) WriteToolResult(body.Json, content);
            return;
        }

        body.Json.WriteStartObject();
        body.Json.WriteString("role", message.Role.Value);
        if (message.Role == ChatRole.Assistant) WriteAssistant(body.Json, message);
        else WriteContent(body, message);
        body.Json.WriteEndObject();
    }

    private static void WriteContent(StreamedJson body, ChatMessage message)
    {
        if (message.Contents.All(content => content is TextContent))
        {
            body.Json.WriteString("content", message.Text);
            return;
        }

        body.Json.WriteStartArray("content");
        foreach (AIContent content in message.Contents)
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
                WriteImage(body, content, message.Role);
            }
        }

        body.Json.WriteEndArray();
    }

    private static void WriteImage(StreamedJson body, AIContent content, ChatRole role)
    {
        if (role != ChatRole.User) throw Unsupported(content, role);
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

    private static void WriteAssistant(Utf8JsonWriter json, ChatMessage message)
    {
        AIContent? image = message.Contents.FirstOrDefault(content => content is DataContent or UriContent);
        if (image is not null) throw Unsupported(image, message.Role);
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        string text = message.Text;
        if (text.Length == 0 && calls.Length > 0) json.WriteNull("content");
        else json.WriteString("content", text);
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
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Chat templates parse the arguments of the history: what was malformed must not fail every later turn.
    private static string Arguments(FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, OneLine);

    private static void WriteToolResult(Utf8JsonWriter json, AIContent content)
    {
        if (content is not FunctionResultContent result) throw Unsupported(content, ChatRole.Tool);
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.CallId);
        json.WriteString("content", result.Result switch
        {
            null => "",
            string text => text,
            TextContent text => text.Text,
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } value => JsonSerializer.Serialize(value, OneLine),
        });
        json.WriteEndObject();
    }

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
