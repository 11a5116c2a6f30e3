using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What ms-swift asks of a row, written from its guide to custom datasets, not from our writer.</summary>
internal static class SwiftRules
{
    private static readonly string[] Known = ["system", "user", "assistant", "tool_call", "tool_response", "tool"];

    public static IEnumerable<string> Check(JsonElement row, string? mediaFolder)
    {
        if (!row.TryGetProperty("messages", out JsonElement messages) || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0)
        {
            yield return "no messages";
            yield break;
        }

        string all = "", before = "";
        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string role = message.TryGetProperty("role", out JsonElement given) ? given.GetString() ?? "" : "";
            if (!Known.Contains(role)) yield return $"the role {role} is unknown";
            if (role == "system" && index > 0) yield return "the system prompt comes late";
            if (role == "user" && before is "user" or "tool_call") yield return "the user speaks out of turn";
            if (role is "tool_response" or "tool" && before is not ("tool_call" or "tool_response" or "tool"))
                yield return "a tool answers that nobody called";
            if (role is "assistant" && before is "tool_call" or "system" or "")
                yield return "the model speaks out of turn";
            if (role is "assistant" && before is "assistant") yield return "the model speaks twice";
            if (!message.TryGetProperty("content", out JsonElement content)
                || content.ValueKind != JsonValueKind.String)
            {
                yield return "content is no text";
                continue;
            }

            if (role == "tool_call"
                && !(Rows.TryParse(content.GetString()!, out JsonElement call) && call.ValueKind == JsonValueKind.Object
                    && call.TryGetProperty("name", out _) && call.TryGetProperty("arguments", out _)))
            {
                yield return "a tool call is no JSON with name and arguments";
            }

            all += content.GetString();
            before = role;
            index++;
        }

        if (before != "assistant") yield return "the model does not have the last word";
        foreach ((string token, int count) in Media(row))
        {
            if (Rows.Count(all, token) != count) yield return $"{count} for {Rows.Count(all, token)} {token}";
        }

        if (row.TryGetProperty("tools", out JsonElement tools)
            && !(tools.ValueKind == JsonValueKind.String && Rows.IsJson(tools.GetString()!, JsonValueKind.Array)))
            yield return "tools is no JSON array inside a string";
        if (mediaFolder is null || !row.TryGetProperty("images", out JsonElement images)) yield break;
        foreach (JsonElement image in images.EnumerateArray()
            .Where(image => !File.Exists(Path.Combine(mediaFolder, image.GetString()!))))
            yield return $"{image} is missing";
    }

    private static IEnumerable<(string Token, int Count)> Media(JsonElement row)
    {
        row.TryGetProperty("objects", out JsonElement objects);
        yield return ("<image>", Length(row, "images"));
        yield return ("<video>", Length(row, "videos"));
        yield return ("<audio>", Length(row, "audios"));
        yield return ("<ref-object>", Length(objects, "ref"));
        yield return ("<bbox>", Length(objects, "bbox"));
    }

    private static int Length(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement list)
            ? list.GetArrayLength() : 0;
}
