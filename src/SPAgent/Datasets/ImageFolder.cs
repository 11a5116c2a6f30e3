namespace SPAgent;

/// <summary>
/// A folder of images, or a zip of one, as Hugging Face's imagefolder reads it: with <c>metadata.jsonl</c>,
/// <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c>, or with a folder for each label.
/// </summary>
/// <remarks>
/// Folders at any depth whose names hold train, training, validation, valid, val, dev, test, testing, eval or
/// evaluation, bounded by no letters, are splits; where there are none, names of files that do, if all do. Metadata
/// outside of any split names the images of all. Links are followed to files inside, not to folders.
/// </remarks>
internal static class ImageFolder
{
    /// <summary>The image folder of a tree; null where there are neither images nor metadata.</summary>
    /// <exception cref="DatasetException">It can't be told which rows belong to which split.</exception>
    public static DatasetLocation? Locate(FolderTree tree)
    {
        if (tree.Names.Length == 0) return null;
        string[] metadata = [.. tree.Names.Where(FolderTree.IsMetadata)];
        string? inside = metadata.FirstOrDefault(name => SplitNames.OfFolders(name) is not null);
        string? outside = metadata.FirstOrDefault(name => SplitNames.OfFolders(name) is null);
        if (inside is not null && outside is not null)
        {
            string both = $"{outside} lies outside of the splits, and {inside} in one";
            throw new DatasetException(tree.Root, $"{both}. Keep the one or the others.");
        }

        IReadOnlyList<FolderSplit> splits = outside is null ? FolderSplit.Of(tree) : [];
        FolderSplit all = new(null, null, tree.Names);
        if (splits.Count == 0) return new(tree.Root, [], (_, column) => Open(tree, all, [], column));
        return new(tree.Root, [.. splits.Select(split => split.Name!)], (name, column) =>
            Open(tree, splits.First(split => split.Name == name), splits, column));
    }

    private static ImageDataset Open(
        FolderTree tree, FolderSplit split, IReadOnlyList<FolderSplit> splits, string? imageColumn)
    {
        List<string> metadata = [.. split.Files.Where(FolderTree.IsMetadata)];
        if (metadata.Count == 0) return ImageFilesDataset.Open(tree, split, splits, imageColumn);
        foreach (string name in metadata)
        {
            if (Path.GetExtension(name) == Path.GetExtension(metadata[0])) continue;
            throw new DatasetException(tree.Root, $"there are {metadata[0]} and {name}. Keep metadata of one kind.");
        }

        List<JsonPart> parts = [];
        foreach (string name in metadata)
        {
            string folder = FolderTree.FolderOf(name);
            int first = parts.Count == 0 ? 0 : checked(parts[^1].FirstRow + parts[^1].Rows.Count);
            parts.Add(new JsonPart(RowSource.Open(tree.Open(name)), first, folder, path => tree.Find(folder, path)));
        }

        SeparatedRows.Unify(parts.Select(part => part.Rows));
        IReadOnlyList<JsonColumn> columns = JsonColumn.Of(parts.Select(part => part.Rows), ImageKey.OfMetadata);
        // Named as in a manifest.
        if (columns.Count > 0 && !columns.Any(column => column.HoldsImages))
            columns = JsonColumn.Of(parts.Select(part => part.Rows), ImageKey.OfManifest);
        if (imageColumn is null && columns.Count > 0 && !columns.Any(column => column.HoldsImages))
        {
            string file = Path.Combine(tree.Root, metadata[0]);
            const string seen =
                "no row names an image: file_name, file_names, a key that ends so, or image, is expected.";
            throw new DatasetException(file, seen);
        }

        RowsOrigin origin = new("image_folder", tree.Root)
        {
            Split = split.Name,
            Splits = [.. splits.Select(one => one.Name!)],
            RowsPath = split.PathIn(tree),
            Zips = tree.ZipsOf(metadata) is { Count: > 0 } zips ? zips : tree.ZipsOf(split.Files),
            Warnings = [.. split.Warnings, .. tree.Warnings],
        };
        return JsonLinesDataset.Open(origin, parts, columns, imageColumn);
    }
}
