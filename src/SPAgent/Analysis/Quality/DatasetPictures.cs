namespace SPAgent;

/// <summary>
/// The pictures of a dataset that are no files of a checked folder: those in Parquet, in Arrow, in a zip, and those
/// that a manifest names or holds.
/// </summary>
internal sealed class DatasetPictures
{
    private const int MostBadRows = 100;

    private readonly string _root;
    private readonly List<Finding> _findings;
    private readonly List<ImageDataset> _parts = [];
    private int _bad;

    /// <param name="root">What is checked.</param>
    /// <param name="findings">Takes in what can't be read.</param>
    /// <exception cref="DatasetException">A file or a pattern of names is no dataset; of a folder that is a
    /// finding.</exception>
    public DatasetPictures(string root, List<Finding> findings)
    {
        (_root, _findings) = (Path.GetFullPath(root), findings);
        try
        {
            var found = DatasetLocation.Of(root);
            if (found.Splits.Count == 0) _parts.Add(found.Open(split: null, imageColumn: null));
            else _parts.AddRange(found.Splits.Select(split => found.Open(split, imageColumn: null)));
        }
        catch (DatasetException broken) when (Directory.Exists(root))
        {
            findings.Add(QualityChecks.Unreadable(Path.GetFileName(_root), broken.Message));
        }
    }

    /// <summary>Rows of all splits.</summary>
    public int Rows => (int)Math.Min(int.MaxValue, _parts.Sum(part => (long)part.Count));

    /// <summary>Pictures so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a folder is a dataset that holds pictures otherwise than as files.</summary>
    public static bool Accepts(string folder, IReadOnlyCollection<string> files) =>
        File.Exists(Path.Combine(folder, "state.json")) || File.Exists(Path.Combine(folder, "dataset_dict.json"))
        || ParquetSource.IsIn(folder)
        || (files.Any(FolderTree.IsZip) && !files.Any(ImageFolderFiles.IsImage));

    /// <summary>The pictures, row by row. One task at a time goes through them.</summary>
    public IEnumerable<CheckedPicture> Read() => _parts.SelectMany(OfPart);

    private IEnumerable<CheckedPicture> OfPart(ImageDataset part)
    {
        string prefix = part.Split is { } split ? $"{split}/" : "";
        for (int i = 0; i < part.Count && _bad < MostBadRows; i++)
        {
            string place = $"{prefix}row {i}";
            IReadOnlyList<DatasetImage> images = Images(part, i, place);
            for (int picture = 0; picture < images.Count; picture++)
            {
                if (IsSeen(images[picture])) continue;
                Count++;
                string name = images.Count == 1 ? place : $"{place}, picture {picture}";
                yield return new CheckedPicture(name, null, images[picture].GetBytes);
            }
        }
    }

    private IReadOnlyList<DatasetImage> Images(ImageDataset part, int row, string place)
    {
        try
        {
            return part[row].Images;
        }
        catch (DatasetException broken)
        {
            _bad++;
            string more = _bad == MostBadRows ? " Rows behind it were not looked at." : "";
            _findings.Add(QualityChecks.Unreadable(place, broken.Message + more));
            return [];
        }
    }

    // A picture that is a file of the folder is looked at as such.
    private bool IsSeen(DatasetImage image) => image.File is { } file && ImageFiles.IsPicture(file)
        && Path.GetFullPath(file).StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
