using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace SPAgent.Tests;

/// <summary>
/// An HTTP server on 127.0.0.1 that does exactly what a test tells it, down to the bytes on the wire. It takes next to
/// no CPU time, so that it can stand for a server of fixed latency in benchmarks.
/// </summary>
internal sealed class FakeChatServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<FakeRequest, FakeReply> _answer;
    private readonly bool _keep;
    private readonly bool _ignoresTools;
    private readonly ConcurrentQueue<FakeReply> _script = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly Channel<FakeRequest> _arrivals = Channel.CreateUnbounded<FakeRequest>();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Task _accepting;
    private int _connections;
    private int _answering;
    private int _mostAtOnce;

    private FakeChatServer(Func<FakeRequest, FakeReply> answer, int port, bool keep, bool ignoresTools)
    {
        (_answer, _keep, _ignoresTools) = (answer, keep, ignoresTools);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(backlog: 4096);
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        _accepting = AcceptAsync();
    }

    /// <summary>Starts a server that answers with <paramref name="answer"/>, or with the text "ok".</summary>
    /// <param name="answer">Chooses the reply to a request, once the script is used up.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="keep">Whether requests are kept for <see cref="Requests"/>.</param>
    /// <param name="ignoresTools">Whether it drops the tools of a request, and so does not count them.</param>
    public static FakeChatServer Start(Func<FakeRequest, FakeReply>? answer = null, int port = 0, bool keep = true,
        bool ignoresTools = false) =>
        new(answer ?? (_ => FakeReply.Text("ok")), port, keep, ignoresTools);

    public Uri BaseUri { get; }

    public int Connections => _connections;

    /// <summary>Requests in order of arrival.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>Largest number of requests that were in work at the same time.</summary>
    public int MostAtOnce => _mostAtOnce;

    /// <summary>Replies to the next requests, in this order, before the usual answer.</summary>
    public FakeChatServer Script(params FakeReply[] replies)
    {
        foreach (FakeReply reply in replies) _script.Enqueue(reply);
        return this;
    }

    /// <summary>Waits for a request that has not been waited for yet.</summary>
    public ValueTask<FakeRequest> ArrivalAsync() => _arrivals.Reader.ReadAsync(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (Socket socket in _open.Keys) socket.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref _connections);
                _open[socket] = 0;
                _ = ServeAsync(socket);
            }
            catch (Exception stopped)
                when (stopped is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await ReadRequestAsync(socket, buffer) is var (request, used))
            {
                buffer = used;
                if (!await AnswerAsync(socket, request)) break;
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client, or the test, has gone.
        }
        finally
        {
            _open.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    private FakeReply Choose(FakeRequest request)
    {
        if (_keep)
        {
            request = request with { Body = request.Body.ToArray() };
            _requests.Enqueue(request);
            _arrivals.Writer.TryWrite(request);
        }

        FakeReply reply = _script.TryDequeue(out FakeReply? scripted) ? scripted : _answer(request);
        return _ignoresTools || reply.Status == 0 ? reply : reply.To(request);
    }

    private static async Task<(FakeRequest Request, byte[] Buffer)?> ReadRequestAsync(Socket socket, byte[] buffer)
    {
        int length = 0, bodyAt = -1, total = int.MaxValue;
        while (length < total)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
            int read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) return null;
            length += read;
            if (bodyAt >= 0) continue;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            bodyAt = end + 4;
            total = bodyAt + int.Parse(
                FakeRequest.Parse(buffer.AsSpan(0, end), default).Headers.GetValueOrDefault("Content-Length", "0"));
            if (buffer.Length < total) Array.Resize(ref buffer, total);
        }

        return (FakeRequest.Parse(buffer.AsSpan(0, bodyAt - 4), buffer.AsMemory(bodyAt..total)), buffer);
    }

    private async Task<bool> AnswerAsync(Socket socket, FakeRequest request)
    {
        InterlockedMax(ref _mostAtOnce, Interlocked.Increment(ref _answering));
        try
        {
            return await SendAsync(socket, Choose(request));
        }
        finally
        {
            Interlocked.Decrement(ref _answering);
        }
    }

    /// <returns>Whether the connection lives on.</returns>
    private async Task<bool> SendAsync(Socket socket, FakeReply reply)
    {
        await reply.Until.WaitAsync(_stop.Token);
        if (reply.Latency > TimeSpan.Zero) await Task.Delay(reply.Latency, _stop.Token);
        if (reply == FakeReply.Silence) return await socket.ReceiveAsync(new byte[1]) > 0;
        if (reply == FakeReply.Dropped)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            return false;
        }

        byte[] message = [.. reply.Head(), .. reply.Body.AsSpan(0, reply.CutAfter ?? reply.Body.Length)];
        await socket.SendAsync(message);
        if (reply.Stalls) return await socket.ReceiveAsync(new byte[1]) > 0;
        return reply.SendsLength && reply.CutAfter is null;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = target;
        while (value > seen)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var was && was == seen ? value : was;
    }
}
