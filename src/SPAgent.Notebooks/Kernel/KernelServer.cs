using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace SPAgent.Notebooks;

/// <summary>
/// The sockets of a kernel. Requests on the shell socket are answered one after the other; those on the control socket
/// (interrupt, shutdown) at once, while a cell runs.
/// </summary>
internal sealed class KernelServer : IDisposable
{
    private static readonly TimeSpan s_waitForListener = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly KernelWire _wire;
    private readonly KernelInput _input;
    private readonly KernelPublisher _publisher;
    private readonly ZmtpListener[] _listeners;
    private readonly Channel<(ZmtpPeer Peer, KernelMessage Request)> _shell =
        Channel.CreateUnbounded<(ZmtpPeer, KernelMessage)>();
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KernelAnswers _answers;
    private readonly KernelCells _cells;

    /// <exception cref="System.Net.Sockets.SocketException">A port is taken.</exception>
    public KernelServer(ConnectionFile connection, Task<CellEngine> engine, TimeProvider time)
    {
        _wire = new KernelWire(connection.Key, time);
        _answers = new KernelAnswers(engine);
        _input = new KernelInput(_wire);
        _publisher = new KernelPublisher(connection.Address, connection.IopubPort);
        _cells = new KernelCells(engine, Publish);
        _listeners =
        [
            new ZmtpListener(
                connection.Address, connection.ShellPort, "ROUTER",
                Receive((peer, request) => _shell.Writer.TryWrite((peer, request)))),
            new ZmtpListener(connection.Address, connection.ControlPort, "ROUTER",
                Receive((peer, request) => _ = ControlAsync(peer, request))),
            new ZmtpListener(connection.Address, connection.StdinPort, "ROUTER",
                Receive((_, message) => _input.Receive(message))),
            new ZmtpListener(connection.Address, connection.HeartbeatPort, "REP",
                (peer, frames) => peer.TrySend([.. frames])),
        ];
        Ports = connection with
        {
            ShellPort = _listeners[0].Port,
            ControlPort = _listeners[1].Port,
            StdinPort = _listeners[2].Port,
            HeartbeatPort = _listeners[3].Port,
            IopubPort = _publisher.Port,
        };
    }

    /// <summary>The connection with the ports that are really used; port 0 asked for any.</summary>
    public ConnectionFile Ports { get; }

    public void Interrupt() => _cells.Interrupt();

