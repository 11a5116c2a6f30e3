using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>The stdin socket: a running cell asks a front end for a line, one question at a time.</summary>
internal sealed class KernelInput(KernelWire wire)
{
    /// <summary>Asks for a line and waits; null when nobody listens.</summary>
    public delegate string? Asker(string prompt, bool isSecret, CancellationToken cancel);

    private readonly Lock _lock = new();
    private readonly Lock _oneQuestion = new();
    private TaskCompletionSource<string>? _waiting;

    /// <summary>Takes the answer; what nobody waits for any more is ignored.</summary>
    public void Receive(KernelMessage message)
    {
        if (message.Type != "input_reply") return;
        lock (_lock) _waiting?.TrySetResult(message.Text("value"));
    }

    /// <summary>Puts the question to the front end whose request runs.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public string? Ask(IEnumerable<ZmtpPeer> listening, ZmtpPeer asking, byte[] parent,
        (string Prompt, bool IsSecret) question, CancellationToken cancel)
    {
        // A front end is the same on both sockets when it says so; many say nothing.
        ZmtpPeer[] all = [.. listening];
        if ((Array.Find(all, peer => peer.Identity.AsSpan().SequenceEqual(asking.Identity)) ?? all.FirstOrDefault())
            is not { } peer) return null;
        lock (_oneQuestion)
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock) _waiting = answer;
            peer.TrySend(wire.Write("input_request",
                new JsonObject { ["prompt"] = question.Prompt, ["password"] = question.IsSecret }, parent));
            using CancellationTokenRegistration gone = peer.Closed.Register(() => answer.TrySetCanceled());
            try
            {
                answer.Task.Wait(cancel);
                return answer.Task.Result;
            }
            catch (AggregateException)
            {
                // The front end went away.
                return null;
            }
            finally
            {
                lock (_lock) _waiting = null;
            }
        }
    }
}
