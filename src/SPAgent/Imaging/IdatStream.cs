namespace SPAgent;

/// <summary>The bodies of consecutive IDAT chunks as one stream. Each read stays within one chunk; checksums are not
/// looked at.</summary>
internal sealed unsafe class IdatStream : Stream
{
    private readonly byte* _bytes;
    private readonly int _length;
    private int _position;
    private uint _left;

    /// <param name="bytes">The file; it must stay in place.</param>
    /// <param name="length">Its length.</param>
    /// <param name="first">Where the first IDAT chunk begins.</param>
    public IdatStream(byte* bytes, int length, int first)
    {
        _bytes = bytes;
        _length = length;
        PngChunks chunks = new(new ReadOnlySpan<byte>(bytes, length), first);
        _ = chunks.MoveNext();
        (_position, _left) = (chunks.BodyStart, chunks.Length);
    }

    /// <summary>Whether a read came away empty: the data were not enough.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Where the chunk after the last one that was read from begins; may lie beyond the end of a cut
    /// file.</summary>
    public long NextChunk => (long)_position + _left + 4;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException(); set =>
        throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            PngChunks chunks = new(new ReadOnlySpan<byte>(_bytes, _length), NextChunk);
            if (!chunks.MoveNext() || !chunks.Name.SequenceEqual("IDAT"u8))
            {
                RanOut = true;
                return 0;
            }

            (_position, _left) = (chunks.BodyStart, chunks.Length);
        }

        int count = (int)Math.Min(Math.Min((uint)buffer.Length, _left), (uint)(_length - _position));
        new ReadOnlySpan<byte>(_bytes + _position, count).CopyTo(buffer);
        _position += count;
        _left -= (uint)count;
        RanOut = count == 0;
        return count;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
