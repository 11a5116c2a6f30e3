using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace SPAgent.Notebooks;

/// <summary>One connected front end. What is sent to it waits in a bounded queue, so that a slow reader never holds up
/// the kernel.</summary>
internal sealed class ZmtpPeer : IDisposable
{
    private const long MostQueuedBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly TcpClient _client;
    private readonly CancellationTokenSource _closed;
    private readonly Channel<(byte[][] Frames, long Bytes)> _queue =
        Channel.CreateUnbounded<(byte[][], long)>(new() { SingleReader = true });
    private readonly Lock _ending = new();
    private bool _isDisposed;
    private long _queuedBytes;
    private long _lastSent = Stopwatch.GetTimestamp();

    public ZmtpPeer(TcpClient client, CancellationToken stopping)
    {
        _client = client;
        client.NoDelay = true;
        Stream = new ZmtpStream(client.GetStream());
        _closed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Closed = _closed.Token;
    }

    public ZmtpStream Stream { get; }

    /// <summary>What the peer calls itself, the same on all of its sockets; often empty.</summary>
    public byte[] Identity { get; set; } = [];

    /// <summary>Signalled when the connection ends.</summary>
    public CancellationToken Closed { get; }

    /// <summary>What a subscriber wants: messages whose first frame begins with one of these. Guarded by its own
    /// lock.</summary>
    public List<byte[]> Subscriptions { get; } = [];

    /// <summary>Queues a message; false when the peer has stopped reading and its queue is full, and the message is
    /// lost to it.</summary>
    public bool TrySend(byte[][] frames)
    {
        long bytes = frames.Sum(frame => (long)frame.Length + 16);
        // A single message larger than the queue may pass when nothing else waits.
        if (Interlocked.Add(ref _queuedBytes, bytes) is var queued && queued > MostQueuedBytes && queued > bytes)
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            return false;
        }

        return _queue.Writer.TryWrite((frames, bytes));
    }

    /// <summary>Sends what is queued until the connection ends.</summary>
    public async Task SendQueuedAsync()
    {
        try
        {
            await foreach ((byte[][] frames, long bytes) in _queue.Reader.ReadAllAsync(Closed).ConfigureAwait(false))
            {
                await Stream.WriteAsync(frames, Closed).ConfigureAwait(false);
                Interlocked.Add(ref _queuedBytes, -bytes);
                Interlocked.Exchange(ref _lastSent, Stopwatch.GetTimestamp());
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            Close();
        }
    }

    /// <summary>Whether the peer has taken something of late; one that has not is not worth waiting for.</summary>
    public bool IsReading =>
        !Closed.IsCancellationRequested && Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastSent)) < s_patience;

    /// <summary>Whether nothing waits to be sent.</summary>
    public bool IsIdle => Interlocked.Read(ref _queuedBytes) == 0;

    /// <summary>Ends the connection. May be called at any time, also after the peer was disposed of.</summary>
    public void Close()
    {
        lock (_ending)
        {
            if (_isDisposed) return;
            _closed.Cancel();
            _client.Close();
        }
    }

    public void Dispose()
    {
        lock (_ending)
        {
            _isDisposed = true;
            Stream.Dispose();
            _client.Dispose();
            _closed.Dispose();
        }
    }
}
