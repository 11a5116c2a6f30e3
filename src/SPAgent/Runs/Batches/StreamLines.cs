namespace SPAgent;

/// <summary>The lines of a stream as bytes. A line is valid until the next one is read.</summary>
internal sealed class StreamLines(Stream stream) : IDisposable
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _begin, _end;

    /// <summary>The next line without its end; null at the end of the stream.</summary>
    public ReadOnlyMemory<byte>? Read()
    {
        int searched = _begin;
        while (true)
        {
            int at = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_begin, searched + at - _begin);
                _begin = searched + at + 1;
                return line;
            }

            searched = _end;
            if (_begin > 0)
            {
                _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
                (searched, _end, _begin) = (_end - _begin, _end - _begin, 0);
            }

            if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _end);
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                if (_end == 0) return null;
                ReadOnlyMemory<byte> last = _buffer.AsMemory(0, _end);
                _begin = _end;
                return last;
            }

            _end += read;
        }
    }

    public void Dispose() => stream.Dispose();
}
