using System.Buffers;

namespace SPAgent;

/// <summary>A growing buffer on rented memory. Refuses to grow past <see cref="Limit"/>, so that no value can take all
/// memory.</summary>
internal sealed class PooledBuffer(int capacity = 16 * 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    /// <summary>The most bytes that this buffer takes. Default: 1 GiB.</summary>
    public int Limit { get; init; } = 1 << 30;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Reserve(int sizeHint)
    {
        long wanted = (long)_length + Math.Max(sizeHint, 256);
        if (wanted <= _bytes.Length && sizeHint >= 0) return;
        if (wanted > Limit || sizeHint < 0)
            throw new InvalidOperationException($"The text grows past {Limit:N0} bytes.");
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(wanted, _bytes.Length * 2L), Limit));
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
