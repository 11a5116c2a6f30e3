using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Reads the arguments of a native tool call; what is no JSON object survives as text beside the
/// reason.</summary>
internal static class ToolCallArguments
{
    /// <summary>
    /// A call with <see cref="FunctionCallContent.Arguments"/>, or with <see cref="FunctionCallContent.Exception"/>
    /// where they can't be read. The raw text is its <see cref="AIContent.RawRepresentation"/> either way.
    /// </summary>
    public static FunctionCallContent Read(string callId, string name, JsonElement arguments)
    {
        string text = arguments.ValueKind switch
        {
            JsonValueKind.String => arguments.GetString()!,
            JsonValueKind.Undefined or JsonValueKind.Null => "",
            // Some servers send the object itself.
            _ => arguments.GetRawText(),
        };
        FunctionCallContent call = new(callId, name) { RawRepresentation = text };
        try
        {
            call.Arguments = Parse(text);
        }
        catch (JsonException problem)
        {
            call.Exception = problem;
        }

        return call;
    }

    private static Dictionary<string, object?> Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        using JsonDocument document = JsonDocument.Parse(JsonText.Strict(Encoding.UTF8.GetBytes(text)));
        JsonElement root = document.RootElement;
        // Encoded twice: {"arguments": "\"{…}\""}.
        if (root.ValueKind is JsonValueKind.String && root.GetString()!.TrimStart().StartsWith('{'))
            return Parse(root.GetString()!);
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException($"The arguments are a JSON {root.ValueKind}; an object is expected.");
        }

        Dictionary<string, object?> arguments = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject()) arguments[property.Name] = property.Value.Clone();
        return arguments;
    }
}
