using System.Buffers;
using System.Security.Cryptography;

namespace SPAgent;

/// <summary>A file of rows being written, hashed on the way.</summary>
internal sealed class RowFile : IDisposable
{
    private const int DrainAt = 256 * 1024;
    private const long FlushEvery = 16L << 20;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * DrainAt);
    private readonly RowWriter _writer;
    private readonly bool _array;
    private long _onItsWay;

    public RowFile(string path, bool array)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _array = array;
        _writer = new RowWriter(_buffer, indented: array);
        if (array) _writer.Json.WriteStartArray();
    }

    public int Rows { get; private set; }

    public void Write(TrainingFormat format, TrainingRow row, IReadOnlyList<string> imageNames)
    {
        _writer.ImageNames = imageNames;
        format.Write(_writer, row);
        _writer.Json.Flush();
        if (!_array)
        {
            _buffer.Write("\n"u8);
            _writer.Json.Reset();
        }

        Rows++;
        if (_buffer.WrittenCount >= DrainAt) Drain();
    }

    /// <summary>Ends the file and flushes it to disk.</summary>
    public ExportedFile Finish(string name)
    {
        if (_array)
        {
            _writer.Json.WriteEndArray();
            _writer.Json.Flush();
            _buffer.Write("\n"u8);
        }

        Drain();
        _file.Flush(flushToDisk: true);
        return new(name, _file.Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        _writer.Dispose();
        _hash.Dispose();
        _file.Dispose();
    }

    private void Drain()
    {
        _hash.AppendData(_buffer.WrittenSpan);
        _file.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        // The disk writes while rows are made, so that little is left to wait for at the end.
        if (_file.Length - _onItsWay < FlushEvery) return;
        DiskFlush.Begin(_file.Name);
        _onItsWay = _file.Length;
    }
}
