using System.Text.Json;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SPAgent;

/// <summary>Tables as Parquet: pictures as they are and in pages of their own, a page index.</summary>
/// <param name="fields">The columns.</param>
/// <param name="hubKey">What the Hub reads them by.</param>
/// <param name="file">The file that a group goes to.</param>
internal sealed class ParquetTableWriter(IReadOnlyList<TableField> fields, string hubKey, Func<Stream> file)
    : TableWriter
{
    private ParquetTable _table = new(fields), _other = new(fields);
    private Task _writing = Task.CompletedTask;
    private WatchedFile? _file;
    private ManagedOutputStream? _stream;
    private ParquetFileWriter? _writer;

    public override int Rows => _table.Rows;

    public override long Bytes => _table.Bytes;

    public override void Add(
        JsonElement row, IReadOnlyList<TableField> fields, IReadOnlyList<TablePicture> pictures) =>
        _table.Add(row, fields, pictures);

    public override void WriteGroup()
    {
        Flush();
        (_table, _other) = (_other, _table);
        _writing = Task.Run(() => Watched(WriteOther));
    }

    public override void Flush() => _writing.GetAwaiter().GetResult();

    public override void Finish()
    {
        Flush();
        if (_writer is null) return;
        Watched(_writer.Close);
        _writer.Dispose();
        _stream!.Dispose();
        (_writer, _stream) = (null, null);
    }

    public override void Dispose()
    {
        // What went wrong is on its way to the caller, or nobody asks any more.
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne();
        _writer?.Dispose();
        _stream?.Dispose();
        _table.Dispose();
        _other.Dispose();
    }

    private void WriteOther()
    {
        _writer ??= Begin();
        using RowGroupWriter group = _writer.AppendRowGroup();
        _other.WriteTo(group);
    }

    private void Watched(Action write)
    {
        try
        {
            write();
        }
        catch (ParquetException problem) when (_file?.Problem is { } cause)
        {
            throw new IOException(cause.Message, problem);
        }
    }

    private ParquetFileWriter Begin()
    {
        using GroupNode schema = _table.Schema();
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Snappy).EnableWritePageIndex();
        // Packed already, never the same twice, and nothing to compare.
        foreach (string column in _table.Pictures)
        {
            builder.Compression(column, Compression.Uncompressed).DisableDictionary(column).DisableStatistics(column);
        }

        using WriterProperties properties = builder.Build();
        _file = new WatchedFile(file());
        _stream = new ManagedOutputStream(_file, leaveOpen: true);
        return new ParquetFileWriter(_stream, schema, properties,
            new Dictionary<string, string> { ["huggingface"] = hubKey });
    }
}
