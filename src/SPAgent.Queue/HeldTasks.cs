using System.Collections.Concurrent;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace SPAgent;

/// <summary>A task that this worker holds.</summary>
internal sealed record HeldTask(TaskHead Task, string Lane, INatsJSMsg<byte[]> Message)
{
    /// <summary>The message that the lease hangs on; another one where the server gave the task out again.</summary>
    public INatsJSMsg<byte[]> Message { get; set; } = Message;
}

/// <summary>The tasks that this worker holds, and whose leases it renews.</summary>
internal sealed class HeldTasks(QueueConnection queue)
{
    private const int RenewalsOfLease = 3;

    private readonly ConcurrentDictionary<string, HeldTask> _held = new(StringComparer.Ordinal);

    public int Count => _held.Count;

    /// <summary>Takes the new lease of a task that is at work here already; false where it is not.</summary>
    public bool TryRenew(TaskHead task, INatsJSMsg<byte[]> message)
    {
        if (!_held.TryGetValue(task.Id, out HeldTask? same)) return false;
        same.Message = message;
        return true;
    }

    public bool TryAdd(HeldTask held) => _held.TryAdd(held.Task.Id, held);

    public void Remove(TaskHead task) => _held.TryRemove(task.Id, out _);

    /// <summary>Renews the leases three times as often as they end, and when the server is there again.</summary>
    public async Task RenewAsync(TimeSpan lease, CancellationToken stop)
    {
        using SemaphoreSlim reconnected = new(0);
        ValueTask OnOpen(object? sender, NatsEventArgs args)
        {
            reconnected.Release();
            return default;
        }

        queue.Nats.ConnectionOpened += OnOpen;
        try
        {
            TimeSpan period = lease / RenewalsOfLease;
            while (!stop.IsCancellationRequested)
            {
                await reconnected.WaitAsync(period, stop).ConfigureAwait(false);
                foreach (HeldTask held in _held.Values)
                {
                    try
                    {
                        await held.Message.AckProgressAsync(cancellationToken: stop).ConfigureAwait(false);
                    }
                    catch (Exception problem) when (!stop.IsCancellationRequested && QueueConnection.MayPass(problem))
                    {
                        // Away: the next time.
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The worker ends.
        }
        finally
        {
            queue.Nats.ConnectionOpened -= OnOpen;
        }
    }
}
