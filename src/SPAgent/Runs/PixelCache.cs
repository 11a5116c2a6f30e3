namespace SPAgent;

/// <summary>
/// The pixels of pictures in flight, up to a limit. A conversation that waits for its model holds encoded bytes; where
/// there was no room for its pixels, they are made again when a tool needs them.
/// </summary>
internal sealed class PixelCache
{
    // What some sixty conversations about pictures of 640 x 480 need: only beyond that is anything made twice.
    private const long MostBytes = 64 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, RasterImage> _pixels = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    /// <summary>Whether there was room. What is held is not displaced: it is as likely to be needed next.</summary>
    public bool TryPut(object key, RasterImage pixels)
    {
        lock (_lock)
        {
            if (_pixels.ContainsKey(key)) return true;
            if (_bytes + pixels.BytesHeld > MostBytes) return false;
            _pixels[key] = pixels;
            _bytes += pixels.BytesHeld;
            return true;
        }
    }

    public RasterImage? Find(object key)
    {
        lock (_lock) return _pixels.GetValueOrDefault(key);
    }

    public void Drop(object key)
    {
        lock (_lock)
        {
            if (_pixels.Remove(key, out RasterImage? pixels)) _bytes -= pixels.BytesHeld;
        }
    }
}
