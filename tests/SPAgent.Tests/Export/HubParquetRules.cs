using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What the Hub asks of a folder of Parquet, by our own reader of it.</summary>
internal static class HubParquetRules
{
    public static IEnumerable<string> Check(string folder)
    {
        string card = File.ReadAllText(Path.Combine(folder, "README.md"));
        if (!card.StartsWith("---\nlicense: ", StringComparison.Ordinal)) yield return "the card has no front matter";
        // Not one row: no columns, and so no file.
        if (!Directory.Exists(Path.Combine(folder, "data"))) yield break;
        var dataset = ImageDataset.Open(folder, "train");
        if (dataset.Columns.Single(column => column.Name == "images").Type != "list<image>")
            yield return "images are no list of pictures";
        foreach (DatasetRow row in dataset.Rows())
        {
            string text = string.Concat(JsonElement.Parse(row.ToJson()).GetProperty("messages").EnumerateArray()
                .Select(one => one.GetProperty("content").GetString()!));
            if (Rows.Count(text, "<image>") != row.Images.Count)
                yield return $"{row.Images.Count} pictures for {Rows.Count(text, "<image>")} <image>";
            if (row.Images.Any(image => image.Decode().Width == 0)) yield return "a picture of nothing";
            if (JsonElement.Parse(row.ToJson()).GetProperty("id").GetString() is not { Length: > 0 })
                yield return "no id";
        }
    }
}
