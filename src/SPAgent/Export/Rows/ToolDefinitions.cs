using System.Text.Json;

namespace SPAgent;

/// <summary>Definitions of tools in the two forms that trainers read.</summary>
internal static class ToolDefinitions
{
    /// <summary><c>[{name, description, parameters}]</c>.</summary>
    public static byte[] Plain(JsonElement tools) => Each(tools, (writer, tool) => Function(tool).WriteTo(writer));

    /// <summary><c>[{type: function, function: {name, description, parameters}}]</c>.</summary>
    public static byte[] Wrapped(JsonElement tools) => Each(tools, (writer, tool) =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WritePropertyName("function"u8);
        Function(tool).WriteTo(writer);
        writer.WriteEndObject();
    });

    /// <summary>The definitions of tools at hand, for traces that keep none.</summary>
    public static JsonElement Of(IEnumerable<ImageTool> tools) => JsonElement.Parse(CompactJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (ImageTool tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("description"u8, tool.Description);
            writer.WritePropertyName("parameters"u8);
            tool.Schema.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }));

    private static byte[] Each(JsonElement tools, Action<Utf8JsonWriter, JsonElement> write) => CompactJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (JsonElement tool in tools.EnumerateArray()) write(writer, tool);
        writer.WriteEndArray();
    });

    private static JsonElement Function(JsonElement tool) =>
        tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function"u8, out JsonElement function) ? function : tool;
}
