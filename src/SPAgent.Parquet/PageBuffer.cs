using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>
/// Memory outside of the heap for the pages that are being read; what was given back is lent out again.
/// </summary>
internal sealed unsafe class PageBuffer
{
    private const int Common = 2 << 20;

    private static readonly ConcurrentBag<PageBuffer> Idle = [];

    private readonly void* _bytes;
    private readonly int _room;
    private int _length;

    private PageBuffer(int room)
    {
        _bytes = NativeMemory.Alloc((nuint)room);
        _room = room;
    }

    public nint Address => (nint)_bytes;

    public Span<byte> Span => new(_bytes, _length);

    public static PageBuffer Rent(int length)
    {
        PageBuffer? buffer = null;
        if (length > Common || !Idle.TryTake(out buffer)) buffer = new(Math.Max(length, Common));
        buffer._length = length;
        return buffer;
    }

    public void Return()
    {
        if (_room == Common) Idle.Add(this);
        else NativeMemory.Free(_bytes);
    }
}
