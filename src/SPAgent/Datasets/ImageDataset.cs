namespace SPAgent;

/// <summary>
/// Rows with images, read in place: Parquet, a Hugging Face <c>save_to_disk</c> folder, an image folder or a zip of
/// one, a manifest.
/// </summary>
/// <remarks>
/// Rows may be read by any number of tasks at once. Nothing needs disposal, nothing is written, and nothing is ever
/// fetched: a remote address inside a dataset is refused when its image is asked for.
/// </remarks>
[TypeFormatterSource]
public abstract class ImageDataset
{
    private readonly Lazy<string> _fingerprint;

    /// <summary>A dataset of one's own: set <see cref="Kind"/>, <see cref="Count"/> and
    /// <see cref="Columns"/>.</summary>
    protected ImageDataset() => _fingerprint = new(ComputeFingerprint);

    /// <summary>The path that was opened, as an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>What it is: <c>hf_disk</c>, <c>image_folder</c>, <c>manifest</c> or <c>parquet</c>.</summary>
    public string Kind { get; protected init; } = "";

    /// <summary>Number of rows.</summary>
    public int Count { get; protected init; }

    /// <summary>Columns in stored order.</summary>
    public IReadOnlyList<DatasetColumn> Columns { get; protected init; } = [];

    /// <summary>Names of the splits that <see cref="Path"/> holds; empty where it has none.</summary>
    public IReadOnlyList<string> Splits { get; protected init; } = [];

    /// <summary>The split that the rows are of; null where <see cref="Path"/> has none.</summary>
    public string? Split { get; init; }

    /// <summary>The path that opens these rows without a split, where there is one; else <see cref="Path"/>.</summary>
    [System.Diagnostics.CodeAnalysis.AllowNull]
    internal string RowsPath
    {
        get => field ?? (Split is { } split && Directory.Exists(System.IO.Path.Combine(Path, split))
            ? System.IO.Path.Combine(Path, split) : Path);
        private protected init;
    }

    /// <summary>The column whose pictures the rows show; null where they show those of all columns.</summary>
    public string? ImageColumn { get; init; }

    /// <summary>
    /// What to know before a run, a sentence each: pictures in the folder that are no rows, or that can't be read. Most
    /// often empty.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; protected init; } = [];

