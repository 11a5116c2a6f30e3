using System.Net;

namespace SPAgent.Notebooks;

/// <summary>The iopub socket: everything that cells show goes to all front ends, in one order.</summary>
/// <remarks>
/// A cell that prints faster than a front end reads is slowed down, so that nothing is lost. A front end that has
/// stopped reading loses messages, as with the PUB socket of ZeroMQ.
/// </remarks>
internal sealed class KernelPublisher : IDisposable
{
    private const int MostSubscriptions = 256;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);
    private readonly ZmtpListener _listener;
    private readonly Lock _order = new();
    private readonly TaskCompletionSource _firstSubscriber = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KernelPublisher(IPAddress address, int port) =>
        _listener = new ZmtpListener(address, port, "PUB", Subscribe);

    public int Port => _listener.Port;

    /// <summary>Completes when someone listens: what is published before is heard by nobody.</summary>
    public Task FirstSubscriber => _firstSubscriber.Task;

    /// <summary>Whether all has been handed to the network.</summary>
    public bool IsIdle => _listener.Peers.All(peer => peer.IsIdle);

    public void Publish(byte[][] frames)
    {
        lock (_order)
        {
            foreach (ZmtpPeer peer in _listener.Peers)
            {
                bool wants;
                lock (peer.Subscriptions)
                    wants = peer.Subscriptions.Any(prefix => frames[0].AsSpan().StartsWith(prefix));
                while (wants && !peer.TrySend(frames) && peer.IsReading) Thread.Sleep(s_pause);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Subscribe(ZmtpPeer peer, List<byte[]> frames)
    {
        if (frames is not [[var verb, .. var prefix]]) return;
        lock (peer.Subscriptions)
        {
            if (verb == 1 && peer.Subscriptions.Count < MostSubscriptions) peer.Subscriptions.Add(prefix);
            else if (verb == 0) peer.Subscriptions.RemoveAll(known => known.AsSpan().SequenceEqual(prefix));
        }

        if (verb == 1) _firstSubscriber.TrySetResult();
    }
}
