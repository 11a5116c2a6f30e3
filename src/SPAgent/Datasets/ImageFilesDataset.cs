using System.Collections.Frozen;

namespace SPAgent;

/// <summary>Images without metadata: a row a file, in the order of paths, labelled by its folder where that tells them apart.</summary>
internal sealed class ImageFilesDataset : ImageDataset
{
    private static readonly FrozenSet<string> ImageColumns = FrozenSet.ToFrozenSet(["image"]);

    private readonly string[] _files;
    private readonly string[]? _labels;
    private readonly Lazy<string> _fingerprint;

    private ImageFilesDataset(string[] files, string[]? labels, IReadOnlyList<string> splits)
    {
        (_files, _labels, Splits) = (files, labels, splits);
        Columns = labels is null ? [new("image", "image")] : [new("image", "image"), new("label", "int64") { Labels = labels }];
        _fingerprint = new(() => DatasetFingerprint.Of(Kind, _files.Select(file => (Shown(file), file))));
    }

    public override string Kind => "image_folder";

    public override int Count => _files.Length;

    public override IReadOnlyList<DatasetColumn> Columns { get; }

    public override IReadOnlyList<string> Splits { get; }

    public override string Fingerprint => _fingerprint.Value;

    public override DatasetRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            string file = _files[index];
            string shown = Shown(file);
            var image = new DatasetImage(shown, () => LocalPath.ReadImage(file, shown), error => Bad(index, error))
            {
                Column = "image",
                File = file,
            };
            var values = new OrderedDictionary<string, object?>(2, StringComparer.Ordinal) { ["image"] = image };
            if (_labels is not null) values["label"] = (long)Array.BinarySearch(_labels, Label(file), StringComparer.Ordinal);
            return Row(index, values, [image], ImageColumns);
        }
    }

    /// <summary>
    /// The images of one split. They are labelled by the folder that they lie in if those are several at the same depth, below
    /// all splits together, so that a label has the same number in each.
    /// </summary>
    public static ImageFilesDataset Open(
        string root, string folder, string? split, OrderedDictionary<string, string> folders, string? imageColumn)
    {
        if (imageColumn is not (null or "image")) throw NoImageColumn(folder, imageColumn, ImageColumns);
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        var depths = new HashSet<int>();
        foreach (string home in folders.Count == 0 ? [root] : (IEnumerable<string>)folders.Values)
        {
            foreach (string file in ImageFolderFiles.In(home).Where(ImageFolderFiles.IsImage))
            {
                int depth = file.AsSpan(home.Length + 1).Count(System.IO.Path.DirectorySeparatorChar);
                depths.Add(depth);
                if (depth > 0) labels.Add(Label(file));
            }
        }

        string[] all = [.. ImageFolderFiles.In(folder)];
        string[] files = [.. all.Where(ImageFolderFiles.IsImage).Order(StringComparer.Ordinal)];
        string[]? numbered = labels.Count > 1 && depths.Count == 1 ? [.. labels] : null;
        return new ImageFilesDataset(files, numbered, [.. folders.Keys])
        {
            Path = root,
            Split = split,
            ImageColumn = imageColumn,
            Warnings = ForeignPictures.Of(all, files.Length),
        };
    }

    private static string Label(string file) => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file)!);

    private string Shown(string file) => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');

    private DatasetException Bad(int row, Exception error) =>
        new(Path, $"row {row}, column \"image\": {error.Message}", error) { Row = row, Column = "image" };
}
