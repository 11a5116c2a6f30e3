using System.Text.Json;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SPAgent;

/// <summary>Rows as Parquet: groups of a hundred, pictures as they are and in pages of their own, a page
/// index.</summary>
internal sealed class ParquetRows(ShardPlace place) : ShardedRows(place)
{
    // As the Hub's own tools cut them; bytes, so that large pictures don't take all memory.
    private const int RowsInGroup = 100;
    private const long BytesInGroup = 48 << 20;

    private ParquetTable? _table;
    private ManagedOutputStream? _stream;
    private ParquetFileWriter? _writer;

    public override void Write(ReadOnlySpan<byte> text, RenderedRow row)
    {
        _table ??= new ParquetTable(row.Table);
        _table.Add(JsonElement.Parse(text), row);
        Rows++;
        if (_table.Rows < RowsInGroup && _table.Bytes < BytesInGroup) return;
        WriteGroup(_table);
        FinishFullFile();
    }

    public override void Dispose()
    {
        _writer?.Dispose();
        _stream?.Dispose();
        _table?.Dispose();
        base.Dispose();
    }

    protected override void End()
    {
        if (_table is { Rows: > 0 }) WriteGroup(_table);
        if (_writer is null) return;
        _writer.Close();
        _writer.Dispose();
        _stream!.Dispose();
        (_writer, _stream) = (null, null);
    }

    private void WriteGroup(ParquetTable table)
    {
        _writer ??= Begin(table);
        using RowGroupWriter group = _writer.AppendRowGroup();
        table.WriteTo(group);
    }

    private ParquetFileWriter Begin(ParquetTable table)
    {
        using GroupNode schema = table.Schema();
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Snappy).EnableWritePageIndex();
        // Packed already, never the same twice, and nothing to compare.
        foreach (string column in table.Pictures)
        {
            builder.Compression(column, Compression.Uncompressed).DisableDictionary(column).DisableStatistics(column);
        }

        using WriterProperties properties = builder.Build();
        _stream = new ManagedOutputStream(File, leaveOpen: true);
        var known = new Dictionary<string, string> { ["huggingface"] = HubSchema.FileKey(table.Fields) };
        return new ParquetFileWriter(_stream, schema, properties, known);
    }
}
