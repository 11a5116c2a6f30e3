using System.Collections.Frozen;

namespace SPAgent;

/// <summary>Images without metadata: a row a file, in the order of paths, labelled by its folder where that tells them
/// apart.</summary>
internal sealed class ImageFilesDataset : ImageDataset
{
    private static readonly FrozenSet<string> ImageColumns = FrozenSet.ToFrozenSet(["image"]);

    private readonly FolderTree _tree;
    private readonly IReadOnlyList<string> _files;
    private readonly string[]? _labels;

    private ImageFilesDataset(FolderTree tree, IReadOnlyList<string> files, string[]? labels,
        IReadOnlyList<string> splits)
    {
        (_tree, _files, _labels, Splits) = (tree, files, labels, splits);
        (Kind, Count) = ("image_folder", files.Count);
        Columns = labels is null ? [new("image", "image")]
            : [new("image", "image"), new("label", "int64") { Labels = labels }];
    }

    protected override DatasetRow ReadRow(int index)
    {
        string name = _files[index];
        var image = new DatasetImage(name, () => _tree.Find(name).Read(), error => Bad(index, name, error))
        {
            Column = "image",
            File = _tree.OnDisk(name),
        };
        var values = new OrderedDictionary<string, object?>(2, StringComparer.Ordinal) { ["image"] = image };
        if (_labels is not null)
            values["label"] = (long)Array.BinarySearch(_labels, Label(name), StringComparer.Ordinal);
        return Row(index, values, [image], ImageColumns);
    }

    /// <summary>
    /// The images of one split. They are labelled by the folder that they lie in if those are several at the same
    /// depth, below all splits together, so that a label has the same number in each.
    /// </summary>
    public static ImageFilesDataset Open(
        FolderTree tree, FolderSplit split, IReadOnlyList<FolderSplit> splits, string? imageColumn)
    {
        if (imageColumn is not (null or "image")) throw NoImageColumn(split.PathIn(tree), imageColumn, ImageColumns);
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        var depths = new HashSet<int>();
        foreach (string name in splits.Count == 0 ? split.Files : splits.SelectMany(one => one.Files))
        {
            if (FolderTree.IsMetadata(name)) continue;
            int home = SplitNames.OfFolders(name) is { } found && splits.Count > 0 ? found.Folder.Length + 1 : 0;
            int depth = name.AsSpan(home).Count('/');
            depths.Add(depth);
            if (depth > 0) labels.Add(Label(name));
        }

        string[]? numbered = labels.Count > 1 && depths.Count == 1 ? [.. labels] : null;
        return new ImageFilesDataset(tree, split.Files, numbered, [.. splits.Select(one => one.Name!)])
        {
            Path = tree.Root,
            Split = split.Name,
            ImageColumn = imageColumn,
            RowsPath = split.PathIn(tree),
            Warnings = [.. ForeignPictures.Of(split.Files).Sentences, .. split.Warnings, .. tree.Warnings],
        };
    }

    private protected override IEnumerable<(string Name, string File)> Sources => _tree.Sources(_files);

    protected override string ComputeFingerprint() => DatasetFingerprint.Of(Kind, Sources);

    private static string Label(string name) => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(name)!);

    private DatasetException Bad(int row, string name, Exception error) =>
        new(Path, $"row {row} ({name}), column \"image\": {error.Message}", error) { Row = row, Column = "image" };
}
