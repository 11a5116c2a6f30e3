using System.Buffers.Text;

namespace SPAgent;

/// <summary>A file of rows as JSON.</summary>
internal sealed class RowFile : RowSink
{
    private const int DrainAt = 256 * 1024;

    private readonly HashedFile _file;
    private readonly PooledBuffer _buffer = new(2 * DrainAt);
    private readonly string _name;
    private readonly bool _array;

    public RowFile(string path, string name, bool array)
    {
        _file = new HashedFile(path);
        (_name, _array) = (name, array);
        if (array) _buffer.Append("["u8);
    }

    public override void Write(ReadOnlySpan<byte> text, RenderedRow row)
    {
        List<RentedFile> pictures = new(row.Embedded.Count);
        try
        {
            foreach (EmbeddedImage one in row.Embedded) pictures.Add(one.Image.Read());
            Write(text, row.Embedded, pictures);
        }
        finally
        {
            foreach (RentedFile picture in pictures) picture.Dispose();
        }
    }

    public override IReadOnlyList<ExportedFile> Finish()
    {
        if (_array) _buffer.Append(Rows > 0 ? "\n]\n"u8 : "]\n"u8);
        Drain();
        return [_file.Finish(_name)];
    }

    public override void Dispose()
    {
        _buffer.Dispose();
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
        _file.Write(_buffer.Written.Span);
        _buffer.Clear();
    }
}
