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

    /// <summary>Names and schemas, for whoever reads calls.</summary>
    public static IEnumerable<ToolSignature> Signatures(JsonElement tools) => tools.EnumerateArray().Select(Function)
        .Where(tool => tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("name"u8, out JsonElement name)
            && name.ValueKind == JsonValueKind.String)
        .Select(tool => new ToolSignature(tool.GetProperty("name"u8).GetString()!,
            tool.TryGetProperty("parameters"u8, out JsonElement schema) ? schema : default));

    /// <summary>The definitions with the zoom's boxes in another unit; the very ones for null.</summary>
    public static JsonElement InUnits(JsonElement tools, BoxUnits? units) =>
        units is not { } wanted ? tools : Parsed(CompactJson.Of(writer =>
    {
        ZoomInTool zoom = new() { BoxUnits = wanted };
        writer.WriteStartArray();
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            bool isZoom = Function(tool) is { ValueKind: JsonValueKind.Object } function
                && function.TryGetProperty("name"u8, out JsonElement name) && name.ValueEquals(zoom.Name);
            if (isZoom) Parsed(Wrapped(Of([zoom])))[0].WriteTo(writer);
            else tool.WriteTo(writer);
        }

        writer.WriteEndArray();
    }));

    public static JsonElement Parsed(byte[] json) => JsonElement.Parse(json);

    private static byte[] Each(JsonElement tools, Action<Utf8JsonWriter, JsonElement> write) => CompactJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (JsonElement tool in tools.EnumerateArray()) write(writer, tool);
        writer.WriteEndArray();
    });

    private static JsonElement Function(JsonElement tool) =>
        tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function"u8, out JsonElement function)
            ? function : tool;
}
