namespace SPAgent.Internal;

/// <summary>What lies at a path, and its splits.</summary>
/// <param name="Path">The path, absolute.</param>
/// <param name="Splits">Names in the order in which the dataset gives them; empty where it has none.</param>
/// <param name="OpenSplit">
/// Opens the split of a name, null where there is none, with the pictures of a column, null for all.
/// </param>
public sealed record DatasetLocation(
    string Path, IReadOnlyList<string> Splits, Func<string?, string?, ImageDataset> OpenSplit)
{
    /// <exception cref="DatasetException">There is nothing that is a dataset.</exception>
    public static DatasetLocation Of(string path, string? config = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(full))
        {
            return ParquetSource.IsParquet(full) ? ParquetSource.At(full, config)
                : WithoutConfigs(Manifest.Locate(full), config);
        }

        if (!Directory.Exists(full))
        {
            if (!LocalPath.IsRemote(path) && ParquetSource.IsGlob(path)) return ParquetSource.At(full, config);
            const string remote =
                "it is a remote address, which is never fetched. Download the dataset, and open its folder.";
            throw new DatasetException(path, LocalPath.IsRemote(path) ? remote : "there is no such file or folder.");
        }

        try
        {
            string root = HubCache.Snapshot(full);
            if (HuggingFaceDictionary.Locate(root) is { } saved) return WithoutConfigs(saved, config);
            if (ParquetSource.IsIn(root)) return ParquetSource.At(full, config);
            return WithoutConfigs(ImageFolder.Locate(FolderTree.OfFolder(root)) ?? throw Nothing(full), config);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DatasetException(full, $"the folder can't be read: {error.Message}", error);
        }
    }

    /// <summary>Opens a split; null where there is no more than one.</summary>
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
        throw new DatasetException(Path,
            $"{seen}; there are {string.Join(", ", Splits)}. Name one: split: \"{Splits[0]}\" (--split).");
    }

    private static DatasetLocation WithoutConfigs(DatasetLocation found, string? config) => config is null
        ? found
        : throw new DatasetException(found.Path,
            $"it has no configurations, so none is named \"{config}\". Leave it out.");

    private static DatasetException Nothing(string path)
    {
        const string kinds =
            "neither Parquet files, nor state.json and dataset_info.json (save_to_disk), nor metadata.jsonl or .csv";
        return new DatasetException(path, $"it holds no dataset: {kinds}, nor images.");
    }
}
