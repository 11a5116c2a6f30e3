using System.Numerics;
using System.Text.Json;

namespace SPAgent;

/// <summary>Looks again and again what the server holds: makes anew what was lost with its disk, and tells who
/// works.</summary>
internal sealed class QueueWatch(
    QueueConnection queue, QueueStreams streams, OutTasks tasks, RunEntry entry, string folder)
{
    private const int LooksForWorkers = 3, LooksOfStandstill = 5, FirstList = 4;

    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(10);

    private long _again, _arrived;
    private int _standstill;

    /// <summary>Samples that were published again because they were missing at the server.</summary>
    public long PublishedAgain => Interlocked.Read(ref _again);

    /// <summary>Who works, in words.</summary>
    public string? Status { get; private set; }

    /// <summary>Looks until it is stopped.</summary>
    /// <param name="make">Makes the streams; called where they are absent.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Func<CancellationToken, Task> make, CancellationToken stop)
    {
        HashSet<OutAnswer> missed = [];
        for (int look = 0; ; look++)
        {
            await Task.Delay(QueueConnection.Look, queue.Options.TimeProvider, stop).ConfigureAwait(false);
            await EnsureAsync(make, stop).ConfigureAwait(false);
            missed = await MendAsync(missed, stop).ConfigureAwait(false);
            if (look % LooksForWorkers == 0) await TellAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>The run is over: who worked is of no interest.</summary>
    public void End()
    {
        try
        {
            File.Delete(Path.Combine(folder, QueueFile.Name));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Who reads it sees that it is old.
        }
    }

    // What is neither waiting, nor with a worker, nor answered was lost with the server's disk.
    private async Task<HashSet<OutAnswer>> MendAsync(HashSet<OutAnswer> missed, CancellationToken stop)
    {
        IReadOnlyList<OutAnswer> waiting = tasks.Waiting;
        (long messages, _, _) = await streams.StateAsync(queue.Names.Tasks, stop).ConfigureAwait(false);
        (long results, _, _) = await streams.StateAsync(queue.Names.Results, stop).ConfigureAwait(false);
        _standstill = tasks.Arrived == _arrived ? _standstill + 1 : 0;
        _arrived = tasks.Arrived;
        tasks.Saw(results, QueueConnection.Look * (_standstill - LooksOfStandstill) > queue.Options.Lease);
        // Two looks in a row, and ever more rarely: a run with one slow worker stands still for long.
        bool stands = _standstill >= FirstList
            && (BitOperations.IsPow2(_standstill) || BitOperations.IsPow2(_standstill - 1));
        if (messages + results >= waiting.Count && !stands) return [];
        HashSet<string> there = [.. await IdsAsync<TaskHead>(queue.Names.Tasks, stands, stop).ConfigureAwait(false),
            .. await IdsAsync<ResultHead>(queue.Names.Results, stands, stop).ConfigureAwait(false)];
        HashSet<OutAnswer> missing = [.. waiting.Where(answer => !answer.Arrived.Task.IsCompleted
            && answer.Current is { } task && !there.Contains(task.Id))];
        // Twice in a row: what was just on its way is no loss.
        foreach (OutAnswer answer in missing.Where(missed.Contains))
        {
            if (answer.Arrived.Task.IsCompleted || answer.IsAnswered) continue;
            Interlocked.Increment(ref _again);
            await tasks.PublishAsync(answer, QueueNames.Again, stop).ConfigureAwait(false);
        }

        return missing;
    }

    // A server that was killed may keep messages that were acknowledged, and give them to nobody. They count as if
    // they waited, and fill the stream: where nothing comes for a while, those that nobody needs are removed.
    private async Task<IReadOnlyList<string>> IdsAsync<T>(string stream, bool removes, CancellationToken stop)
        where T : SampleHead
    {
        List<string> ids = [];
        foreach ((ulong place, T head) in await streams.ListAsync<T>(stream, stop).ConfigureAwait(false))
        {
            if (!removes || tasks.Needs(head)) ids.Add(head.Id);
            else await streams.DeleteAsync(stream, place, stop).ConfigureAwait(false);
        }

        return ids;
    }

    private async Task TellAsync(CancellationToken stop)
    {
        // Names of keys are followed, and a server that went away in between says no more of them.
        using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        asking.CancelAfter(s_longestLook);
        IReadOnlyList<WorkerLine> workers = await QueueAdmin.WorkersAsync(
            queue, queue.Options.TimeProvider.GetUtcNow(), asking.Token).ConfigureAwait(false);
        QueueFile said = new(tasks.Waiting.Count, workers);
        Status = workers.Count == 0 ? "no workers"
            : FormattableString.Invariant($"{workers.Count} workers hold {workers.Sum(worker => worker.InFlight)}");
        try
        {
            WholeFile.Write(
                Path.Combine(folder, QueueFile.Name), JsonSerializer.SerializeToUtf8Bytes(said, QueueMessage.Json));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Only news: a disk that is full may have room the next time.
        }
    }

    private async Task EnsureAsync(Func<CancellationToken, Task> make, CancellationToken stop)
    {
        try
        {
            await streams.StateAsync(queue.Names.Tasks, stop).ConfigureAwait(false);
            await streams.StateAsync(queue.Names.Results, stop).ConfigureAwait(false);
            if (await queue.ReadKeyAsync(QueueNames.RunKey, stop).ConfigureAwait(false) is not null) return;
        }
        catch (Exception problem) when (QueueConnection.IsMissing(problem))
        {
            // A server with an empty disk.
        }

        await make(stop).ConfigureAwait(false);
        await entry.SayAsync(QueueState.Open, stop).ConfigureAwait(false);
    }
}

/// <summary>What stands in the folder of a run while its coordinator works, for who looks there alone.</summary>
/// <param name="Out">Samples that are out.</param>
/// <param name="Workers">Who was heard of lately.</param>
internal sealed record QueueFile(int Out, IReadOnlyList<WorkerLine> Workers)
{
    public const string Name = ".queue.json";
}
