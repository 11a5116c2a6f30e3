using System.Text;
using System.Text.Json;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;

namespace SPAgent.Internal;

/// <summary>What a queue holds of a run.</summary>
public sealed record QueueStatus
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary><c>open</c> or <c>complete</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether a coordinator is at work.</summary>
    public required bool Coordinator { get; init; }

    /// <summary>Samples that wait, in the lanes for new ones and for those asked again.</summary>
    public required long Waiting { get; init; }

    /// <summary>Samples that a worker holds.</summary>
    public required long Leased { get; init; }

    /// <summary>Samples whose worker ended, and that are answered one at a time.</summary>
    public required long Suspect { get; init; }

    /// <summary>Results that the coordinator has not booked.</summary>
    public required long Results { get; init; }

    /// <summary>The workers that were heard of lately.</summary>
    public required IReadOnlyList<WorkerLine> Workers { get; init; }
}

/// <summary>Looks at a queue, and removes what a run left there.</summary>
public static class QueueAdmin
{
    private const int MissedLines = 4;

    /// <summary>What the queue holds of a run.</summary>
    /// <exception cref="DistillationException">There is no such run, or the server refuses to tell.</exception>
    /// <exception cref="IOException">The server does not answer.</exception>
    public static Task<QueueStatus> StatusAsync(QueueOptions options, CancellationToken cancellationToken = default) =>
        AskAsync(options, queue => StatusAsync(queue, cancellationToken), cancellationToken);

    /// <summary>Removes all that the queue holds of a run. Traces in folders stay.</summary>
    /// <returns>Samples and results that were waiting.</returns>
    /// <exception cref="DistillationException">There is no such run, or the server refuses it.</exception>
    /// <exception cref="IOException">The server does not answer.</exception>
    public static Task<long> PurgeAsync(QueueOptions options, CancellationToken cancellationToken = default) =>
        AskAsync(options, queue => PurgeAsync(queue, cancellationToken), cancellationToken);

    private static async Task<T> AskAsync<T>(
        QueueOptions options, Func<QueueConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using QueueConnection queue = await QueueConnection.OpenAsync(options, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return await ask(queue).ConfigureAwait(false);
        }
        catch (Exception problem) when (QueueConnection.IsMissing(problem))
        {
            throw NoRun(queue);
        }
        catch (Exception problem) when (QueueConnection.IsRefusal(problem, cancellationToken))
        {
            throw queue.Refused(problem);
        }
    }

    private static async Task<QueueStatus> StatusAsync(QueueConnection queue, CancellationToken cancellationToken)
    {
        long waiting = 0, leased = 0, suspect = 0;
        foreach (string lane in (string[])[QueueNames.New, QueueNames.Again, QueueNames.Suspect])
        {
            INatsJSConsumer consumer = await queue.Js.GetConsumerAsync(queue.Names.Tasks, lane, cancellationToken)
                .ConfigureAwait(false);
            leased += consumer.Info.NumAckPending;
            if (lane == QueueNames.Suspect) suspect += (long)consumer.Info.NumPending + consumer.Info.NumAckPending;
            else waiting += (long)consumer.Info.NumPending;
        }

        (long results, _, _) = await new QueueStreams(queue).StateAsync(queue.Names.Results, cancellationToken)
            .ConfigureAwait(false);
        DateTimeOffset now = queue.Options.TimeProvider.GetUtcNow();
        (byte[] Value, ulong Revision, DateTimeOffset Time)? holder = await queue.ReadKeyAsync(
            QueueNames.CoordinatorKey, cancellationToken).ConfigureAwait(false);
        string state = await queue.ReadKeyAsync(QueueNames.StateKey, cancellationToken).ConfigureAwait(false)
            is { } said && Encoding.UTF8.GetString(said.Value) == QueueState.Complete
            ? QueueState.Complete : QueueState.Open;
        bool isLed = holder is { } beat && now - beat.Time < QueueWorkers.TellsEvery * MissedLines
            && !Encoding.UTF8.GetString(beat.Value).Contains("\"is_released\":true", StringComparison.Ordinal);
        return new()
        {
            Run = queue.Names.Run,
            State = state,
            Coordinator = isLed,
            Waiting = waiting,
            Leased = leased,
            Suspect = suspect,
            Results = results,
            Workers = await WorkersAsync(queue, now, cancellationToken).ConfigureAwait(false),
        };
    }

    private static async Task<long> PurgeAsync(QueueConnection queue, CancellationToken cancellationToken)
    {
        long removed = 0;
        bool any = false;
        foreach (string stream in (string[])[queue.Names.Tasks, queue.Names.Results, $"KV_{queue.Names.Store}",
            $"OBJ_{queue.Names.Pieces}"])
        {
            try
            {
                (long messages, _, _) = await new QueueStreams(queue).StateAsync(stream, cancellationToken)
                    .ConfigureAwait(false);
                await queue.Js.DeleteStreamAsync(stream, cancellationToken).ConfigureAwait(false);
                any = true;
                if (stream == queue.Names.Tasks || stream == queue.Names.Results) removed += messages;
            }
            catch (Exception problem) when (QueueConnection.IsMissing(problem))
            {
                // Pieces are there only where something was large.
            }
        }

        return any ? removed : throw NoRun(queue);
    }

    private static DistillationException NoRun(QueueConnection queue) => new(
        $"{queue.Server}: there is no run {queue.Names.Run}. Its coordinator is spagent distill … --queue … --run.");

    internal static async Task<IReadOnlyList<WorkerLine>> WorkersAsync(
        QueueConnection queue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<WorkerLine> lines = [];
        INatsKVStore store = await queue.Keys.GetStoreAsync(queue.Names.Store, cancellationToken).ConfigureAwait(false);
        List<string> keys = [];
        await foreach (string key in store.GetKeysAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (key.StartsWith(QueueNames.WorkerKeys, StringComparison.Ordinal)) keys.Add(key);
        }

        foreach (string key in keys.Order(StringComparer.Ordinal))
        {
            if (await queue.ReadKeyAsync(key, cancellationToken).ConfigureAwait(false) is not { } entry
                || now - entry.Time > QueueWorkers.TellsEvery * MissedLines)
            {
                continue;
            }

            try
            {
                if (JsonSerializer.Deserialize<WorkerLine>(entry.Value, QueueMessage.Json) is { } line) lines.Add(line);
            }
            catch (JsonException)
            {
                // Not a worker's.
            }
        }

        return lines;
    }
}
