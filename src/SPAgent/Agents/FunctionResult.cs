using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What a function returned: words for the model, a picture, or a failure.</summary>
/// <param name="Text">The words; empty for none.</param>
/// <param name="Image">The encoded picture; null for none.</param>
/// <param name="Failed">Whether the function says that it failed.</param>
internal sealed record FunctionResult(string Text, byte[]? Image, bool Failed)
{
    /// <summary>Reads a value: contents, the result of a Model Context Protocol server, text, or anything that JSON can
    /// hold.</summary>
    public static FunctionResult Of(object? value) => value switch
    {
        AIContent one => Of([one]),
        IEnumerable<AIContent> several => Of([.. several]),
        string text => new(text, null, false),
        JsonElement { ValueKind: JsonValueKind.Object } json
            when json.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array =>
                OfProtocol(json, content),
        JsonElement json => new(JsonSerializer.Serialize(json, JsonSettings.Line), null, SaysFailed(json)),
        _ => new(JsonSerializer.Serialize(value, JsonSettings.Line), null, false),
    };

    private static FunctionResult Of(IReadOnlyList<AIContent> contents) => new(
        string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
        contents.OfType<DataContent>()
            .FirstOrDefault(content => content.HasTopLevelMediaType("image"))?.Data.ToArray(), false);

    // {content: [{type: text | image | resource, …}], structuredContent?, isError?}. A picture is shown, not written
    // out in base64.
    private static FunctionResult OfProtocol(JsonElement result, JsonElement content)
    {
        byte[]? image = null;
        List<string> words = [];
        foreach (JsonElement block in content.EnumerateArray().Where(block => block.ValueKind == JsonValueKind.Object))
        {
            JsonElement held = block.TryGetProperty("resource", out JsonElement resource)
                && resource.ValueKind == JsonValueKind.Object ? resource : block;
            if (LenientJson.Text(held, "text") is { } text) words.Add(text);
            else if (IsImage(held) && (LenientJson.Text(held, "data") ?? LenientJson.Text(held, "blob")) is { } data)
                image ??= Decoded(data);
            else words.Add(Short(block));
        }

        if (result.TryGetProperty("structuredContent", out JsonElement structured)
            && structured.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !Repeats(words, structured))
        {
            words.Add(JsonSerializer.Serialize(structured, JsonSettings.Line));
        }

        return new(string.Join('\n', words), image, SaysFailed(result));
    }

    private static bool IsImage(JsonElement block) =>
        LenientJson.Text(block, "mimeType")?.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            ?? LenientJson.Text(block, "type") == "image";

    // Servers give the structured result as text as well, for those that know no other.
    private static bool Repeats(List<string> words, JsonElement structured) =>
        words.Any(text => LooseJson.ReadWhole(text) is { } read && JsonElement.DeepEquals(read.Value, structured));

    private static bool SaysFailed(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("isError", out JsonElement error)
            && error.ValueKind == JsonValueKind.True;

    private static byte[]? Decoded(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    // A block of another kind, without the data that it carries.
    private static string Short(JsonElement block)
    {
        JsonObject shown = JsonNode.Parse(block.GetRawText())!.AsObject();
        foreach (string name in (string[])["data", "blob"])
        {
            if (shown.ContainsKey(name)) shown[name] = "…";
        }

        return shown.ToJsonString(JsonSettings.Line);
    }
}
