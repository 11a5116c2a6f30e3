using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Export;

/// <summary>What LLaMA-Factory asks of a dataset, written from its data/README and its converter, not from our
/// writer.</summary>
internal static class LlamaFactoryRules
{
    public static IEnumerable<string> CheckFolder(string folder)
    {
        using JsonDocument info = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "dataset_info.json")));
        foreach (JsonProperty entry in info.RootElement.EnumerateObject())
        {
            string file = Path.Combine(folder, entry.Value.GetProperty("file_name").GetString()!);
            foreach (JsonElement row in Rows.Read(file))
            {
                foreach (string problem in Check(row, entry.Value, folder)) yield return $"{entry.Name}: {problem}";
            }
        }
    }

    /// <param name="row">A row.</param>
    /// <param name="entry">Its dataset's entry in dataset_info.json.</param>
    /// <param name="mediaFolder">Where media lie; null where they are not at hand.</param>
    public static IEnumerable<string> Check(JsonElement row, JsonElement entry, string? mediaFolder)
    {
        if (Text(entry, "formatting") != "sharegpt") yield return "formatting is not sharegpt";
        JsonElement columns = entry.GetProperty("columns");
        Dictionary<string, string> tags = new()
        {
            ["role_tag"] = "from",
            ["content_tag"] = "value",
            ["user_tag"] = "human",
            ["assistant_tag"] = "gpt",
            ["observation_tag"] = "observation",
            ["function_tag"] = "function_call",
            ["system_tag"] = "system"
        };
        if (entry.TryGetProperty("tags", out JsonElement given)) foreach (JsonProperty tag in given.EnumerateObject())
            tags[tag.Name] = tag.Value.GetString()!;

        HashSet<string> listed = [.. columns.EnumerateObject().Select(column => column.Value.GetString()!)];
        foreach (JsonProperty field in row.EnumerateObject().Where(field => !listed.Contains(field.Name)))
            yield return $"column {field.Name} is not listed";
        if (!row.TryGetProperty(Text(columns, "messages") ?? "conversations", out JsonElement messages)
            || messages.ValueKind != JsonValueKind.Array)
        {
            yield return "no messages";
            yield break;
        }

        List<(string Role, string Content)> turns = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (Text(message, tags["role_tag"]) is not { } role || Text(message, tags["content_tag"])
                is not { } content) yield return "a turn lacks its role or its text";
            else turns.Add((role, content));
        }

        string all = string.Concat(turns.Select(turn => turn.Content));
        if (turns.Count > 0 && turns[0].Role == tags["system_tag"]) turns.RemoveAt(0);
        if (turns.Count == 0 || turns.Count % 2 != 0)
            yield return $"{turns.Count} turns: the number is even, and not 0";
        for (int i = 0; i < turns.Count; i++)
        {
            string[] allowed = i % 2 == 0 ? [tags["user_tag"], tags["observation_tag"]]
                : [tags["assistant_tag"], tags["function_tag"]];
            if (!allowed.Contains(turns[i].Role))
                yield return $"turn {i + 1} is of {turns[i].Role}, {string.Join(" or ", allowed)} is expected";
            if (turns[i].Role == tags["function_tag"]) foreach (string problem in Call(turns[i].Content))
                yield return problem;
        }

        if (turns.Count > 0 && turns[^1].Content.Length == 0) yield return "the last reply is empty: nothing is learnt";
        foreach ((string kind, string token) in
            ((string, string)[])[("images", "<image>"), ("videos", "<video>"), ("audios", "<audio>")])
        {
            string[] media = Text(columns, kind) is { } column && row.TryGetProperty(column, out JsonElement list)
                ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
            int tokens = all.Split(token).Length - 1;
            if (tokens != media.Length) yield return $"{media.Length} {kind} and {tokens} {token}";
            foreach (string path in media)
            {
                if (Path.IsPathRooted(path)) yield return $"{path} is absolute";
                else if (mediaFolder is not null && !File.Exists(Path.Combine(mediaFolder, path)))
                    yield return $"{path} is missing";
            }
        }

        foreach (string name in (string[])["tools", "system"])
        {
            if (Text(columns, name) is not { } column || !row.TryGetProperty(column, out JsonElement value)) continue;
            if (value.ValueKind != JsonValueKind.String)
                yield return $"{name} is {value.ValueKind}, a string is expected";
            else if (name == "tools" && value.GetString() is { Length: > 0 } tools
                && !Rows.IsJson(tools, JsonValueKind.Array)) yield return "tools is no JSON array inside a string";
        }
    }

    private static IEnumerable<string> Call(string content)
    {
        // Words beside a call stand in front of its tags, a thought in its own.
        content = Regex.Match(content, "<tool_call>(.*?)</tool_call>", RegexOptions.Singleline)
            is { Success: true } tagged ? tagged.Groups[1].Value
            : Regex.Replace(content, @"<think>\n.*?\n</think>\n\n", "", RegexOptions.Singleline);
        if (!Rows.TryParse(content, out JsonElement call))
        {
            yield return "a function call is no JSON";
            yield break;
        }

        foreach (JsonElement one in call.ValueKind == JsonValueKind.Array ? [.. call.EnumerateArray()]
            : (JsonElement[])[call])
        {
            bool whole = one.ValueKind == JsonValueKind.Object && Text(one, "name") is { Length: > 0 }
                && one.TryGetProperty("arguments", out JsonElement arguments)
                && arguments.ValueKind == JsonValueKind.Object;
            if (!whole) yield return "a function call lacks its name or its arguments";
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
