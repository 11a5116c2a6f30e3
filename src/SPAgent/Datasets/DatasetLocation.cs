namespace SPAgent;

/// <summary>What lies at a path, and its splits.</summary>
/// <param name="Path">The path, absolute.</param>
/// <param name="Splits">Names in the order in which the dataset gives them; empty where it has none.</param>
/// <param name="OpenSplit">
/// Opens the split of a name, null where there is none, with the pictures of a column, null for all.
/// </param>
internal sealed record DatasetLocation(
    string Path, IReadOnlyList<string> Splits, Func<string?, string?, ImageDataset> OpenSplit)
{
    /// <exception cref="DatasetException">There is nothing that is a dataset.</exception>
    public static DatasetLocation Of(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(full)) return Manifest.Locate(full);
        if (!Directory.Exists(full))
        {
            const string remote = "it is a remote address, which is never fetched. Download the dataset, and open its folder.";
            throw new DatasetException(path, LocalPath.IsRemote(path) ? remote : "there is no such file or folder.");
        }

        try
        {
            return HuggingFaceDictionary.Locate(full) ?? ImageFolder.Locate(FolderTree.OfFolder(full)) ?? throw Nothing(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DatasetException(full, $"the folder can't be read: {error.Message}", error);
        }
    }

    public ImageDataset Open(string? split, string? imageColumn)
    {
        if (Splits.Count == 0)
        {
            if (split is null) return OpenSplit(null, imageColumn);
            throw new DatasetException(Path, $"it has no splits, so none is named \"{split}\". Leave the split out.");
        }

        if (split is null && Splits.Count == 1) return OpenSplit(Splits[0], imageColumn);
        if (split is not null && Splits.Contains(split)) return OpenSplit(split, imageColumn);
        string seen = split is null ? "it has several splits" : $"it has no split \"{split}\"";
        throw new DatasetException(Path, $"{seen}; there are {string.Join(", ", Splits)}. Name one: split: \"{Splits[0]}\".");
    }

    private static DatasetException Nothing(string path)
    {
        bool parquet = Directory.EnumerateFiles(path, "*.parquet", SearchOption.AllDirectories).Any();
        return new DatasetException(path, parquet
            ? "it holds Parquet files, which are not read. In Python: load_dataset(folder).save_to_disk(other_folder)."
            : "it holds no dataset: neither state.json and dataset_info.json (save_to_disk), nor metadata.jsonl or .csv, nor images.");
    }
}
