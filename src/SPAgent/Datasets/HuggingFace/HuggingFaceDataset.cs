using System.Collections.Frozen;

namespace SPAgent;

/// <summary>
/// A folder that <c>save_to_disk</c> wrote. A row costs a few small reads where it lies, its image one more when asked
/// for.
/// </summary>
internal sealed class HuggingFaceDataset : ImageDataset
{
    private readonly HuggingFaceFolder _folder;
    private readonly ArrowTable _data;
    private readonly ArrowTable? _order;
    private readonly FrozenSet<string> _imageColumns;

    private HuggingFaceDataset(HuggingFaceFolder folder, IReadOnlyList<string> splits)
    {
        Kind = "hf_disk";
        _folder = folder;
        Splits = splits;
        _data = ArrowTable.Open(folder.DataFiles.Select(Full), folder.Features.Mark);
        _order = folder.IndexFiles.Count > 0 ? ArrowTable.Open(folder.IndexFiles.Select(Full), Numbers) : null;
        long count = (_order ?? _data).RowCount;
        if (count > int.MaxValue)
            throw new DatasetException(folder.Path, $"it has {count:N0} rows; {int.MaxValue:N0} are read at most.");
        Count = (int)count;
        Columns = folder.DataFiles.Count == 0 ? folder.Features.Columns
            : [.. _data.Fields.Select(folder.Features.Describe)];
        _imageColumns = _data.Fields.Where(field => field.HoldsImages).Select(field => field.Name).ToFrozenSet();
    }

    protected override DatasetRow ReadRow(int index) => new Reader(this).Row(index);

    public static HuggingFaceDataset Open(
        string folder, string opened, string? split, IReadOnlyList<string> splits, string? imageColumn)
    {
        HuggingFaceDataset dataset = new(HuggingFaceFolder.Read(folder), splits)
        {
            Path = opened,
            Split = split,
            ImageColumn = imageColumn,
        };
        string[] pictures = [.. dataset._data.Fields.Where(field => field.ShowsImages).Select(field => field.Name)];
        if (imageColumn is null || pictures.Contains(imageColumn)) return dataset;
        throw NoImageColumn(folder, imageColumn, pictures);
    }

    public override IEnumerable<DatasetRow> Rows()
    {
        var reader = new Reader(this);
        for (int i = 0; i < Count; i++) yield return reader.Row(i);
    }

    protected override IEnumerable<object?> ReadColumn(int index)
    {
        var reader = new Reader(this);
        for (int i = 0; i < Count; i++) yield return reader.Value(i, index);
    }

    private protected override IEnumerable<(string Name, string File)> Sources =>
        _folder.AllFiles.Select(name => (name, Full(name)));

    protected override string ComputeFingerprint() => DatasetFingerprint.Of(Kind, Sources);

    private string Full(string name) => System.IO.Path.Combine(_folder.Path, name);

    private static IReadOnlyList<ArrowField> Numbers(ArrowSchema schema) =>
        schema.Fields is [{ Type.Layout: ArrowLayout.Signed or ArrowLayout.Unsigned, Dictionary: null }]
            ? schema.Fields
            : throw new InvalidDataException("one column of row numbers is expected in a file of indices.");

    /// <summary>Reads rows for one task; keeps the batch that it read last.</summary>
    private sealed class Reader(HuggingFaceDataset dataset)
    {
        private readonly ArrowTable.Cursor _data = dataset._data.Read();
        private readonly ArrowTable.Cursor? _order = dataset._order?.Read();

        public DatasetRow Row(int row)
        {
            var values = new OrderedDictionary<string, object?>(dataset.Columns.Count, StringComparer.Ordinal);
            var images = new List<DatasetImage>(1);
            MoveTo(row);
            for (int i = 0; i < dataset.Columns.Count; i++) values.Add(dataset.Columns[i].Name, Read(row, i, images));
            return dataset.Row(row, values, images, dataset._imageColumns);
        }

        public object? Value(int row, int column)
        {
            MoveTo(row);
            return Read(row, column, []);
        }

        private void MoveTo(int row)
        {
            try
            {
                _data.MoveTo(_order is null ? row : Ordered(_order, row));
            }
            catch (InvalidDataException error)
            {
                throw new DatasetException(_data.Path, $"row {row}: {error.Message}", error) { Row = row };
            }
        }

        private long Ordered(ArrowTable.Cursor order, int row)
        {
            order.MoveTo(row);
            object? number = ArrowValue.Read(order.Columns[0], order.Index, new ArrowScope(order.BatchBytes));
            long at = number switch
            {
                long value => value,
                ulong value => (long)Math.Min(value, long.MaxValue),
                _ => -1
            };
            return at >= 0 && at < dataset._data.RowCount
                ? at
                : throw new InvalidDataException(
                    $"the indices lead to row {number ?? "null"} of {dataset._data.RowCount:N0}.");
        }

        private object? Read(int row, int column, List<DatasetImage> images)
        {
            string name = dataset.Columns[column].Name;
            var scope = new ArrowScope(_data.BatchBytes)
            {
                Image = (bytes, path) =>
                {
                    images.Add(dataset.Image(bytes, path, row, name));
                    return images[^1];
                },
            };
            try
            {
                return ArrowValue.Read(_data.Columns[column], _data.Index, scope);
            }
            catch (InvalidDataException error)
            {
                throw Bad(_data.Path, row, name, error);
            }
        }
    }

    private DatasetImage Image(ArrowBytes? stored, string? path, int row, string column)
    {
        // The buffer keeps a window of the file; a picture only needs to know where it lies.
        Func<byte[]>? read = stored?.Later();
        return new DatasetImage(
            path,
            () => read is not null ? read()
                : System.IO.Path.IsPathRooted(path) ? LocalPath.ReadImage(path, path)
                : LinkedFiles.ReadImage(_folder.Path, path),
            error => Bad(_folder.Path, row, column, error))
        {
            Column = column,
            Holds = () => read is not null,
        };
    }

    private static DatasetException Bad(string path, int row, string column, Exception error) =>
        new(path, $"row {row}, column \"{column}\": {error.Message}", error) { Row = row, Column = column };
}
