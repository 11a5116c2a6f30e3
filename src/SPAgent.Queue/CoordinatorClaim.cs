using System.Text.Json;
using NATS.Client.KeyValueStore;

namespace SPAgent;

/// <summary>Keeps a run for one coordinator: it says again and again that it is there.</summary>
internal sealed class CoordinatorClaim(QueueConnection queue, string folder)
{
    private const int MissedBeats = 4;

    private readonly string _id = Guid.NewGuid().ToString("N");
    private ulong _revision;
    private int _beat;

    /// <summary>Takes the run.</summary>
    /// <exception cref="DistillationException">Another coordinator is at work.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        (byte[] Value, ulong Revision, DateTimeOffset Time)? there = await queue.ReadKeyAsync(
            QueueNames.CoordinatorKey, cancellationToken).ConfigureAwait(false);
        if (there is { } first && Read(first.Value) is { IsReleased: false } other && !IsOurs(other))
        {
            await Task.Delay(QueueConnection.Look * MissedBeats, queue.Options.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
            (byte[] Value, ulong Revision, DateTimeOffset Time)? later = await queue.ReadKeyAsync(
                QueueNames.CoordinatorKey, cancellationToken).ConfigureAwait(false);
            if (later?.Revision != first.Revision)
            {
                throw new DistillationException($"{queue.Server}: another coordinator is at work for the run "
                    + $"{queue.Names.Run}: {other.Folder} on {other.Host}. Wait for it, or take another name (--run).");
            }

            there = later;
        }

        INatsKVStore store = await queue.Keys.GetStoreAsync(queue.Names.Store, cancellationToken).ConfigureAwait(false);
        try
        {
            _revision = there is null
                ? await store.CreateAsync(QueueNames.CoordinatorKey, Say(), cancellationToken: cancellationToken)
                    .ConfigureAwait(false)
                : await store.UpdateAsync(QueueNames.CoordinatorKey, Say(), there.Value.Revision,
                    cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception taken) when (taken is NatsKVWrongLastRevisionException or NatsKVCreateException)
        {
            throw Lost();
        }
    }

    /// <summary>Says that it is still there until it is stopped.</summary>
    /// <exception cref="DistillationException">Another one took the run.</exception>
    public async Task HoldAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(QueueConnection.Look, queue.Options.TimeProvider, stop).ConfigureAwait(false);
            await queue.PersistAsync(BeatAsync, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the run to the next.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        INatsKVStore store = await queue.Keys.GetStoreAsync(queue.Names.Store, cancellationToken).ConfigureAwait(false);
        await store.UpdateAsync(QueueNames.CoordinatorKey, Say(released: true), _revision,
            cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async Task<ulong> BeatAsync(CancellationToken cancellationToken)
    {
        INatsKVStore store = await queue.Keys.GetStoreAsync(queue.Names.Store, cancellationToken).ConfigureAwait(false);
        try
        {
            _revision = await store.UpdateAsync(QueueNames.CoordinatorKey, Say(), _revision,
                cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (NatsKVWrongLastRevisionException)
        {
            (byte[] Value, ulong Revision, DateTimeOffset Time)? there = await queue.ReadKeyAsync(
                QueueNames.CoordinatorKey, cancellationToken).ConfigureAwait(false);
            // A server that was made anew has no entry; a beat whose answer was lost has our own.
            if (there is { } entry && Read(entry.Value)?.Id != _id) throw Lost();
            _revision = there?.Revision ?? await store.PutAsync(QueueNames.CoordinatorKey, Say(),
                cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return _revision;
    }

    // The lock of the folder, which we hold, says that who had it here is gone.
    private bool IsOurs(Holder holder) => holder.Host == Environment.MachineName && holder.Folder == folder;

    private DistillationException Lost() => new($"{queue.Server}: another coordinator took the run {queue.Names.Run}. "
        + "This one ends; what it wrote is whole.");

    private byte[] Say(bool released = false) => JsonSerializer.SerializeToUtf8Bytes(
        new Holder(_id, Environment.MachineName, folder, ++_beat, released), QueueMessage.Json);

    private static Holder? Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<Holder>(value, QueueMessage.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Holder(string? Id, string? Host, string? Folder, int Beat, bool IsReleased);
}
