namespace SPAgent;

/// <summary>A file that keeps why it could not be written, such as a full disk: of that the writer of Parquet gives a
/// text with a stack in it.</summary>
internal sealed class WatchedFile(Stream file) : Stream
{
    /// <summary>What went wrong; null while nothing has.</summary>
    public IOException? Problem { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (IOException problem)
        {
            Problem ??= problem;
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
