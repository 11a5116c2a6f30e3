using System.Buffers.Text;
using System.Security.Cryptography;

namespace SPAgent;

/// <summary>A file of rows being written, hashed on the way.</summary>
internal sealed class RowFile : IDisposable
{
    private const int DrainAt = 256 * 1024;
    private const long FlushEvery = 16L << 20;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PooledBuffer _buffer = new(2 * DrainAt);
    private readonly bool _array;
    private long _onItsWay;

    public RowFile(string path, bool array)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _array = array;
        if (array) _buffer.Append("["u8);
    }

    public int Rows { get; private set; }

    /// <summary>Adds a row as <see cref="RowWriter"/> spelled it, its pictures put in.</summary>
    /// <exception cref="InvalidDataException">A picture is not to be read any more; nothing of the row is
    /// written.</exception>
    public void Write(ReadOnlySpan<byte> row, IReadOnlyList<EmbeddedImage> embedded)
    {
        List<RentedFile> pictures = new(embedded.Count);
        try
        {
            foreach (EmbeddedImage one in embedded) pictures.Add(one.Image.Read());
            Write(row, embedded, pictures);
        }
        finally
        {
            foreach (RentedFile picture in pictures) picture.Dispose();
        }
    }

    /// <summary>Ends the file and flushes it to disk.</summary>
    public ExportedFile Finish(string name)
    {
        if (_array) _buffer.Append(Rows > 0 ? "\n]\n"u8 : "]\n"u8);
        Drain();
        _file.Flush(flushToDisk: true);
        return new(name, _file.Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _hash.Dispose();
        _file.Dispose();
    }

    private void Write(ReadOnlySpan<byte> row, IReadOnlyList<EmbeddedImage> embedded, List<RentedFile> pictures)
    {
        if (_array && Rows > 0) _buffer.Append(","u8);
        int written = 0;
        for (int i = 0; i < pictures.Count; i++)
        {
            _buffer.Append(row[written..embedded[i].Offset]);
            WriteBase64(pictures[i].Bytes.Span);
            written = embedded[i].Offset;
        }

        _buffer.Append(row[written..]);
        if (!_array) _buffer.Append("\n"u8);
        Rows++;
        if (_buffer.Written.Length >= DrainAt) Drain();
    }

    private void WriteBase64(ReadOnlySpan<byte> bytes)
    {
        // A multiple of three, so that only the last part is padded.
        const int part = 96 * 1024;
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(part, rest.Length)..])
        {
            ReadOnlySpan<byte> next = rest[..Math.Min(part, rest.Length)];
            Base64.EncodeToUtf8(next, _buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(next.Length)), out _,
                out int encoded);
            _buffer.Advance(encoded);
            if (_buffer.Written.Length >= DrainAt) Drain();
        }
    }

    private void Drain()
    {
        _hash.AppendData(_buffer.Written.Span);
        _file.Write(_buffer.Written.Span);
        _buffer.Clear();
        // The disk writes while rows are made, so that little is left to wait for at the end.
        if (_file.Length - _onItsWay < FlushEvery) return;
        DiskFlush.Begin(_file.Name);
        _onItsWay = _file.Length;
    }
}
