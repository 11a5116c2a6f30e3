using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What OpenAI's guides ask of a row for fine-tuning on chats and pictures, not written from our
/// writer.</summary>
internal static class OpenAIRules
{
    private const int MostImages = 10, LargestImage = 10 * 1024 * 1024;

    public static IEnumerable<string> Check(JsonElement row)
    {
        int images = 0;
        HashSet<string> open = [];
        string last = "";
        foreach (JsonElement message in row.GetProperty("messages").EnumerateArray())
        {
            string role = last = message.GetProperty("role").GetString()!;
            if (role is not ("system" or "user" or "assistant" or "tool")) yield return $"the role {role} is unknown";
            if (role != "tool" && open.Count > 0) yield return "a tool call is not answered";
            if (role == "tool" && !open.Remove(Text(message, "tool_call_id") ?? ""))
                yield return "a tool message answers no call";
            bool calls = message.TryGetProperty("tool_calls", out JsonElement asked);
            bool says = message.TryGetProperty("content", out JsonElement content)
                && content.ValueKind != JsonValueKind.Null;
            if (!says && !(role == "assistant" && calls)) yield return $"a message of {role} says nothing";
            foreach (JsonElement part in says && content.ValueKind == JsonValueKind.Array
                ? [.. content.EnumerateArray()] : (JsonElement[])[])
            {
                string type = Text(part, "type") ?? "";
                if (type == "text" && Text(part, "text") is null) yield return "a text block has no text";
                if (type is not ("text" or "image_url")) yield return $"a block of type {type}";
                if (type != "image_url") continue;
                images++;
                if (role != "user") yield return $"a picture in a message of {role}";
                if (Url(Text(part.GetProperty("image_url"), "url") ?? "") is { } problem) yield return problem;
            }

            if (says && content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
                yield return "content is neither text nor blocks";
            foreach (JsonElement call in calls ? [.. asked.EnumerateArray()] : (JsonElement[])[])
            {
                if (Text(call, "type") != "function" || Text(call.GetProperty("function"), "name") is null)
                    yield return "a tool call names no function";
                if (Text(call.GetProperty("function"), "arguments") is not { } arguments
                    || !Rows.IsJson(arguments, JsonValueKind.Object))
                    yield return "arguments are no JSON object inside a string";
                if (Text(call, "id") is not { } id || !open.Add(id)) yield return "a tool call has no id of its own";
            }
        }

        if (last != "assistant") yield return "the model does not have the last word";
        if (images > MostImages) yield return $"{images} pictures";
        if (!row.TryGetProperty("tools", out JsonElement tools)) yield break;
        if (tools.ValueKind != JsonValueKind.Array
            || tools.EnumerateArray()
                .Any(tool => Text(tool, "type") != "function" || Text(tool.GetProperty("function"), "name") is null))
            yield return "tools are no list of functions";
    }

    private static string? Url(string url)
    {
        if (url.StartsWith("https://", StringComparison.Ordinal)) return null;
        string[] parts = url.Split(";base64,");
        if (parts.Length != 2) return "a picture is neither an address nor a data URI";
        byte[] bytes = Convert.FromBase64String(parts[1]);
        bool honest = parts[0] switch
        {
            "data:image/jpeg" => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]),
            "data:image/png" => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47]),
            "data:image/webp" => bytes.AsSpan().StartsWith("RIFF"u8),
            _ => false,
        };
        return !honest ? $"a picture is not what {parts[0]} says"
            : bytes.Length > LargestImage ? "a picture is too large" : null;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
