using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;

namespace SPAgent.Internal;

/// <summary>
/// Leads a run whose conversations workers hold: publishes samples, checks results, and keeps no truth of its own. What
/// has a trace in the folder is done.
/// </summary>
public sealed class QueueCoordinator : IAnswerSource, IAsyncDisposable
{
    private const int Attempts = 3, OfGeneration = 1_000_000, Generations = 2000, LooksForFile = 20,
        LooksForWorkers = 3;

    private readonly QueueConnection _queue;
    private readonly QueueStreams _streams;
    private readonly QueuePieces _pieces;
    private readonly QueueRun _run;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TraceName, OutAnswer> _out = new();
    private readonly ConcurrentDictionary<TraceName, TaskHead> _listed = new();
    private readonly ConcurrentDictionary<TraceName, ArrivedResult> _early = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _taking = new();
    private HashSet<TraceName> _finished = [];
    private CoordinatorClaim? _claim;
    private AnswerOrder? _order;
    private byte[] _entry = [];
    private string? _mark;
    private Task _loops = Task.CompletedTask;
    private long _arrived, _before, _dropped, _again;
    private int _attempt;

    private QueueCoordinator(QueueConnection queue, QueueRun run, int window)
    {
        (_queue, _run, Window) = (queue, run, window);
        _streams = new(queue);
        _pieces = new(queue);
    }

    /// <inheritdoc/>
    public int Window { get; }

    /// <inheritdoc/>
    public string? Status { get; private set; }

    /// <summary>Results that were dropped because they were of nothing that was out, or no good.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Samples that were published again because they were missing at the server.</summary>
    public long PublishedAgain => Interlocked.Read(ref _again);