    /// <summary>
    /// 64 hexadecimal digits that change when the data does and do not depend on where it lies. Computed at first use.
    /// </summary>
    /// <remarks>
    /// Made of the files that hold the rows of this split and, for folders and manifests, of the images that those
    /// name: the names and the whole content up to 64 MB in all, so that a copy or a clone has the same fingerprint;
    /// above that the names, lengths and times of last write, so that it costs no reading (and a copy counts as the
    /// same only where it keeps those times). Of Parquet, whatever its size: the names and lengths of the files, and
    /// their footers. Images that a Hugging Face dataset names but does not hold are no part of it.
    /// </remarks>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>Row <paramref name="index"/>, from 0; read at this call by random access.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="DatasetException">The row is damaged.</exception>
    public DatasetRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return ReadRow(index);
        }
    }

    /// <summary>Opens a dataset in place.</summary>
    /// <param name="path">
    /// A Parquet file, a glob of them (<c>data/train-*.parquet</c>), or a folder of them as downloaded from the Hub,
    /// with its README; a folder that <c>save_to_disk</c> wrote; a folder of images or a zip of one, with
    /// <c>metadata.jsonl</c>, <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c>, or with a folder for each label; or a
    /// manifest with <c>{id?, image | images, question, answer?, …}</c> a row, as JSONL, one JSON list, CSV or TSV,
    /// whose image paths are local, absolute or relative to the file; in place of a path may stand the picture itself,
    /// as a data URI or in base64.
    /// </param>
    /// <param name="split">Which split to read; may be left out where there is no more than one.</param>
    /// <param name="imageColumn">
    /// The column whose pictures <see cref="DatasetRow.Images"/> holds, by its name or by its key in the file: in a
    /// manifest any key with paths, in an image folder <c>after</c> for <c>after_file_name</c>. Null for the pictures
    /// of all columns, in their order. <see cref="Fingerprint"/> does not depend on it.
    /// </param>
    /// <param name="config">
    /// Which configuration of a Hub folder to read, as its README names it; null for the default one.
    /// </param>
    /// <exception cref="DatasetException">Nothing there can be read, or there is no such configuration, split or
    /// picture column; the message says what was seen and what to do.</exception>
    public static ImageDataset Open(
        string path, string? split = null, string? imageColumn = null, string? config = null) =>
        DatasetLocation.Of(path, config).Open(split, imageColumn);

    /// <summary>Names of the splits at <paramref name="path"/>, without opening one; empty where it has none.</summary>
    /// <param name="path">As for <see cref="Open"/>.</param>
    /// <param name="config">As for <see cref="Open"/>.</param>
    /// <exception cref="DatasetException">There is no dataset.</exception>
    public static IReadOnlyList<string> SplitsOf(string path, string? config = null) =>
        DatasetLocation.Of(path, config).Splits;

    /// <summary>
    /// Lets the rows of all datasets of this process hold pictures of further formats. <paramref name="create"/> runs
    /// once, when the first picture is met that is neither JPEG nor PNG nor WebP; readers are asked in the order in
    /// which they were added.
    /// </summary>
    public static void AddFormats(Func<IImageFormatReader> create) => FurtherFormats.Add(create);

    /// <summary>All rows in order, read as they are asked for; memory does not grow with the dataset.</summary>
    /// <exception cref="DatasetException">A row is damaged; thrown when it is reached.</exception>
    public virtual IEnumerable<DatasetRow> Rows()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    /// <summary>The values of one column in row order, without reading the others.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public IEnumerable<object?> Column(string name)
    {
        List<string> names = [.. Columns.Select(column => column.Name)];
        return names.IndexOf(name) is var index && index >= 0
            ? ReadColumn(index)
            : throw new ArgumentException($"There is no column \"{name}\". The dataset has {string.Join(", ", names)}.",
                nameof(name));
    }

    /// <summary>The first rows, or all where there are fewer. A view: rows are read when they are asked for.</summary>
    /// <param name="count">How many, from 0.</param>
    public ImageDataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return DatasetView.Of(this, Enumerable.Range(0, Math.Min(count, Count)));
    }

    /// <summary>The rows for which <paramref name="predicate"/> holds. It goes through all rows at once, without their
    /// pictures.</summary>
    /// <exception cref="DatasetException">A row is damaged.</exception>
    public ImageDataset Where(Func<DatasetRow, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return DatasetView.Of(this, [.. Rows().Index().Where(row => predicate(row.Item)).Select(row => row.Index)]);
    }

    /// <summary>All rows in another order: the same for the same seed and number of rows, on every machine.</summary>
    /// <param name="seed">Any number.</param>
    public ImageDataset Shuffle(int seed) => DatasetView.Of(
        this, Enumerable.Range(0, Count).OrderBy(row => HashRandom.Rank(seed, row)).ThenBy(row => row));

    /// <summary>Rows by their places here, in the order given; one may come several times.</summary>
    /// <param name="rows">Places, from 0. A row keeps its <see cref="DatasetRow.Index"/> on disk, and so do its
    /// traces.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ImageDataset Select(IEnumerable<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] places = [.. rows];
        foreach (int place in places)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Count, nameof(rows));
        }

        return DatasetView.Of(this, places);
    }

    /// <summary>The dataset that a view is of, where <see cref="DatasetRow.Index"/> counts; otherwise this
    /// one.</summary>
    internal virtual ImageDataset Whole => this;

    /// <summary>The <see cref="DatasetRow.Index"/> of the row at a place.</summary>
    internal virtual int RowAt(int place) => place;

    /// <summary>The files that the fingerprint is made of; null where it holds no times.</summary>
    private protected virtual IEnumerable<(string Name, string File)>? Sources => null;

    /// <summary>The same, for the fingerprint's own code.</summary>
    internal IEnumerable<(string Name, string File)>? FingerprintFiles => Whole.Sources;

    /// <summary>Row <paramref name="index"/>, which is there.</summary>
    /// <exception cref="DatasetException">The row is damaged.</exception>
    protected abstract DatasetRow ReadRow(int index);

    /// <summary>The values of column <paramref name="index"/> in row order.</summary>
    protected virtual IEnumerable<object?> ReadColumn(int index) => Rows().Select(row => row[Columns[index].Name]);

    /// <summary>See <see cref="Fingerprint"/>.</summary>
    protected abstract string ComputeFingerprint();

    /// <summary>A row whose pictures are those of the column that was chosen.</summary>
    protected DatasetRow Row(
        int index, IReadOnlyDictionary<string, object?> values, List<DatasetImage> images,
        IReadOnlySet<string> imageColumns)
    {
        if (ImageColumn is not null) images.RemoveAll(image => image.Column != ImageColumn);
        return new DatasetRow { Index = index, Values = values, Images = images, ImageColumns = imageColumns };
    }

    /// <summary>What is said where no picture column has the name that was asked for.</summary>
    protected internal static DatasetException NoImageColumn(
        string path, string name, IEnumerable<string> columns, string? why = null)
    {
        string known = string.Join(", ", columns) is { Length: > 0 } list ? $"there are {list}" : "there is none";
        return new(path, $"\"{name}\" is no column of pictures{why}; {known}.") { Column = name };
    }
}