    /// <summary>Answers requests until a front end asks for the end, or <paramref name="cancel"/> does.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        Publish("status", new JsonObject { ["execution_state"] = "starting" }, null);
        Task shell = ShellAsync(cancel);
        await Task.WhenAny(_shutdown.Task, shell).ConfigureAwait(false);
        Interrupt();
        await LastWordsAsync().ConfigureAwait(false);
    }

    /// <summary>Waits, for a second at most, until all that was said has been handed to the network.</summary>
    public async Task LastWordsAsync()
    {
        for (int tick = 0; tick < 50
            && !(_publisher.IsIdle && _listeners.All(listener => listener.Peers.All(peer => peer.IsIdle))); tick++)
        {
            await Task.Delay(s_lastWords / 50, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (ZmtpListener listener in _listeners) listener.Dispose();
        _publisher.Dispose();
    }

    private void Publish(string type, JsonObject content, byte[]? parent) =>
        _publisher.Publish([Encoding.ASCII.GetBytes("kernel." + type), .. _wire.Write(type, content, parent)]);

    private Action<ZmtpPeer, List<byte[]>> Receive(Action<ZmtpPeer, KernelMessage> take) => (peer, frames) =>
    {
        if (_wire.Read(frames) is { } request) take(peer, request);
        else Console.Error.WriteLine("A message with a wrong signature, or none at all, was ignored.");
    };

    private async Task ShellAsync(CancellationToken cancel)
    {
        try
        {
            while (await _shell.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
            {
                while (_shell.Reader.TryRead(out (ZmtpPeer Peer, KernelMessage Request) next))
                {
                    await HandleAsync(next.Peer, next.Request).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task HandleAsync(ZmtpPeer peer, KernelMessage request)
    {
        // A front end sends its first cell while its subscription is still on the way: what is published before is lost
        // to it.
        if (request.Type == "execute_request" && !_publisher.FirstSubscriber.IsCompleted)
        {
            await Task.WhenAny(_publisher.FirstSubscriber, Task.Delay(s_waitForListener)).ConfigureAwait(false);
        }

        Busy(request);
        try
        {
            if (request.Type == "execute_request")
            {
                await ExecuteAsync(peer, request).ConfigureAwait(false);
            }
            else if (request.Type == "comm_open")
            {
                // Widgets live in the kernel's language; this one has none, and says so by closing.
                Publish("comm_close", new JsonObject
                { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }, request.Header);
            }
            else if (request.Type == "shutdown_request")
            {
                End(peer, request);
            }
            else if (await _answers.AnswerAsync(request).ConfigureAwait(false) is { } answer)
            {
                peer.TrySend(_wire.Write(answer.Type, answer.Content, request.Header));
            }
        }
        catch (Exception failure)
        {
            // A question that the compiler stumbles over must not end the kernel, nor have its front end wait for good.
            await Console.Error.WriteLineAsync($"{request.Type}: {failure}").ConfigureAwait(false);
            Refuse(peer, request, failure);
        }
        finally
        {
            Idle(request);
        }
    }

    private void Refuse(ZmtpPeer peer, KernelMessage request, Exception failure)
    {
        if (KernelAnswers.ReplyType(request) is not { } type) return;
        JsonObject reply = BundleJson.Error(CellFailures.Exception(failure, request.Type));
        reply["status"] = "error";
        peer.TrySend(_wire.Write(type, reply, request.Header));
    }

    private async Task ExecuteAsync(ZmtpPeer peer, KernelMessage request)
    {
        (JsonObject reply, bool stopsQueue) = await _cells.ExecuteAsync(
            request,
            (prompt, isSecret, cancel) => _input.Ask(_listeners[2].Peers, peer, request.Header, (prompt, isSecret),
                cancel)).ConfigureAwait(false);
        // "Run all" queues every cell at once: those behind a failed one are not run. What is sent after its answer is.
        int queued = stopsQueue ? _shell.Reader.Count : 0;
        peer.TrySend(_wire.Write("execute_reply", reply, request.Header));
        for (; queued > 0 && _shell.Reader.TryRead(out (ZmtpPeer Peer, KernelMessage Request) next); queued--)
        {
            if (next.Request.Type != "execute_request")
            {
                await HandleAsync(next.Peer, next.Request).ConfigureAwait(false);
                continue;
            }

            Busy(next.Request);
            next.Peer.TrySend(
                _wire.Write("execute_reply", new JsonObject { ["status"] = "aborted" }, next.Request.Header));
            Idle(next.Request);
        }
    }

    private async Task ControlAsync(ZmtpPeer peer, KernelMessage request)
    {
        // Off the thread that reads the socket, so that a slow answer never delays an interrupt.
        await Task.Yield();
        if (request.Type == "interrupt_request")
        {
            Busy(request);
            Interrupt();
            peer.TrySend(_wire.Write("interrupt_reply", new JsonObject { ["status"] = "ok" }, request.Header));
            Idle(request);
        }
        else if (request.Type != "execute_request")
        {
            await HandleAsync(peer, request).ConfigureAwait(false);
        }
    }

    private void End(ZmtpPeer peer, KernelMessage request)
    {
        var reply = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", otherwise: false) };
        Publish("shutdown_reply", reply, request.Header);
        peer.TrySend(_wire.Write("shutdown_reply", reply, request.Header));
        _shutdown.TrySetResult();
    }

    private void Busy(KernelMessage request) =>
        Publish("status", new JsonObject { ["execution_state"] = "busy" }, request.Header);

    private void Idle(KernelMessage request) =>
        Publish("status", new JsonObject { ["execution_state"] = "idle" }, request.Header);
}
