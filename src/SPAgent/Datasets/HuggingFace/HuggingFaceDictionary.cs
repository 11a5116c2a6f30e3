using System.Text.Json;

namespace SPAgent;

/// <summary>Finds what <c>save_to_disk</c> wrote: a dataset, or a dictionary of them, a folder for each
/// split.</summary>
internal static class HuggingFaceDictionary
{
    /// <summary>The dataset or dictionary in a folder; null where there is none.</summary>
    /// <exception cref="DatasetException">There is one, but it is not whole.</exception>
    public static DatasetLocation? Locate(string folder)
    {
        string? missing = HuggingFaceFolder.Missing(folder);
        if (missing is null)
        {
            return new(folder, [], (_, column) => HuggingFaceDataset.Open(folder, folder, null, [], column));
        }

        string file = Path.Combine(folder, "dataset_dict.json");
        if (File.Exists(file))
        {
            List<string> splits = Splits(file);
            return new(folder, splits, (split, column) =>
                HuggingFaceDataset.Open(Path.Combine(folder, split!), folder, split, splits, column));
        }

        if (!Directory.EnumerateFiles(folder, "*.arrow").Any()) return null;
        throw new DatasetException(folder,
            $"it holds Arrow files but no {missing}. Save the dataset again with save_to_disk.");
    }

    private static List<string> Splits(string file)
    {
        if (!JsonFile.ReadObject(file).TryGetProperty("splits", out JsonElement list)
            || list.ValueKind != JsonValueKind.Array)
        {
            throw new DatasetException(file, "it has no list of splits.");
        }

        var splits = new List<string>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            string name = item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
            bool isFolder = name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\\', '\0') < 0;
            if (!isFolder || splits.Contains(name))
                throw new DatasetException(file, $"its split {item.GetRawText()} is no folder.");
            splits.Add(name);
        }

        return splits;
    }
}