    /// <summary>Connects, before anything is written.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="run">What workers are told beside what the run itself says.</param>
    /// <param name="window">Samples that are out at once; from 1 to 65,536.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DistillationException">The server has no JetStream or no room, or the queue holds another
    /// run.</exception>
    /// <exception cref="IOException">The server does not answer.</exception>
    public static async Task<QueueCoordinator> OpenAsync(
        QueueOptions options, QueueRun run, int window, CancellationToken cancellationToken = default)
    {
        Ranges.Check(window, 1, 65_536, "Window");
        QueueConnection queue = await QueueConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        QueueCoordinator coordinator = new(queue, run, window);
        try
        {
            await coordinator._streams.MakeAsync(window, run.ShipsRows, options.Lease, cancellationToken)
                .ConfigureAwait(false);
            return coordinator;
        }
        catch
        {
            await coordinator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task BeginAsync(AnswerOrder order, CancellationToken cancellationToken)
    {
        _order = order;
        _mark = QueueRun.Mark(order.Settings);
        await _queue.Keys.CreateStoreAsync(new NatsKVConfig(_queue.Names.Store), cancellationToken)
            .ConfigureAwait(false);
        _claim = new(_queue, order.Folder);
        await _claim.TakeAsync(cancellationToken).ConfigureAwait(false);
        QueueRun? earlier = await _queue.ReadKeyAsync(QueueNames.RunKey, cancellationToken).ConfigureAwait(false)
            is { } entry ? QueueRun.Read(entry.Value) : null;
        _finished = [.. TraceName.In(TraceStore.Open(order.Folder))];
        (_before, _, _) = await _streams.StateAsync(_queue.Names.Results, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TaskHead> waiting =
            await _streams.ListAsync<TaskHead>(_queue.Names.Tasks, cancellationToken).ConfigureAwait(false);
        if (waiting.Count + _before > 0) DemandSameRun(earlier, order);
        foreach (TaskHead task in waiting.OrderBy(task => task.Attempt)) _listed[new(task.Index, task.Rollout)] = task;
        int generation = (earlier?.Generation ?? 0) + 1;
        _attempt = Math.Max((generation - 1) % Generations * OfGeneration,
            waiting.Select(task => task.Attempt).DefaultIfEmpty().Max());
        _entry = (_run with
        {
            Settings = order.Settings,
            RowsPath = order.RowsPath,
            ImageColumn = order.Dataset.ImageColumn,
            Fingerprint = order.Dataset.Fingerprint,
            Copies = DatasetFingerprint.OfCopies(order.Dataset, _run.CopiesSeed),
            Folder = order.Folder,
            LeaseSeconds = _queue.Options.Lease.TotalSeconds,
            Generation = generation,
        }).ToUtf8();
        await SayAsync(QueueState.Open, cancellationToken).ConfigureAwait(false);
        if (_before == 0) _ready.TrySetResult();
        _loops = Task.WhenAll(Task.Run(() => KeepAsync(TakeResultsAsync), CancellationToken.None),
            Task.Run(() => KeepAsync(LookAsync), CancellationToken.None));
    }

    /// <inheritdoc/>
    public async Task<GivenAnswer> AnswerAsync(AskedAnswer asked, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_ready.Task, _failed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        TraceName name = new(asked.Row, asked.Rollout);
        OutAnswer answer = new(name) { Place = asked.Place };
        _out[name] = answer;
        try
        {
            if (_early.TryRemove(name, out ArrivedResult? early))
            {
                answer.Issued.Add(early.Head.Attempt);
                answer.Arrived.TrySetResult(early);
            }
            else if (_listed.TryRemove(name, out TaskHead? listed))
            {
                answer.Put(listed);
                answer.IsPublished = true;
            }
            else
            {
                await PublishAsync(answer, asked, QueueNames.New, cancellationToken).ConfigureAwait(false);
            }

            UsageDetails? lost = null;
            for (int tried = 1; ; tried++)
            {
                ArrivedResult result = await ArrivalAsync(answer, cancellationToken).ConfigureAwait(false);
                PieceHead? row = answer.Current?.Piece;
                GivenAnswer given = await CheckAsync(name, result, cancellationToken).ConfigureAwait(false);
                lost = Sum(lost, given.Lost);
                if (given.NeedsRoom)
                {
                    answer.IsAnswered = true;
                    await SettleAsync(result, row).ConfigureAwait(false);
                    return given with { Lost = lost };
                }

                if (given.Trace is not null || result.Head.IsFinal || tried == Attempts)
                {
                    answer.IsAnswered = true;
                    return given with { Lost = lost, Settled = () => SettleAsync(result, row) };
                }

                answer.Next();
                await PublishAsync(answer, asked, QueueNames.Again, cancellationToken).ConfigureAwait(false);
                await SettleAsync(result, row).ConfigureAwait(false);
            }
        }
        finally
        {
            _out.TryRemove(name, out _);
        }
    }

    /// <inheritdoc/>
    public async Task EndAsync(bool complete)
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        if (_claim is null) return;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), _queue.Options.TimeProvider);
        try
        {
            if (complete && !_failed.Task.IsCompleted)
            {
                // What is left is of samples that others answered.
                await _queue.Js.PurgeStreamAsync(_queue.Names.Tasks, new(), patience.Token).ConfigureAwait(false);
                await SayAsync(QueueState.Complete, patience.Token).ConfigureAwait(false);
            }

            await _claim.ReleaseAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (QueueConnection.MayPass(problem))
        {
            _order?.Tell($"{_queue.Server}: the server could not be told that the run is over ({problem.Message}). Run "
                + "the same command again, and its workers will end.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        await _queue.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    // Tasks that wait are of the settings that were given then.
    private void DemandSameRun(QueueRun? earlier, AnswerOrder order)
    {
        if (earlier is null || earlier.Settings.Length == 0) return;
        JsonObject? there = JsonNode.Parse(earlier.Settings) as JsonObject,
            here = JsonNode.Parse(order.Settings) as JsonObject;
        there?.Remove("rollouts");
        here?.Remove("rollouts");
        if (JsonNode.DeepEquals(there, here)) return;
        string? field = here?.Select(setting => setting.Key).Concat(there?.Select(setting => setting.Key) ?? [])
            .FirstOrDefault(name => !JsonNode.DeepEquals(here[name], there?[name]));
        throw new DistillationException($"{_queue.Server}: the queue holds work of another run by the name "
            + $"{_queue.Names.Run}, whose {field} is {there?[field!]?.ToJsonString() ?? "null"} and not "
            + $"{here?[field!]?.ToJsonString() ?? "null"}. Take another name (--run), or remove that run: spagent queue "
            + "purge.", field);
    }

    private async Task SayAsync(string state, CancellationToken cancellationToken)
    {
        INatsKVStore store = await _queue.Keys.CreateOrUpdateStoreAsync(
            new NatsKVConfig(_queue.Names.Store), cancellationToken).ConfigureAwait(false);
        await store.PutAsync(QueueNames.RunKey, _entry, cancellationToken: cancellationToken).ConfigureAwait(false);
        await store.PutAsync(QueueNames.StateKey, System.Text.Encoding.UTF8.GetBytes(state),
            cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async Task PublishAsync(
        OutAnswer answer, AskedAnswer asked, string lane, CancellationToken cancellationToken)
    {
        int attempt = Interlocked.Increment(ref _attempt);
        TaskHead task = new()
        {
            Index = asked.Row,
            Rollout = asked.Rollout,
            Attempt = attempt,
            Mark = _mark,
            Allowance = asked.Allowance,
        };
        ReadOnlyMemory<byte> row = default;
        if (_run.ShipsRows)
        {
            byte[] bytes = ShippedRow.Write(_order!.Dataset[asked.Place]);
            (PieceHead? piece, row) = await _pieces.SendAsync($"task.{task.Id}", bytes, cancellationToken)
                .ConfigureAwait(false);
            task = task with { Piece = piece };
        }

        answer.Put(task);
        await _queue.PublishAsync(_queue.Names.TaskSubject(lane), QueueMessage.Write(task, row), task.Id,
            cancellationToken).ConfigureAwait(false);
        answer.IsPublished = true;
    }

    private async Task<ArrivedResult> ArrivalAsync(OutAnswer answer, CancellationToken cancellationToken)
    {
        Task<ArrivedResult> arrival = answer.Arrived.Task;
        await Task.WhenAny(arrival, _failed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!arrival.IsCompleted) await _failed.Task.ConfigureAwait(false);
        return await arrival.ConfigureAwait(false);
    }

    // Whatever a worker says is checked: who holds the queue may not be a worker.
    private async Task<GivenAnswer> CheckAsync(
        TraceName name, ArrivedResult result, CancellationToken cancellationToken)
    {
        ResultHead head = result.Head;
        UsageDetails? lost = head.LostInput < 0 || head.LostOutput < 0 || head.LostInput + head.LostOutput == 0 ? null
            : new()
            {
                InputTokenCount = head.LostInput,
                CachedInputTokenCount = Math.Clamp(head.LostCached, 0, head.LostInput),
                OutputTokenCount = head.LostOutput,
                TotalTokenCount = head.LostInput + head.LostOutput,
            };
        if (head.NeedsRoom) return new() { NeedsRoom = true, Lost = lost };
        if (head.Problem is { } problem)
            return new() { Problem = Short(problem), MayPass = head.MayPass, Lost = lost };
        try
        {
            Trace trace = _run.ShipsRows ? await ShippedAsync(result, cancellationToken).ConfigureAwait(false)
                : await SavedAsync(name, cancellationToken).ConfigureAwait(false);
            if (TraceName.Of(trace) != name) throw new InvalidDataException($"it is of row {TraceName.Of(trace)}.");
            return new() { Trace = trace, IsSaved = !_run.ShipsRows, Lost = lost };
        }
        catch (Exception bad) when (bad is InvalidDataException or TraceException)
        {
            Interlocked.Increment(ref _dropped);
            return new()
            {
                Problem = Short($"A worker's result was no good: {bad.Message}"),
                MayPass = true,
                Lost = lost,
            };
        }
    }

    private async Task<Trace> ShippedAsync(ArrivedResult result, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = result.Head.Piece is { } piece
            ? await _pieces.ReadAsync(piece, cancellationToken).ConfigureAwait(false) : result.Rest;
        return Trace.Parse(bytes, $"row {result.Head.Index} from {Short(result.Head.Worker ?? "a worker")}");
    }

    // On a shared file system a file that another machine wrote may be seen a little later.
    private async Task<Trace> SavedAsync(TraceName name, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_order!.Folder, name.File);
        for (int look = 0; look < LooksForFile && !File.Exists(path); look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), _queue.Options.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
        }

        return Trace.Load(path);
    }

    private async Task SettleAsync(ArrivedResult result, PieceHead? row)
    {
        try
        {
            await result.Message.AckAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (QueueConnection.MayPass(problem))
        {
            // It comes again, and is dropped.
        }

        await _pieces.DeleteAsync(result.Head.Piece).ConfigureAwait(false);
        await _pieces.DeleteAsync(row).ConfigureAwait(false);
    }

    private async Task TakeResultsAsync(CancellationToken stop)
    {
        using CancellationTokenSource taking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _taking = taking;
        INatsJSConsumer consumer = await _queue.Js.GetConsumerAsync(
            _queue.Names.Results, QueueStreams.ResultConsumer, taking.Token).ConfigureAwait(false);
        QueueOptions options = _queue.Options;
        await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(opts: new NatsJSConsumeOpts
        {
            MaxMsgs = Math.Clamp(Window, 1, 512),
            Expires = options.Expires,
            IdleHeartbeat = options.Heartbeat,
        }, cancellationToken: taking.Token).ConfigureAwait(false))
        {
            await TakeAsync(message).ConfigureAwait(false);
            if (Interlocked.Increment(ref _arrived) >= _before) _ready.TrySetResult();
        }
    }

    private async Task TakeAsync(INatsJSMsg<byte[]> message)
    {
        if (QueueMessage.Read<ResultHead>(message.Data) is not var (head, rest))
        {
            Interlocked.Increment(ref _dropped);
            await message.AckTerminateAsync().ConfigureAwait(false);
            return;
        }

        TraceName name = new(head.Index, head.Rollout);
        ArrivedResult result = new(head, rest, message);
        bool isOut = _out.TryGetValue(name, out OutAnswer? answer);
        if (isOut && answer!.Arrived.Task is { IsCompletedSuccessfully: true } same
            && same.Result.Head.Attempt == head.Attempt)
        {
            // The same once more: what is done with the first is not over.
            return;
        }

        if (isOut && answer!.Issued.Contains(head.Attempt) && answer.Arrived.TrySetResult(result)) return;
        bool isFromBefore = !isOut && !_finished.Contains(name) && (!_ready.Task.IsCompleted
            || (_listed.TryGetValue(name, out TaskHead? listed) && listed.Attempt == head.Attempt));
        // Kept until it is asked for; once more, it is the same.
        if (isFromBefore && _early.GetOrAdd(name, result).Head.Attempt == head.Attempt) return;
        Interlocked.Increment(ref _dropped);
        await SettleAsync(result, null).ConfigureAwait(false);
    }

    // What is neither waiting, nor with a worker, nor answered was lost with the server's disk.
    private async Task LookAsync(CancellationToken stop)
    {
        HashSet<OutAnswer> missed = [];
        for (int look = 0; ; look++)
        {
            await Task.Delay(_queue.Options.Look, _queue.Options.TimeProvider, stop).ConfigureAwait(false);
            await EnsureAsync(stop).ConfigureAwait(false);
            if (look % LooksForWorkers == 0) Status = await WorkersAsync(stop).ConfigureAwait(false);
            await _claim!.BeatAsync(stop).ConfigureAwait(false);
            long arrived = Interlocked.Read(ref _arrived);
            OutAnswer[] waiting = [.. _out.Values.Where(answer =>
                answer.IsPublished && !answer.Arrived.Task.IsCompleted && !answer.IsAnswered)];
            (long tasks, _, _) = await _streams.StateAsync(_queue.Names.Tasks, stop).ConfigureAwait(false);
            (long results, _, _) = await _streams.StateAsync(_queue.Names.Results, stop).ConfigureAwait(false);
            if (results == 0 || arrived == _before) _ready.TrySetResult();
            if (tasks + results >= waiting.Length)
            {
                missed.Clear();
                continue;
            }

            HashSet<string> there = [.. (await _streams.ListAsync<TaskHead>(_queue.Names.Tasks, stop)
                .ConfigureAwait(false)).Select(task => task.Id)];
            there.UnionWith((await _streams.ListAsync<ResultHead>(_queue.Names.Results, stop).ConfigureAwait(false))
                .Select(result => result.Id));
            HashSet<OutAnswer> missing = [.. waiting.Where(answer => !answer.Arrived.Task.IsCompleted
                && answer.Current is { } task && !there.Contains(task.Id))];
            // Twice in a row: what was just on its way is no loss.
            foreach (OutAnswer answer in missing.Where(missed.Contains))
            {
                if (answer.Arrived.Task.IsCompleted || answer.IsAnswered) continue;
                Interlocked.Increment(ref _again);
                await PublishAsync(answer, new(answer.Place, answer.Name.Row, answer.Name.Rollout,
                    answer.Current?.Allowance), QueueNames.Again,
                    stop).ConfigureAwait(false);
            }

            missed = missing;
        }
    }

    private async Task<string> WorkersAsync(CancellationToken stop)
    {
        IReadOnlyList<WorkerLine> workers = await QueueAdmin.WorkersAsync(
            _queue, _queue.Options.TimeProvider.GetUtcNow(), stop).ConfigureAwait(false);
        return workers.Count == 0 ? "no workers"
            : FormattableString.Invariant($"{workers.Count} workers hold {workers.Sum(worker => worker.InFlight)}");
    }

    private async Task EnsureAsync(CancellationToken stop)
    {
        try
        {
            await _streams.StateAsync(_queue.Names.Tasks, stop).ConfigureAwait(false);
            await _streams.StateAsync(_queue.Names.Results, stop).ConfigureAwait(false);
            if (await _queue.ReadKeyAsync(QueueNames.RunKey, stop).ConfigureAwait(false) is not null) return;
        }
        catch (Exception problem) when (QueueConnection.IsMissing(problem))
        {
            // A server with an empty disk.
        }

        await _streams.MakeAsync(Window, _run.ShipsRows, _queue.Options.Lease, stop).ConfigureAwait(false);
        await SayAsync(QueueState.Open, stop).ConfigureAwait(false);
        // The consumer of the former stream may be waited for in vain.
        await Volatile.Read(ref _taking).CancelAsync().ConfigureAwait(false);
    }

    private async Task KeepAsync(Func<CancellationToken, Task> work)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await work(_end.Token).ConfigureAwait(false);
            }
            catch (DistillationException problem)
            {
                _failed.TrySetException(problem);
                return;
            }
            catch (Exception problem) when (_end.IsCancellationRequested || QueueConnection.MayPass(problem))
            {
                if (_end.IsCancellationRequested) return;
                await Task.Delay(TimeSpan.FromMilliseconds(500), _queue.Options.TimeProvider, CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                _failed.TrySetException(new DistillationException(
                    $"{_queue.Server}: the queue can't go on: {problem.Message}", inner: problem));
                return;
            }
        }
    }

    private static UsageDetails? Sum(UsageDetails? one, UsageDetails? other)
    {
        if (one is null || other is null) return one ?? other;
        one.Add(other);
        return one;
    }

    // A worker's words stand in a file and on a terminal.
    private static string Short(string text)
    {
        const int Most = 2000;
        string plain = new([.. text.Take(Most).Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return text.Length > Most ? plain + "…" : plain;
    }
}
