namespace SPAgent;

/// <summary>
/// The pages that were read last, so that rows in order cost one reading for each page and not for each row.
/// </summary>
internal sealed class ParquetCache
{
    /// <summary>Bytes that a page may take here, at most.</summary>
    public const long Largest = 16 << 20;

    // One page stays, however large it is.
    private const long Most = 8 << 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<(ParquetColumn Column, int Run, ParquetCellPage Page)> _order = [];
    private readonly Dictionary<(ParquetColumn, int),
        LinkedListNode<(ParquetColumn, int, ParquetCellPage Page)>> _pages = [];
    private long _bytes;

    public ParquetCellPage? Find(ParquetColumn column, int run)
    {
        lock (_lock)
        {
            if (!_pages.TryGetValue((column, run), out var node)) return null;
            if (node != _order.First)
            {
                _order.Remove(node);
                _order.AddFirst(node);
            }

            return node.Value.Page;
        }
    }

    public void Add(ParquetColumn column, int run, ParquetCellPage page)
    {
        lock (_lock)
        {
            if (_pages.ContainsKey((column, run))) return;
            _pages[(column, run)] = _order.AddFirst((column, run, page));
            _bytes += page.Bytes;
            while (_bytes > Most && _order.Count > 1 && _order.Last is { } last)
            {
                _order.RemoveLast();
                _pages.Remove((last.Value.Column, last.Value.Run));
                _bytes -= last.Value.Page.Bytes;
            }
        }
    }
}
