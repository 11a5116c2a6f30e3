namespace SPAgent;

/// <summary>
/// The pixels of pictures in flight, the newest ones up to a limit. A conversation that waits for its model holds encoded bytes; where
/// its pixels are gone by the time a tool needs them, they are made again.
/// </summary>
internal sealed class PixelCache(long mostBytes = PixelCache.DefaultBytes)
{
    // What some sixty conversations about pictures of 640 x 480 need: only beyond that is anything made twice.
    private const long DefaultBytes = 64 << 20;

    private const int BytesOfAPixel = 3;

    private readonly Lock _lock = new();
    private readonly LinkedList<(object Key, RasterImage Pixels)> _newest = [];
    private readonly Dictionary<object, LinkedListNode<(object Key, RasterImage Pixels)>> _byKey = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    public void Put(object key, RasterImage pixels)
    {
        lock (_lock)
        {
            Take(key);
            _byKey[key] = _newest.AddLast((key, pixels));
            _bytes += Size(pixels);
            while (_bytes > mostBytes && _newest.First is { } oldest) Take(oldest.Value.Key);
        }
    }

    public RasterImage? Find(object key)
    {
        lock (_lock) return _byKey.TryGetValue(key, out LinkedListNode<(object Key, RasterImage Pixels)>? node) ? node.Value.Pixels : null;
    }

    public void Drop(object key)
    {
        lock (_lock) Take(key);
    }

    private void Take(object key)
    {
        if (!_byKey.Remove(key, out LinkedListNode<(object Key, RasterImage Pixels)>? node)) return;
        _newest.Remove(node);
        _bytes -= Size(node.Value.Pixels);
    }

    private static long Size(RasterImage pixels) => (long)pixels.Width * pixels.Height * BytesOfAPixel;
}
