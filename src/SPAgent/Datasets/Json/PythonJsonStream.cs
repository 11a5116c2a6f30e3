namespace SPAgent;

/// <summary>A JSON file as Python writes it, read as strict JSON: where NaN or Infinity stands for a value, a 0 is read
/// with blanks behind it, so that nothing moves.</summary>
internal sealed class PythonJsonStream(Stream file) : Stream
{
    private string _rest = "";
    private bool _isText, _isEscaped;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = file.Read(buffer);
        foreach (ref byte one in buffer[..count]) one = Strict(one);
        return count;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private byte Strict(byte one)
    {
        if (_isText)
        {
            if (_isEscaped) _isEscaped = false;
            else if (one == '\\') _isEscaped = true;
            else if (one == '"') _isText = false;
            return one;
        }

        _isText = one == '"';
        if (_rest.Length > 0 && one == _rest[0])
        {
            _rest = _rest[1..];
            return (byte)' ';
        }

        _rest = one == 'N' ? "aN" : one == 'I' ? "nfinity" : "";
        return _rest.Length > 0 ? (byte)'0' : one;
    }
}
