using System.Security.Cryptography;

namespace SPAgent;

/// <summary>A file that is written from front to back, and hashed on the way.</summary>
internal sealed class HashedFile : Stream
{
    private const long FlushEvery = 16L << 20;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _onItsWay;

    public HashedFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _file.Length;

    public override long Position { get => _file.Position; set => throw new NotSupportedException(); }

    /// <summary>Waits until the file is on the disk, and says what is in it.</summary>
    /// <param name="name">The name under which it is exported.</param>
    public ExportedFile Finish(string name)
    {
        _file.Flush(flushToDisk: true);
        return new(name, _file.Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        _file.Write(buffer);
        // The disk writes while rows are made, so that little is left to wait for at the end.
        if (_file.Length - _onItsWay < FlushEvery) return;
        DiskFlush.Begin(_file.Name);
        _onItsWay = _file.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
