using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>How a model learns of its tools: as a parameter of the request, or in the system message.</summary>
internal static class ToolPrompt
{
    /// <summary>The tools as OpenAI's function definitions: a JSON array, as a trace keeps it.</summary>
    public static JsonElement Definitions(IEnumerable<ImageTool> tools)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonSettings.Compact))
        {
            writer.WriteStartArray();
            foreach (ImageTool tool in tools) WriteDefinition(writer, tool);
            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    /// <summary>The tools for a request's <c>tools</c> parameter.</summary>
    public static IList<AITool> Declarations(IEnumerable<ImageTool> tools) =>
        [.. tools.Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Schema))];

    /// <summary>The system message that describes the tools and how to call them.</summary>
    public static string System(string opening, JsonElement definitions)
    {
        if (definitions.GetArrayLength() == 0) return $"{opening}\n\nPut the final answer into \\boxed{{}}.";
        StringBuilder text = new($"{opening}\n\n# Tools\n\nThese functions can help you. Their signatures, one JSON object a line, stand inside <tools></tools>:\n<tools>\n");
        foreach (JsonElement tool in definitions.EnumerateArray()) text.Append(tool.GetRawText()).Append('\n');
        text.Append("""
            </tools>

            # Calling a tool

            Write one JSON object with the name and the arguments inside <tool_call></tool_call>, then stop and wait for the result:
            <tool_call>
            {"name": "function name", "arguments": {"argument name": "value"}}
            </tool_call>

            Use the tools whenever a closer or straighter look can help; several calls in a row are welcome. Each call works on the image that you saw last.

            Put the final answer into \boxed{}.
            """);
        return text.ToString();
    }

    private static void WriteDefinition(Utf8JsonWriter writer, ImageTool tool)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", tool.Name);
        writer.WriteString("description", tool.Description);
        writer.WritePropertyName("parameters");
        tool.Schema.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
