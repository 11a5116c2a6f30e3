using System.Text;
using System.Text.Json.Nodes;
using NATS.Client.KeyValueStore;

namespace SPAgent;

/// <summary>The run as the queue's store names it: what workers read at first, and whether it goes on.</summary>
internal sealed class RunEntry(QueueConnection queue, QueueRun run)
{
    private byte[] _text = [];

    /// <summary>What an earlier coordinator said; null where there was none.</summary>
    public async Task<QueueRun?> ReadAsync(CancellationToken cancellationToken)
    {
        await queue.Keys.CreateStoreAsync(new NatsKVConfig(queue.Names.Store), cancellationToken).ConfigureAwait(false);
        return await queue.ReadKeyAsync(QueueNames.RunKey, cancellationToken).ConfigureAwait(false) is { } entry
            ? QueueRun.Read(entry.Value) : null;
    }

    /// <summary>Completes what workers are told with what the run itself says, and says it.</summary>
    /// <param name="order">The run.</param>
    /// <param name="generation">How often a coordinator has begun.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task BeginAsync(AnswerOrder order, int generation, CancellationToken cancellationToken)
    {
        _text = (run with
        {
            Settings = order.Settings,
            RowsPath = order.RowsPath,
            ImageColumn = order.Dataset.ImageColumn,
            Fingerprint = order.Dataset.Fingerprint,
            Copies = DatasetFingerprint.OfCopies(order.Dataset, run.CopiesSeed),
            Folder = order.Folder,
            LeaseSeconds = queue.Options.Lease.TotalSeconds,
            Generation = generation,
        }).ToUtf8();
        return SayAsync(QueueState.Open, cancellationToken);
    }

    /// <summary>Says the run and its state, in a store that is made where it is absent.</summary>
    public async Task SayAsync(string state, CancellationToken cancellationToken)
    {
        INatsKVStore store = await queue.Keys.CreateOrUpdateStoreAsync(
            new NatsKVConfig(queue.Names.Store), cancellationToken).ConfigureAwait(false);
        await store.PutAsync(QueueNames.RunKey, _text, cancellationToken: cancellationToken).ConfigureAwait(false);
        await store.PutAsync(QueueNames.StateKey, Encoding.UTF8.GetBytes(state), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Tasks that wait are of the settings that were given then.</summary>
    /// <exception cref="DistillationException">They were others.</exception>
    public void DemandSame(QueueRun? earlier, AnswerOrder order)
    {
        if (earlier is null || earlier.Settings.Length == 0) return;
        JsonObject? there = JsonNode.Parse(earlier.Settings) as JsonObject,
            here = JsonNode.Parse(order.Settings) as JsonObject;
        there?.Remove("rollouts");
        here?.Remove("rollouts");
        if (JsonNode.DeepEquals(there, here)) return;
        string? field = here?.Select(setting => setting.Key).Concat(there?.Select(setting => setting.Key) ?? [])
            .FirstOrDefault(name => !JsonNode.DeepEquals(here[name], there?[name]));
        throw new DistillationException($"{queue.Server}: the queue holds work of another run by the name "
            + $"{queue.Names.Run}, whose {field} is {there?[field!]?.ToJsonString() ?? "null"} and not "
            + $"{here?[field!]?.ToJsonString() ?? "null"}. Take another name (--run), or remove that run: "
            + "spagent queue purge.", field);
    }
}

/// <summary>Whether a run goes on.</summary>
internal static class QueueState
{
    public const string Open = "open", Complete = "complete";
}
