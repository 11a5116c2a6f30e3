using System.Formats.Tar;
using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>What the library webdataset and Hugging Face's loader of that name ask of a tar, written from their
/// source.</summary>
internal static class WebDatasetRules
{
    public static IEnumerable<string> Check(string file)
    {
        string before = "";
        HashSet<string> keys = [];
        List<string> pictures = [];
        using var tar = new TarReader(File.OpenRead(file));
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            int dot = entry.Name.IndexOf('.', StringComparison.Ordinal);
            string key = entry.Name[..dot], field = entry.Name[(dot + 1)..];
            if (key != before && !keys.Add(key)) yield return $"{key} stands apart";
            if (key != before) pictures.Clear();
            before = key;
            if (field != "json")
            {
                pictures.Add(field);
                using var bytes = new MemoryStream();
                entry.DataStream!.CopyTo(bytes);
                if (RasterImage.Decode(bytes.ToArray()).Width == 0) yield return $"{entry.Name} is no picture";
                continue;
            }

            JsonElement row = JsonDocument.Parse(entry.DataStream!).RootElement;
            string[] named = [.. row.GetProperty("images").EnumerateArray().Select(name => name.GetString()!)];
            if (!named.SequenceEqual(pictures))
                yield return $"{key} names {string.Join(", ", named)} and has {string.Join(", ", pictures)}";
            string text = string.Concat(
                row.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("content").GetString()!));
            if (Rows.Count(text, "<image>") != named.Length)
                yield return $"{named.Length} pictures for {Rows.Count(text, "<image>")} <image>";
        }

        if (keys.Count == 0) yield return "no rows";
    }
}
