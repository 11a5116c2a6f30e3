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
    /// <param name="maxTokensName"><c>max_tokens</c>, or <c>max_completion_tokens</c> for servers that insist on it.</param>
    /// <exception cref="ArgumentException">A message holds something that this protocol can't carry.</exception>
    public static StreamedJson Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, string maxTokensName)
    {
        StreamedJson body = new();
        Utf8JsonWriter json = body.Json;
        json.WriteStartObject();
        json.WriteString("model", options?.ModelId ?? model);
        json.WriteStartArray("messages");
        if (options?.Instructions is { Length: > 0 } system) ChatRequestMessage.Write(body, new ChatMessage(ChatRole.System, system));
        foreach (ChatMessage message in messages) ChatRequestMessage.Write(body, message);
        json.WriteEndArray();
        if (options is not null) WriteOptions(json, options, maxTokensName);
        json.WriteEndObject();
        json.Flush();
        return body;
    }

    private static void WriteOptions(Utf8JsonWriter json, ChatOptions options, string maxTokensName)
    {
        if (options.Temperature is { } temperature) json.WriteNumber("temperature", temperature);
        if (options.TopP is { } topP) json.WriteNumber("top_p", topP);
        if (options.TopK is { } topK) json.WriteNumber("top_k", topK);
        if (options.FrequencyPenalty is { } frequency) json.WriteNumber("frequency_penalty", frequency);
        if (options.PresencePenalty is { } presence) json.WriteNumber("presence_penalty", presence);
        if (options.MaxOutputTokens is { } maxTokens) json.WriteNumber(maxTokensName, maxTokens);
        if (options.Seed is { } seed) json.WriteNumber("seed", seed);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (string stop in stops) json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        if (options.ResponseFormat is ChatResponseFormatJson format) WriteFormat(json, format);
        if (options.Tools is { Count: > 0 } tools) WriteTools(json, tools, options);

        // Fields of one server, such as top-level chat_template_kwargs.
        foreach ((string name, object? value) in options.AdditionalProperties ?? [])
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions);
        }
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

    private static void WriteTools(Utf8JsonWriter json, IEnumerable<AITool> tools, ChatOptions options)
    {
        json.WriteStartArray("tools");
        foreach (AITool tool in tools)
        {
            AIFunctionDeclaration function = tool as AIFunctionDeclaration
                ?? throw new ArgumentException($"The tool {tool.Name} is no function; chat completions carry functions only.");
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
        if (options.AllowMultipleToolCalls is { } several) json.WriteBoolean("parallel_tool_calls", several);
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
