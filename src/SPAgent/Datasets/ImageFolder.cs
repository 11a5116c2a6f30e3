namespace SPAgent;

/// <summary>
/// A folder of images as Hugging Face's imagefolder reads it: with <c>metadata.jsonl</c>, or with a folder for each label.
/// </summary>
/// <remarks>
/// Folders named train, training, validation, valid, val, dev, test, testing, eval or evaluation are splits, unless a
/// metadata.jsonl lies beside them: then that one names all images. Links are followed to files, not to folders.
/// </remarks>
internal static class ImageFolder
{
    private const string MetadataName = "metadata.jsonl";

    private static readonly string[] SplitNames = ["train", "validation", "test"];

    /// <summary>The image folder at a path; null where there are neither images nor metadata.</summary>
    /// <exception cref="DatasetException">It can't be told which rows belong to which split.</exception>
    public static DatasetLocation? Locate(string root)
    {
        OrderedDictionary<string, string> folders = SplitFolders(root);
        if (HasMetadata(root))
        {
            string? own = folders.Values.FirstOrDefault(HasMetadata);
            if (own is null) return new(root, [], (_, column) => Open(root, root, null, [], column));
            throw new DatasetException(root, $"metadata.jsonl lies both here and in {Path.GetFileName(own)}. Keep the one or the others.");
        }

        if (folders.Count == 0)
        {
            return HoldsRows(root) ? new(root, [], (_, column) => Open(root, root, null, folders, column)) : null;
        }

        return new(root, [.. folders.Keys], (split, column) => Open(root, folders[split!], split, folders, column));
    }

    /// <summary>Name of a split → its folder, in the order in which Hugging Face lists them.</summary>
    private static OrderedDictionary<string, string> SplitFolders(string root)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (SplitOf(folder) is not { } split || !HoldsRows(folder)) continue;
            if (folders.TryAdd(split, folder)) continue;
            string both = $"{Path.GetFileName(folders[split])} and {Path.GetFileName(folder)}";
            throw new DatasetException(root, $"the folders {both} are both split \"{split}\". Rename or merge them.");
        }

        return new(folders.OrderBy(folder => Array.IndexOf(SplitNames, folder.Key)), StringComparer.Ordinal);
    }

    private static string? SplitOf(string folder) => Path.GetFileName(folder).ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" => "train",
        "VALIDATION" or "VALID" or "VAL" or "DEV" => "validation",
        "TEST" or "TESTING" or "EVAL" or "EVALUATION" => "test",
        _ => null,
    };

    private static bool HasMetadata(string folder) => File.Exists(Path.Combine(folder, MetadataName));

    private static bool HoldsRows(string folder) =>
        ImageFolderFiles.In(folder).Any(file => ImageFolderFiles.IsImage(file) || IsMetadata(file));

    private static bool IsMetadata(string file) => Path.GetFileName(file) is MetadataName or "metadata.csv" or "metadata.parquet";

    private static ImageDataset Open(
        string root, string folder, string? split, OrderedDictionary<string, string> folders, string? imageColumn)
    {
        List<string> metadata = [.. ImageFolderFiles.In(folder).Where(IsMetadata).Order(StringComparer.Ordinal)];
        if (metadata.Count == 0) return ImageFilesDataset.Open(root, folder, split, folders, imageColumn);
        string? other = metadata.Find(file => Path.GetFileName(file) != MetadataName);
        if (other is not null) throw new DatasetException(other, "it is not read. Write metadata.jsonl: one object with file_name a line.");
        var parts = new List<JsonPart>();
        foreach (string file in metadata)
        {
            string home = Path.GetDirectoryName(file)!;
            string prefix = home == root ? "" : Path.GetRelativePath(root, home).Replace('\\', '/') + "/";
            int first = parts.Count == 0 ? 0 : checked(parts[^1].FirstRow + parts[^1].Lines.Count);
            parts.Add(new JsonPart(JsonLines.Open(file), first, prefix, path => LocalPath.Inside(home, path)));
        }

        IReadOnlyList<JsonColumn> columns = JsonColumn.Of(parts.Select(part => part.Lines), ImageKey.OfMetadata);
        if (imageColumn is null && columns.Count > 0 && !columns.Any(column => column.HoldsImages))
        {
            throw new DatasetException(metadata[0], "no line names an image: file_name, file_names, or a key that ends so, is expected.");
        }

        return JsonLinesDataset.Open("image_folder", parts, columns, [.. folders.Keys], root, split, imageColumn);
    }
}
