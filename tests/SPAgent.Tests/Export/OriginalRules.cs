using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>The fields that the Python original's exports have, which its users' scripts read.</summary>
internal static class OriginalRules
{
    private static readonly Dictionary<string, (string Name, JsonValueKind Kind)[]> Fields = new()
    {
        ["jsonl"] = [("sample_id", JsonValueKind.String), ("iteration", JsonValueKind.Number),
            ("images", JsonValueKind.Array), ("prompt", JsonValueKind.String), ("response", JsonValueKind.String),
            ("context", JsonValueKind.Object)],
        ["sharegpt"] = [("id", JsonValueKind.String), ("images", JsonValueKind.Array),
            ("conversations", JsonValueKind.Array)],
        ["simple"] = [("id", JsonValueKind.String), ("images", JsonValueKind.Array), ("question", JsonValueKind.String),
            ("answer", JsonValueKind.String), ("iteration", JsonValueKind.Number), ("context", JsonValueKind.Object)],
    };

    public static IEnumerable<string> Check(JsonElement row, string format, string folder)
    {
        foreach ((string name, JsonValueKind kind) in Fields[format == "json" ? "jsonl" : format])
        {
            if (!row.TryGetProperty(name, out JsonElement value)) yield return $"{name} is missing";
            else if (value.ValueKind != kind) yield return $"{name} is {value.ValueKind}";
        }

        if (row.TryGetProperty("images", out JsonElement images) && images.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement image in images.EnumerateArray()
                .Where(image => !File.Exists(Path.Combine(folder, image.GetString()!))))
                yield return $"{image} is missing";
        }

        if (format != "sharegpt" || !row.TryGetProperty("conversations", out JsonElement turns)
            || turns.ValueKind != JsonValueKind.Array) yield break;
        string[] speakers = [.. turns.EnumerateArray().Select(turn => turn.GetProperty("from").GetString()!)
            .SkipWhile(from => from == "system")];
        if (speakers.Length % 2 != 0 || speakers.Where((from, i) => from != (i % 2 == 0 ? "human" : "gpt")).Any())
            yield return "human and gpt do not alternate";
        if (turns.EnumerateArray().Any(turn => turn.GetProperty("value").ValueKind != JsonValueKind.String))
            yield return "a value is no text";
    }
}
