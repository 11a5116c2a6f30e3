using System.Collections.Concurrent;
using System.Text;

namespace SPAgent.Notebooks;

/// <summary>
/// The running cell as its code sees it, on each thread and task that it starts: where to print and show, and whether
/// to stop. Printed text is sent in batches, because front ends keep an output for each message that they get.
/// </summary>
internal sealed class CellContext(ICellOutput output, CancellationToken cancel) : IDisposable
{
    private const int BatchLength = 8 * 1024;
    private const int BatchMilliseconds = 50;
    private static readonly AsyncLocal<CellContext?> s_current = new();
    private static readonly ConcurrentDictionary<CellContext, bool> s_waiting = new();
    private static int s_displays;

    private readonly Lock _lock = new();
    private readonly StringBuilder _batch = new();
    private bool _batchIsError;
    private Timer? _timer;

    /// <summary>The cell whose code is asking; null outside of cells.</summary>
    public static CellContext? Current
    {
        get => s_current.Value;
        set
        {
            s_current.Value = value;
            LiveDisplay.Open = value is null ? null : value.OpenPlace;
        }
    }

    /// <summary>Signalled when the user interrupts this cell.</summary>
    public CancellationToken Cancel { get; } = cancel;

    /// <summary>The formatters of .NET Interactive, when a cell has loaded them.</summary>
    public InteractiveFormatting? Formatting { get; set; }

    /// <summary>Sends all that was printed and waits to be sent, of every cell.</summary>
    public static void FlushAll()
    {
        foreach (CellContext waiting in s_waiting.Keys) waiting.Flush();
    }

    /// <summary>Asks for a line; null when nobody can be asked.</summary>
    public string? Ask(string prompt, bool isSecret)
    {
        Flush();
        return output.Ask(prompt, isSecret, Cancel);
    }

    /// <summary>Unique within the process, so that a value shown in one cell can be updated from another.</summary>
    public static string NextDisplayId() =>
        $"spagent-{Environment.ProcessId}-{Interlocked.Increment(ref s_displays)}";

    public void Print(ReadOnlySpan<char> text, bool isError)
    {
        if (text.IsEmpty) return;
        lock (_lock)
        {
            if (isError != _batchIsError) FlushBatch();
            _batchIsError = isError;
            _batch.Append(text);
            if (_batch.Length >= BatchLength) FlushBatch();
            else if (_timer is null)
            {
                s_waiting[this] = true;
                _timer = new Timer(_ => Flush(), null, BatchMilliseconds, Timeout.Infinite);
            }
        }
    }

    public void Display(MimeBundle bundle, string displayId, bool update)
    {
        lock (_lock)
        {
            FlushBatch();
            output.Display(bundle, displayId, update);
        }
    }

    /// <summary>A place to show something that will change.</summary>
    public Action<MimeBundle> OpenPlace()
    {
        string id = NextDisplayId();
        bool shown = false;
        return bundle =>
        {
            Display(bundle, id, update: shown);
            shown = true;
        };
    }

    public void Clear(bool wait)
    {
        lock (_lock)
        {
            FlushBatch();
            output.Clear(wait);
        }
    }

    public void Flush()
    {
        lock (_lock) FlushBatch();
    }

    public void Dispose() => Flush();

    private void FlushBatch()
    {
        _timer?.Dispose();
        if (_timer is not null) s_waiting.TryRemove(this, out _);
        _timer = null;
        if (_batch.Length == 0) return;
        string text = _batch.ToString();
        _batch.Clear();
        output.Print(text, _batchIsError);
    }
}
