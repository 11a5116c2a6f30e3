using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What verl's loaders (MultiTurnSFTDataset, RLHFDataset) ask of a Parquet file, written from their
/// source.</summary>
internal static class VerlRules
{
    public static IEnumerable<string> Check(string file)
    {
        var dataset = ImageDataset.Open(file);
        bool prompts = dataset.Columns.Any(column => column.Name == "prompt");
        string messages = prompts ? "prompt" : "messages";
        DatasetColumn list = dataset.Columns.Single(column => column.Name == messages);
        if (list.Type != "list<struct<role: utf8, content: utf8>>") yield return $"{messages} is {list.Type}";
        foreach (DatasetRow row in dataset.Rows())
        {
            JsonElement data = JsonElement.Parse(row.ToJson());
            string[] roles =
                [.. data.GetProperty(messages).EnumerateArray().Select(one => one.GetProperty("role").GetString()!)];
            string text = string.Concat(
                data.GetProperty(messages).EnumerateArray().Select(one => one.GetProperty("content").GetString()!));
            if (Rows.Count(text, "<image>") != row.Images.Count)
                yield return $"{row.Images.Count} pictures for {Rows.Count(text, "<image>")} <image>";
            if (text.Contains("<video>", StringComparison.Ordinal)) yield return "a <video> without one";
            if (row.Images.Any(image => image.GetBytes().Length == 0)) yield return "a picture without bytes";
            if (roles.Any(role => role is not ("system" or "user" or "assistant")))
                yield return $"roles {string.Join(", ", roles)}";
            if (roles[^1] != (prompts ? "user" : "assistant")) yield return $"the last word is the {roles[^1]}'s";
            if (!prompts) continue;
            if (data.GetProperty("data_source").GetString() is not { Length: > 0 }) yield return "no data_source";
            if (data.GetProperty("reward_model").GetProperty("style").GetString() != "rule")
                yield return "another style of reward";
            if (data.GetProperty("reward_model").GetProperty("ground_truth").GetString() is not { Length: > 0 })
                yield return "no ground_truth";
            JsonElement extra = data.GetProperty("extra_info");
            bool needs = extra.GetProperty("need_tools_kwargs").GetBoolean();
            if (needs != extra.TryGetProperty("tools_kwargs", out _))
                yield return "need_tools_kwargs says otherwise than tools_kwargs";
        }
    }
}
