using System.Collections.Frozen;

namespace SPAgent;

/// <summary>
/// Parquet files, one behind the other. A row costs a page of each column; its picture, when asked for, one page more.
/// </summary>
internal sealed class ParquetDataset : ImageDataset
{
    private readonly ParquetFile[] _files;
    private readonly int[][] _places;
    private readonly long[] _firstRows;
    private readonly FrozenSet<string> _imageColumns;
    private readonly string? _folder;

    private ParquetDataset(ParquetFile[] files, int[][] places, ArrowField[] fields, string? folder,
        IReadOnlyList<string> splits)
    {
        Kind = "parquet";
        (_files, _places, _folder, Splits) = (files, places, folder, splits);
        _firstRows = new long[files.Length];
        long rows = 0;
        for (int i = 0; i < files.Length; i++)
        {
            _firstRows[i] = rows;
            rows += files[i].Footer.Rows;
        }

        if (rows > int.MaxValue)
        {
            string place = folder ?? files[0].File.Path;
            throw new DatasetException(place, $"it has {rows:N0} rows; {int.MaxValue:N0} are read at most.");
        }

        Count = (int)rows;
        Columns = [.. fields.Select(files[0].Features.Describe)];
        _imageColumns = fields.Where(field => field.HoldsImages).Select(field => field.Name).ToFrozenSet();
    }

    protected override DatasetRow ReadRow(int index)
    {
        var values = new OrderedDictionary<string, object?>(Columns.Count, StringComparer.Ordinal);
        var images = new List<DatasetImage>(1);
        for (int i = 0; i < Columns.Count; i++) values.Add(Columns[i].Name, Read(index, i, images));
        return Row(index, values, images, _imageColumns);
    }

    /// <summary>The rows of these files.</summary>
    /// <param name="files">The files, in order; at least one.</param>
    /// <param name="features">What Hugging Face takes the columns for; null for what the files say themselves.</param>
    /// <param name="folder">The folder that pictures without bytes are named in; null for that of their
    /// file.</param>
    /// <param name="path">What was opened.</param>
    /// <param name="split">The split that they are; null for none.</param>
    /// <param name="splits">All splits.</param>
    /// <param name="imageColumn">The column whose pictures rows show; null for all.</param>
    /// <exception cref="DatasetException">A file can't be read, or its columns are others than those of the
    /// first.</exception>
    public static ParquetDataset Open(
        IReadOnlyList<string> files, HuggingFaceFeatures? features, string? folder, string path, string? split,
        IReadOnlyList<string> splits, string? imageColumn)
    {
        var cache = new ParquetCache();
        ParquetFile[] opened = [.. files.Select(file => ParquetFile.Open(DataFile.Open(file), features, cache))];
        ArrowField[] fields = [.. opened[0].Fields];
        int[][] places = [.. opened.Select(file => ParquetShards.Places(opened[0], file, fields))];
        string[] pictures = [.. fields.Where(field => field.ShowsImages).Select(field => field.Name)];
        if (imageColumn is not null && !pictures.Contains(imageColumn))
        {
            throw NoImageColumn(path, imageColumn, pictures);
        }

        return new(opened, places, fields, folder, splits) { Path = path, Split = split, ImageColumn = imageColumn };
    }

    /// <summary>The rows of one file, as it describes itself.</summary>
    /// <exception cref="DatasetException">It can't be read.</exception>
    public static ParquetDataset Of(DataFile file)
    {
        var opened = ParquetFile.Open(file, null, new ParquetCache());
        ArrowField[] fields = [.. opened.Fields];
        return new([opened], [ParquetShards.Places(opened, opened, fields)], fields, null, []) { Path = file.Path };
    }

    protected override IEnumerable<object?> ReadColumn(int index)
    {
        for (int row = 0; row < Count; row++) yield return Read(row, index, []);
    }

    protected override string ComputeFingerprint() => DatasetFingerprint.Of(Kind, _files.Select(file =>
        (System.IO.Path.GetFileName(file.File.Path), file.File.Length, file.Footer.Hash)));

    private object? Read(int index, int column, List<DatasetImage> images)
    {
        int found = Array.BinarySearch(_firstRows, index);
        int number = found >= 0 ? found : ~found - 1;
        while (number + 1 < _firstRows.Length && _firstRows[number + 1] == index) number++;
        ParquetFile file = _files[number];
        string name = Columns[column].Name;
        var row = new ParquetRow(file, index - _firstRows[number], (picture, path) =>
        {
            string folder = _folder ?? System.IO.Path.GetDirectoryName(file.File.Path)!;
            images.Add(new(path, () => picture.Read() ?? LinkedFiles.ReadImage(folder, path),
                error => Bad(file, index, name, error))
            {
                Column = name,
                Holds = picture.IsThere,
            });
            return images[^1];
        });
        try
        {
            return row.Value(_places[number][column]);
        }
        catch (InvalidDataException error)
        {
            throw Bad(file, index, name, error);
        }
    }

    private static DatasetException Bad(ParquetFile file, int row, string column, Exception error) =>
        new(file.File.Path, $"row {row}, column \"{column}\": {error.Message}", error) { Row = row, Column = column };
}
