using System.Text;

namespace SPAgent;

/// <summary>The rows of a Parquet file that holds metadata. They are counted as lines.</summary>
internal sealed class TableRows : RowSource
{
    private readonly ImageDataset _table;
    private readonly JsonColumns _columns = new();

    /// <exception cref="DatasetException">The file is damaged, or a row is.</exception>
    public TableRows(DataFile file)
        : base(file)
    {
        _table = ParquetSource.RowsOf(file);
        for (int row = 0; row < _table.Count; row++)
        {
            try
            {
                _columns.Add(RowAt(row), row + 1);
            }
            catch (InvalidDataException error)
            {
                throw Bad(row + 1, error);
            }
        }
    }

    public override int Count => _table.Count;

    // 1.0 is spelled 1: the column says that it is no whole number.
    public override IReadOnlyList<RowKey> Keys => [.. _columns.All.Select(key =>
        key.Shape == JsonShape.Int && _table.Columns.Any(column => column.Name == key.Name && IsFloat(column.Type))
            ? key with { Shape = JsonShape.Float } : key)];

    public override long LineOf(int index) => index + 1;

    protected override byte[] RowAt(int index) => Encoding.UTF8.GetBytes(_table[index].ToJson());

    private static bool IsFloat(string type) => type.StartsWith("float", StringComparison.Ordinal);
}
