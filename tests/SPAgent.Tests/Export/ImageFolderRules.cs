using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What Hugging Face's guide to image folders asks of a split, not written from our writer.</summary>
internal static class ImageFolderRules
{
    public static IEnumerable<string> CheckSplit(string folder)
    {
        string[]? columns = null;
        foreach (JsonElement row in Rows.Read(Path.Combine(folder, "metadata.jsonl")))
        {
            string[] names = [.. row.EnumerateObject().Select(field => field.Name)];
            columns ??= names;
            if (!columns.SequenceEqual(names)) yield return "rows have different columns";
            if (!row.TryGetProperty("file_names", out JsonElement files) || files.ValueKind != JsonValueKind.Array)
            {
                yield return "no file_names";
                continue;
            }

            foreach (string file in files.EnumerateArray().Select(file => file.GetString()!))
            {
                if (Path.IsPathRooted(file) || file.Contains("..", StringComparison.Ordinal)
                    || file.Contains("://", StringComparison.Ordinal)) yield return $"{file} leads out of the folder";
                else if (!File.Exists(Path.Combine(folder, file))) yield return $"{file} is missing";
            }
        }
    }
}
