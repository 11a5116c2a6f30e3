namespace SPAgent.Serve;

/// <summary>Keeps what was asked for last, up to so many bytes; each thing is made once, by so many at a
/// time.</summary>
internal sealed class BoundedCache(long mostBytes, int atOnce) : IDisposable
{
    private readonly Dictionary<string, LinkedListNode<(string Key, byte[] Value)>> _known =
        new(StringComparer.Ordinal);

    private readonly LinkedList<(string Key, byte[] Value)> _byUse = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turns = new(atOnce);
    private long _bytes;

    /// <summary>The value of a key; made where it is not known. Null is not kept.</summary>
    public async Task<byte[]?> GetAsync(string key, Func<byte[]?> make, CancellationToken cancellationToken)
    {
        if (Find(key) is { } known) return known;
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another request may have asked for the same meanwhile.
            if (Find(key) is { } made) return made;
            byte[]? value = await Task.Run(make, cancellationToken).ConfigureAwait(false);
            if (value is not null) Keep(key, value);
            return value;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private byte[]? Find(string key)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out LinkedListNode<(string Key, byte[] Value)>? node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Value;
        }
    }

    private void Keep(string key, byte[] value)
    {
        if (value.Length > mostBytes) return;
        lock (_gate)
        {
            if (_known.ContainsKey(key)) return;
            _known[key] = _byUse.AddFirst((key, value));
            _bytes += value.Length;
            while (_bytes > mostBytes && _byUse.Last is { } oldest)
            {
                _byUse.RemoveLast();
                _known.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Value.Length;
            }
        }
    }
}
