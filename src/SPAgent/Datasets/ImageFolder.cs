namespace SPAgent;

/// <summary>A folder of images as Hugging Face's imagefolder reads it: with <c>metadata.jsonl</c>, or with a folder for each label.</summary>
/// <remarks>
/// Folders named train, training, validation, valid, val, dev, test, testing, eval or evaluation are splits, unless a
/// metadata.jsonl lies beside them: then that one names all images. Links are followed to files, not to folders.
/// </remarks>
internal static class ImageFolder
{
    private const string MetadataName = "metadata.jsonl";

    private static readonly Dictionary<string, string> SplitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["validation"] = "validation",
        ["valid"] = "validation",
        ["val"] = "validation",
        ["dev"] = "validation",
        ["test"] = "test",
        ["testing"] = "test",
        ["eval"] = "test",
        ["evaluation"] = "test",
    };

    /// <summary>The image folder at a path; null where there are neither images nor metadata.</summary>
    /// <exception cref="DatasetException">Two folders are the same split, or the metadata is of a kind that is not read.</exception>
    public static DatasetLocation? Locate(string root)
    {
        var folders = File.Exists(Path.Combine(root, MetadataName)) ? [] : SplitFolders(root);
        if (folders.Count == 0) return HoldsRows(root) ? new(root, [], _ => Open(root, root, null, folders)) : null;
        string[] splits = [.. folders.Keys];
        return new(root, splits, split => Open(root, folders[split!], split, folders));
    }

    /// <summary>Name of a split → its folder, in the order in which Hugging Face lists them.</summary>
    private static OrderedDictionary<string, string> SplitFolders(string root)
    {
        var folders = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in Directory.EnumerateDirectories(root).OrderBy(Rank).ThenBy(folder => folder, StringComparer.Ordinal))
        {
            if (!SplitNames.TryGetValue(Path.GetFileName(folder), out string? split) || !HoldsRows(folder)) continue;
            if (folders.TryAdd(split, folder)) continue;
            throw new DatasetException(root, $"the folders {Path.GetFileName(folders[split])} and {Path.GetFileName(folder)} are both split \"{split}\". Rename or merge them.");
        }

        return folders;
    }

    private static int Rank(string folder) => SplitNames.GetValueOrDefault(Path.GetFileName(folder)) switch { "train" => 0, "validation" => 1, _ => 2 };

    private static bool HoldsRows(string folder) => ImageFolderFiles.In(folder).Any(file => ImageFolderFiles.IsImage(file) || IsMetadata(file));

    private static bool IsMetadata(string file) => Path.GetFileName(file) is MetadataName or "metadata.csv" or "metadata.parquet";

    private static ImageDataset Open(string root, string folder, string? split, IReadOnlyDictionary<string, string> folders)
    {
        var metadata = ImageFolderFiles.In(folder).Where(IsMetadata).Order(StringComparer.Ordinal).ToList();
        string[] splits = [.. folders.Keys];
        if (metadata.Count == 0) return ImageFilesDataset.Open(root, folder, split, folders);
        string? other = metadata.Find(file => Path.GetFileName(file) != MetadataName);
        if (other is not null) throw new DatasetException(other, "metadata is read from metadata.jsonl only. Write it as one JSON object a line, with file_name.");
        var parts = new List<JsonPart>();
        foreach (string file in metadata)
        {
            string home = Path.GetDirectoryName(file)!;
            string prefix = home == root ? "" : Path.GetRelativePath(root, home).Replace('\\', '/') + "/";
            int first = parts.Count == 0 ? 0 : checked(parts[^1].FirstRow + parts[^1].Lines.Count);
            parts.Add(new JsonPart(JsonLines.Open(file), first, prefix, path => LocalPath.Inside(home, path)));
        }

        var columns = JsonColumn.Of(parts.Select(part => part.Lines), ImageKey.OfMetadata);
        bool empty = parts.TrueForAll(part => part.Lines.Count == 0);
        return empty || columns.Any(column => column.HoldsImages)
            ? new JsonLinesDataset("image_folder", parts, columns, splits) { Path = root, Split = split }
            : throw new DatasetException(metadata[0], "no line names an image: file_name, or a key that ends in _file_name or _file_names, is expected.");
    }
}
