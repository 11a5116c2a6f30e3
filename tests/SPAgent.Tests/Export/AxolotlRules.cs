using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What axolotl's guide to multimodal chats asks of a row, not written from our writer.</summary>
internal static class AxolotlRules
{
    public static IEnumerable<string> Check(JsonElement row, string mediaFolder)
    {
        string last = "";
        foreach (JsonElement message in row.GetProperty("messages").EnumerateArray())
        {
            last = message.GetProperty("role").GetString()!;
            if (last is not ("system" or "user" or "assistant" or "tool")) yield return $"the role {last} is unknown";
            if (!message.TryGetProperty("content", out JsonElement content)) continue;
            foreach (JsonElement block in content.EnumerateArray())
            {
                switch (block.GetProperty("type").GetString())
                {
                    case "image" when !File.Exists(Path.Combine(mediaFolder, block.GetProperty("path").GetString()!)):
                        yield return $"{block.GetProperty("path").GetString()} is missing";
                        break;
                    case "text" when block.GetProperty("text")
                        .GetString()!.Contains("<image>", StringComparison.Ordinal):
                        yield return "a literal <image>";
                        break;
                    case "image" or "text":
                        break;
                    case string other:
                        yield return $"a block of type {other}";
                        break;
                }
            }
        }

        if (last != "assistant") yield return "the model does not have the last word";
    }
}
