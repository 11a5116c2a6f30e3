using System.Text.Json;

namespace SPAgent;

/// <summary>Rows as Parquet: groups of a hundred, in files of a bounded length.</summary>
internal sealed class ParquetRows(ShardPlace place) : ShardedRows(place)
{
    // As the Hub's own tools cut them; bytes, so that large pictures don't take all memory.
    private const int RowsInGroup = 100;
    private const long BytesInGroup = 32 << 20;

    private TableWriter? _table;

    public override void Write(ReadOnlySpan<byte> text, RenderedRow row)
    {
        _table ??= ParquetSource.Table(row.Table, HubSchema.FileKey(row.Table), () => File);
        _table.Add(JsonElement.Parse(text), row.Table, [.. row.Images.Select(Picture)]);
        Rows++;
        if (_table.Rows < RowsInGroup && _table.Bytes < BytesInGroup) return;
        _table.Flush();
        FinishFullFile();
        if (_table.Rows > 0) _table.WriteGroup();
    }

    public override void Dispose()
    {
        _table?.Dispose();
        base.Dispose();
    }

    protected override void End()
    {
        if (_table is null) return;
        if (_table.Rows > 0) _table.WriteGroup();
        _table.Finish();
    }

    private static TablePicture Picture(TrainingImage image, int place) =>
        new(image.NameAt(place), image.Extension(), image.Read);
}
