using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Writes the body of a chat-completions request.</summary>
internal static class ChatRequest
{
    /// <summary>The body of one request.</summary>
    /// <param name="model">Model, unless the options name another.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What is set is written; null writes messages alone.</param>
    /// <param name="shape">How the endpoint wants to be asked.</param>
    /// <exception cref="ArgumentException">A message holds something that this protocol can't carry.</exception>
    public static StreamedJson Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options,
        RequestShape shape)
    {
        if (options?.Instructions is { Length: > 0 } system)
            messages = [new ChatMessage(ChatRole.System, system), .. messages];
        StreamedJson body = new();
        Utf8JsonWriter json = body.Json;
        json.WriteStartObject();
        json.WriteString("model", options?.ModelId ?? model);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in ConversationShape.Apply(messages, shape))
            ChatRequestMessage.Write(body, message, shape);
        json.WriteEndArray();
        if (options is not null) WriteOptions(json, options, shape);
        if (shape.Streams) WriteStream(json, shape);
        shape.Extra.Write(json);
        json.WriteEndObject();
        json.Flush();
        return body;
    }

    private static void WriteOptions(Utf8JsonWriter json, ChatOptions options, RequestShape shape)
    {
        Number("temperature", options.Temperature);
        Number("top_p", options.TopP);
        Number("top_k", options.TopK);
        Number("frequency_penalty", options.FrequencyPenalty);
        Number("presence_penalty", options.PresencePenalty);
        // Of two limits a server takes one.
        if (!Leaves(RequestShape.MaxTokens) && !Leaves(RequestShape.MaxCompletionTokens)
            && options.MaxOutputTokens is { } most) json.WriteNumber(shape.MaxTokensName, most);
        if (!Leaves("seed") && options.Seed is { } seed) json.WriteNumber("seed", seed);
        if (!Leaves("stop") && options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (string stop in stops) json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        if (!Leaves("response_format") && options.ResponseFormat is ChatResponseFormatJson format)
            WriteFormat(json, format);
        if (options.Tools is { Count: > 0 } tools) WriteTools(json, tools, options, Leaves);

        // Fields of one server, such as top-level chat_template_kwargs.
        foreach ((string name, object? value) in options.AdditionalProperties ?? [])
        {
            if (Leaves(name)) continue;
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions);
        }

        bool Leaves(string name) => shape.Leaves(name) || shape.Extra.Has(name);

        void Number(string name, float? value)
        {
            if (value is { } number && !Leaves(name)) json.WriteNumber(name, number);
        }
    }

    private static void WriteStream(Utf8JsonWriter json, RequestShape shape)
    {
        json.WriteBoolean("stream", true);
        if (shape.Leaves("stream_options") || shape.Extra.Has("stream_options")) return;
        json.WriteStartObject("stream_options");
        json.WriteBoolean("include_usage", true);
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormatJson format)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
        if (format.Schema is { } schema)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", format.SchemaName ?? "answer");
            if (format.SchemaDescription is { } description) json.WriteString("description", description);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, IEnumerable<AITool> tools, ChatOptions options,
        Func<string, bool> leaves)
    {
        json.WriteStartArray("tools");
        foreach (AITool tool in tools)
        {
            AIFunctionDeclaration function = tool as AIFunctionDeclaration
                ?? throw new ArgumentException(
                    $"The tool {tool.Name} is no function; chat completions carry functions only.");
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", function.Name);
            if (function.Description.Length > 0) json.WriteString("description", function.Description);
            json.WritePropertyName("parameters");
            function.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!leaves("parallel_tool_calls") && options.AllowMultipleToolCalls is { } several)
            json.WriteBoolean("parallel_tool_calls", several);
        if (leaves("tool_choice")) return;
        switch (options.ToolMode)
        {
            case NoneChatToolMode:
                json.WriteString("tool_choice", "none");
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice", "required");
                break;
        }
    }
}
