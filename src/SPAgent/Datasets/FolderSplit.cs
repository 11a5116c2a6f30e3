namespace SPAgent;

/// <summary>A split of an image folder.</summary>
/// <param name="Name">Its name; null for the only one.</param>
/// <param name="Folder">The one folder that holds it, relative to the tree; null where there are several or
/// none.</param>
/// <param name="Files">Its pictures and metadata, ordered.</param>
internal sealed record FolderSplit(string? Name, string? Folder, IReadOnlyList<string> Files)
{
    /// <summary>What lies outside of all splits and is no row, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The splits of a tree by its folders, else by its files, in Hugging Face's order; or empty.</summary>
    public static IReadOnlyList<FolderSplit> Of(FolderTree tree)
    {
        var found = tree.Names.Select(name => (Name: name, Split: SplitNames.OfFolders(name)))
            .ToLookup(file => file.Split?.Split);
        string[] outside = [.. found[null].Select(file => file.Name)];
        if (outside.Length < tree.Names.Length)
        {
            string[] warnings = outside.Length == 0 ? [] :
            [
                $"{outside.Length} of {tree.Names.Length} files lie in the folder of no split and are no rows, "
                + $"such as {outside[0]}.",
            ];
            return
            [
                .. SplitNames.Order.Where(found.Contains).Select(split =>
                {
                    string[] folders = [.. found[split].Select(file => file.Split!.Value.Folder).Distinct()];
                    string? folder = folders.Length == 1 ? folders[0] : null;
                    string[] files = [.. found[split].Select(file => file.Name)];
                    return new FolderSplit(split, folder, files) { Warnings = warnings };
                }),
            ];
        }

        // A picture that happens to be named test.jpg does not make the others vanish.
        ILookup<string?, string> named = tree.Names.ToLookup(SplitNames.OfFile);
        if (named.Contains(null)) return [];
        IEnumerable<string> splits = SplitNames.Order.Where(named.Contains);
        return [.. splits.Select(split => new FolderSplit(split, null, [.. named[split]]))];
    }

    /// <summary>The path that opens these rows by itself; the tree's own where there is none.</summary>
    public string PathIn(FolderTree tree) =>
        Path.Join(tree.Root, Folder) is var path && Folder is not null && Directory.Exists(path) ? path : tree.Root;
}
