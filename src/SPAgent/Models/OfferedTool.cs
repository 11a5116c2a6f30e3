using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A tool that a request offers, as the simulated model sees it.</summary>
/// <param name="Name">Name to call it by.</param>
/// <param name="Schema">JSON Schema of the arguments; undefined where the offer names none.</param>
internal sealed record OfferedTool(string Name, JsonElement Schema)
{
    private const string Open = "<tools>", Close = "</tools>";

    /// <summary>Whether the simulated model has learned to use it.</summary>
    public bool IsKnown => SimulatedCall.KnownTools.Contains(Name);

    /// <summary>A tool that is a parameter of the request.</summary>
    public static OfferedTool Of(AITool tool) =>
        new(tool.Name, tool is AIFunctionDeclaration function ? function.JsonSchema : default);

    /// <summary>The tools between the last tags of a prompt: one JSON object a line, bare or as OpenAI wraps
    /// them.</summary>
    public static IReadOnlyList<OfferedTool> InPrompt(string text)
    {
        int end = text.LastIndexOf(Close, StringComparison.Ordinal), start = end < 0 ? -1
            : text.LastIndexOf(Open, end, StringComparison.Ordinal);
        if (start < 0) return [];
        return [.. text[(start + Open.Length)..end].Split('\n').Select(Parse).OfType<OfferedTool>()];
    }

    private static OfferedTool? Parse(string line)
    {
        try
        {
            if (line.Trim() is not ['{', ..] json) return null;
            JsonElement offer = JsonElement.Parse(json);
            if (offer.TryGetProperty("function", out JsonElement function)
                && function.ValueKind == JsonValueKind.Object) offer = function;
            bool named = offer.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String;
            return named ? new(name.GetString()!, offer.TryGetProperty("parameters", out JsonElement schema) ? schema
                : default) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
