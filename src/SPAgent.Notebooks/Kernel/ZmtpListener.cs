using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SPAgent.Notebooks;

/// <summary>A ZeroMQ socket that front ends connect to: ROUTER, PUB or REP, told apart by what happens with a message
/// that comes in.</summary>
internal sealed class ZmtpListener : IDisposable
{
    private const int MostPeers = 256;
    private static readonly TimeSpan s_handshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;
    private readonly string _socketType;
    private readonly Action<ZmtpPeer, List<byte[]>> _received;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ZmtpPeer, bool> _peers = new();

    /// <exception cref="SocketException">The port is taken.</exception>
    public ZmtpListener(IPAddress address, int port, string socketType, Action<ZmtpPeer, List<byte[]>> received)
    {
        (_socketType, _received) = (socketType, received);
        _listener = new TcpListener(address, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    /// <summary>The port that is listened on.</summary>
    public int Port { get; }

    /// <summary>Those that have shaken hands and are connected.</summary>
    public IEnumerable<ZmtpPeer> Peers => _peers.Where(peer => peer.Value).Select(peer => peer.Key);

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        foreach (ZmtpPeer peer in _peers.Keys) peer.Close();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token).ConfigureAwait(false);
                if (_peers.Count >= MostPeers) client.Dispose();
                else _ = ServeAsync(new ZmtpPeer(client, _stopping.Token));
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One connection failed before it was taken; the next one may not.
            }
        }
    }

    private async Task ServeAsync(ZmtpPeer peer)
    {
        _peers[peer] = false;
        Task sending = Task.CompletedTask;
        try
        {
            using (var handshake = CancellationTokenSource.CreateLinkedTokenSource(peer.Closed))
            {
                handshake.CancelAfter(s_handshakeTimeout);
                peer.Identity = await peer.Stream.HandshakeAsync(_socketType, handshake.Token).ConfigureAwait(false);
            }

            _peers[peer] = true;
            sending = peer.SendQueuedAsync();
            while (true) _received(peer, await peer.Stream.ReadAsync(peer.Closed).ConfigureAwait(false));
        }
        catch (InvalidDataException rude)
        {
            await Console.Error.WriteLineAsync($"A connection to the {_socketType} socket was closed: {rude.Message}")
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The front end went away.
        }
        finally
        {
            _peers.TryRemove(peer, out _);
            peer.Close();
            await sending.ConfigureAwait(false);
            peer.Dispose();
        }
    }
}
