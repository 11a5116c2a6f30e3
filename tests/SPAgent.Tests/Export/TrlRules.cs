using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What TRL's guide to dataset formats asks of a conversational row with pictures, not written from our
/// writer.</summary>
internal static class TrlRules
{
    public static IEnumerable<string> Check(JsonElement row, string mediaFolder)
    {
        int blocks = 0;
        string last = "";
        foreach (JsonElement message in row.GetProperty("messages").EnumerateArray())
        {
            last = message.GetProperty("role").GetString()!;
            if (last is not ("system" or "user" or "assistant" or "tool")) yield return $"the role {last} is unknown";
            bool calls = message.TryGetProperty("tool_calls", out JsonElement asked);
            if (calls && asked.EnumerateArray()
                .Any(call => call.GetProperty("function").GetProperty("arguments").ValueKind != JsonValueKind.Object))
                yield return "arguments are no object";
            if (!message.TryGetProperty("content", out JsonElement content))
            {
                if (!calls) yield return "a message says nothing";
                continue;
            }

            foreach (JsonElement block in content.EnumerateArray())
            {
                string type = block.GetProperty("type").GetString()!;
                if (type == "image") blocks++;
                else if (type != "text" || block.GetProperty("text").ValueKind != JsonValueKind.String)
                    yield return $"a block of type {type}";
            }
        }

        if (last != "assistant") yield return "the model does not have the last word";
        string[] images = [.. row.GetProperty("images").EnumerateArray().Select(image => image.GetString()!)];
        if (images.Length != blocks) yield return $"{images.Length} pictures and {blocks} blocks";
        foreach (string image in images.Where(image => !File.Exists(Path.Combine(mediaFolder, image))))
            yield return $"{image} is missing";
    }
}
