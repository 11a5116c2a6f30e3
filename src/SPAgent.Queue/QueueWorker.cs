using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;

namespace SPAgent.Internal;

/// <summary>Answers samples that a coordinator publishes, many at once, until the run is complete.</summary>
public sealed class QueueWorker : IAsyncDisposable
{
    private const int MostDeaths = 3, RenewalsOfLease = 3;

    private static readonly TimeSpan s_longestFetch = TimeSpan.FromSeconds(5);

    private static readonly string[] s_lanes = [QueueNames.Again, QueueNames.New];

    private readonly QueueConnection _queue;
    private readonly QueuePieces _pieces;
    private readonly ConcurrentDictionary<string, HeldTask> _held = new(StringComparer.Ordinal);
    private readonly string _mark;
    private readonly Dictionary<string, INatsJSConsumer> _consumers = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly string _name = QueueWorkers.NameOf(Environment.MachineName, Environment.ProcessId);
    private RowAnswering? _answering;
    private ImageDataset? _rows;
    private TraceStore? _traces;
    private Exception? _failure;
    private int _suspects, _done, _failed;
    private long _began;

    private QueueWorker(QueueConnection queue, QueueRun run)
    {
        (_queue, Run) = (queue, run);
        _mark = QueueRun.Mark(run.Settings);
        _pieces = new(queue);
    }

    /// <summary>What the coordinator says about the run.</summary>
    public QueueRun Run { get; }

    /// <summary>Answers that were handed on.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Conversations that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Connects, and waits until the run is there.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="tell">Told when it has to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">The server does not answer.</exception>
    /// <exception cref="DistillationException">The server has no JetStream.</exception>
    public static async Task<QueueWorker> OpenAsync(
        QueueOptions options, Action<string> tell, CancellationToken cancellationToken = default)
    {
        QueueConnection queue = await QueueConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            for (bool told = false; ; told = true)
            {
                if (await queue.PersistAsync(stop => queue.ReadKeyAsync(QueueNames.RunKey, stop), cancellationToken)
                        .ConfigureAwait(false) is { } entry && QueueRun.Read(entry.Value) is { } run)
                {
                    return new(queue, run);
                }

                if (!told)
                    tell($"{queue.Server}: there is no run {queue.Names.Run} so far; waiting for its coordinator.");
                await Task.Delay(options.Look, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await queue.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Works until the run is complete.</summary>
    /// <param name="answering">Holds the conversations.</param>
    /// <param name="rows">The rows as they lie here; null where the run sends them.</param>
    /// <param name="folder">The folder of the traces as it is seen here; null where the run sends them.</param>
    /// <param name="workers">Conversations at once.</param>
    /// <param name="stays">Whether it waits for more when the run is complete.</param>
    /// <param name="drain">Told to end: nothing more is taken, what is in flight goes on.</param>
    /// <param name="stop">Drops what is in flight; it is given back.</param>
    /// <exception cref="ModelException">The server of the model refuses every request.</exception>
    /// <exception cref="OperationCanceledException">It was told to end before the run was complete.</exception>
    public async Task RunAsync(RowAnswering answering, ImageDataset? rows, string? folder, int workers, bool stays,
        CancellationToken drain, CancellationToken stop)
    {
        (_answering, _rows) = (answering, rows);
        _traces = folder is null ? null : TraceStore.Open(folder);
        _began = _queue.Options.TimeProvider.GetTimestamp();
        using CancellationTokenSource taking =
            CancellationTokenSource.CreateLinkedTokenSource(drain, stop, _ended.Token);
        using CancellationTokenSource working = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        using CancellationTokenSource renewing = new();
        Task renewal = RenewAsync(renewing.Token), telling = TellAsync(workers, renewing.Token);
        using SemaphoreSlim slots = new(workers);
        bool complete = false;
        try
        {
            complete = await TakeAsync(slots, workers, stays, taking.Token, working.Token).ConfigureAwait(false);
            // The run is over: what is left here is of samples that have an answer.
            if (complete) await _ended.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (taking.IsCancellationRequested)
        {
            // What is in flight goes on to its end, or is given back.
        }
        finally
        {
            for (int i = 0; i < workers; i++) await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            await renewing.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(renewal, telling).ConfigureAwait(false);
        }

        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        if (!complete) throw new OperationCanceledException("The worker was told to end.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    // No more is taken than can begin at once. True when the run is complete.
    private async Task<bool> TakeAsync(
        SemaphoreSlim slots, int workers, bool stays, CancellationToken taking, CancellationToken working)
    {
        QueueOptions options = _queue.Options;
        long looked = options.TimeProvider.GetTimestamp() - options.TimeProvider.TimestampFrequency * 3600;
        bool failed = false;
        while (true)
        {
            await slots.WaitAsync(taking).ConfigureAwait(false);
            int free = 1;
            while (free < workers && slots.Wait(0, CancellationToken.None)) free++;
            int begun = 0;
            try
            {
                // While nothing can be taken, the run may end.
                if (failed && !stays && await IsCompleteAsync(taking).ConfigureAwait(false)) return true;
                failed = false;
                bool looks = options.TimeProvider.GetElapsedTime(looked) >= options.Look / 4;
                if (looks)
                {
                    looked = options.TimeProvider.GetTimestamp();
                    if (Interlocked.CompareExchange(ref _suspects, 1, 0) == 0)
                    {
                        int suspects = 0;
                        try
                        {
                            suspects = await FetchAsync(QueueNames.Suspect, 1, waits: false, slots, taking, working)
                                .ConfigureAwait(false);
                        }
                        finally
                        {
                            // One that is at work gives the place back itself.
                            if (suspects == 0) Volatile.Write(ref _suspects, 0);
                        }

                        begun += suspects;
                    }
                }

                foreach (string lane in s_lanes)
                {
                    if (begun == free || (lane == QueueNames.Again && !looks)) continue;
                    begun += await FetchAsync(lane, free - begun, waits: false, slots, taking, working)
                        .ConfigureAwait(false);
                }

                if (begun == 0)
                {
                    if (!stays && await IsCompleteAsync(taking).ConfigureAwait(false)) return true;
                    begun += await FetchAsync(QueueNames.New, 1, waits: true, slots, taking, working)
                        .ConfigureAwait(false);
                }
            }
            catch (Exception problem) when (!taking.IsCancellationRequested && QueueConnection.MayPass(problem))
            {
                // Those that the server lost are looked up anew.
                _consumers.Clear();
                failed = true;
                await Task.Delay(TimeSpan.FromMilliseconds(250), options.TimeProvider, taking).ConfigureAwait(false);
            }
            finally
            {
                if (free > begun) slots.Release(free - begun);
            }
        }
    }

    private async Task<int> FetchAsync(string lane, int most, bool waits, SemaphoreSlim slots,
        CancellationToken taking, CancellationToken working)
    {
        QueueOptions options = _queue.Options;
        if (!_consumers.TryGetValue(lane, out INatsJSConsumer? consumer))
        {
            _consumers[lane] = consumer = await _queue.Js.GetConsumerAsync(_queue.Names.Tasks, lane, taking)
                .ConfigureAwait(false);
        }

        // A server that went away in between answers never.
        using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(taking);
        asking.CancelAfter(s_longestFetch);
        // A short wait: other lanes are looked at in between.
        NatsJSFetchOpts fetch = waits
            ? new() { MaxMsgs = most, Expires = TimeSpan.FromSeconds(1) }
            : new() { MaxMsgs = most };
        IAsyncEnumerable<INatsJSMsg<byte[]>> messages = waits
            ? consumer.FetchAsync<byte[]>(fetch, cancellationToken: asking.Token)
            : consumer.FetchNoWaitAsync<byte[]>(fetch, cancellationToken: asking.Token);
        int begun = 0;
        try
        {
            await foreach (INatsJSMsg<byte[]> message in messages.ConfigureAwait(false))
            {
                begun++;
                _ = HandleAsync(message, lane, slots, working);
            }
        }
        catch (Exception) when (begun > 0)
        {
            // What came is at work; the next look finds out what is wrong.
        }

        return begun;
    }

    private async Task HandleAsync(
        INatsJSMsg<byte[]> message, string lane, SemaphoreSlim slots, CancellationToken working)
    {
        try
        {
            await Task.Yield();
            if (QueueMessage.Read<TaskHead>(message.Data) is not var (task, row))
            {
                await message.AckTerminateAsync(cancellationToken: working).ConfigureAwait(false);
                return;
            }

            await AnswerAsync(new HeldTask(task, lane, message), row, working).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is OperationCanceledException || QueueConnection.MayPass(problem))
        {
            // Its lease ends, and another has it.
        }
        catch (Exception problem)
        {
            Interlocked.CompareExchange(ref _failure, problem, null);
            await _ended.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            if (lane == QueueNames.Suspect) Volatile.Write(ref _suspects, 0);
            slots.Release();
        }
    }

    private async Task AnswerAsync(HeldTask held, ReadOnlyMemory<byte> row, CancellationToken working)
    {
        TaskHead task = held.Task;
        if (_held.TryGetValue(task.Id, out HeldTask? same))
        {
            // Our own, given out again while the server was away: the new lease counts.
            same.Message = held.Message;
            return;
        }

        int delivered = (int)Math.Min(held.Message.Metadata?.NumDelivered ?? 1, 1000);
        if (held.Lane != QueueNames.Suspect && delivered > 1)
        {
            await MoveAsync(held, QueueNames.Suspect, task, row).ConfigureAwait(false);
            return;
        }

        if (task.Mark != _mark)
        {
            await MoveAsync(held, QueueNames.Again, task, row).ConfigureAwait(false);
            throw new DistillationException($"{_queue.Server}: the run {_queue.Names.Run} has other settings now. Start "
                + "the worker again: it takes them from the run.");
        }

        task = task with { Deaths = task.Deaths + (held.Lane == QueueNames.Suspect ? delivered - 1 : 0) };
        held = held with { Task = task };
        if (!_held.TryAdd(task.Id, held)) return;
        try
        {
            if (task.Deaths >= MostDeaths)
            {
                await GiveAsync(held, new GivenAnswer
                {
                    Problem = $"{task.Deaths} workers ended one after another while each answered this sample.",
                }, isFinal: true).ConfigureAwait(false);
                return;
            }

            bool isThere = _traces?.Contains(task.Index, task.Rollout) == true;
            GivenAnswer given = isThere ? new() { IsSaved = true }
                : await AskAsync(task, row, working).ConfigureAwait(false);
            await GiveAsync(held, given, isFinal: false).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is OperationCanceledException or ModelException or IOException)
        {
            // Ours to give back: no other waits for the lease.
            await MoveAsync(held, held.Lane == QueueNames.Suspect ? QueueNames.Suspect : QueueNames.Again, task, row)
                .ConfigureAwait(false);
            throw;
        }
        finally
        {
            _held.TryRemove(task.Id, out _);
        }
    }

    private async Task<GivenAnswer> AskAsync(TaskHead task, ReadOnlyMemory<byte> sent, CancellationToken working)
    {
        try
        {
            if (!Run.ShipsRows)
            {
                if (task.Index < 0 || task.Index >= _rows!.Count)
                    return new() { Problem = $"The dataset has no row {task.Index}." };
                return await _answering!.AnswerAsync(
                    _rows[task.Index], null, Run.RowsPath, Run.ImageColumn, task.Rollout, task.Allowance, working)
                    .ConfigureAwait(false);
            }

            if (task.Piece is { } piece) sent = await _pieces.ReadAsync(piece, working).ConfigureAwait(false);
            (DatasetRow row, JsonElement sample) = ShippedRow.Read(task.Index, sent);
            return await _answering!.AnswerAsync(row, sample, Run.RowsPath, Run.ImageColumn, task.Rollout,
                task.Allowance, working).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is InvalidDataException or DatasetException)
        {
            return new() { Problem = problem.Message };
        }
    }

    // Durable first, then told, then taken off the list.
    private async Task GiveAsync(HeldTask held, GivenAnswer given, bool isFinal)
    {
        TaskHead task = held.Task;
        ReadOnlyMemory<byte> trace = default;
        PieceHead? piece = null;
        if (given.Trace is { } made)
        {
            if (_traces is not null)
            {
                await _traces.SaveAsync(made, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                (piece, trace) = await _pieces.SendAsync(
                    $"result.{task.Id}.{_name}", made.ToUtf8(), CancellationToken.None).ConfigureAwait(false);
            }
        }

        ResultHead head = new()
        {
            Index = task.Index,
            Rollout = task.Rollout,
            Attempt = task.Attempt,
            Worker = _name,
            Problem = given.Problem,
            MayPass = given.MayPass,
            NeedsRoom = given.NeedsRoom,
            IsFinal = isFinal,
            LostInput = given.Lost?.InputTokenCount ?? 0,
            LostCached = given.Lost?.CachedInputTokenCount ?? 0,
            LostOutput = given.Lost?.OutputTokenCount ?? 0,
            Piece = piece,
        };
        await _queue.PublishAsync(_queue.Names.ResultSubject, QueueMessage.Write(head, trace), task.Id,
            CancellationToken.None).ConfigureAwait(false);
        await held.Message.AckAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        if (!given.NeedsRoom) Interlocked.Increment(ref given.Problem is null ? ref _done : ref _failed);
    }

    private async Task MoveAsync(HeldTask held, string lane, TaskHead task, ReadOnlyMemory<byte> row)
    {
        ulong delivered = held.Message.Metadata?.NumDelivered ?? 1;
        string id = string.Create(CultureInfo.InvariantCulture, $"{task.Id}.{lane}.{delivered}.{_name}");
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), _queue.Options.TimeProvider);
        await _queue.PublishAsync(_queue.Names.TaskSubject(lane), QueueMessage.Write(task, row), id, patience.Token)
            .ConfigureAwait(false);
        await held.Message.AckAsync(cancellationToken: patience.Token).ConfigureAwait(false);
    }

    private async Task<bool> IsCompleteAsync(CancellationToken stop) =>
        await _queue.ReadKeyAsync(QueueNames.StateKey, stop).ConfigureAwait(false) is { } state
            && Encoding.UTF8.GetString(state.Value) == QueueState.Complete;

    private async Task RenewAsync(CancellationToken stop)
    {
        using SemaphoreSlim reconnected = new(0);
        ValueTask OnOpen(object? sender, NatsEventArgs args)
        {
            reconnected.Release();
            return default;
        }

        _queue.Nats.ConnectionOpened += OnOpen;
        try
        {
            TimeSpan period = TimeSpan.FromSeconds(Math.Max(Run.LeaseSeconds, 1)) / RenewalsOfLease;
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
            _queue.Nats.ConnectionOpened -= OnOpen;
        }
    }

    // For who looks at the queue.
    private async Task TellAsync(int workers, CancellationToken stop)
    {
        QueueOptions options = _queue.Options;
        try
        {
            while (true)
            {
                try
                {
                    INatsKVStore store = await _queue.Keys.GetStoreAsync(_queue.Names.Store, stop)
                        .ConfigureAwait(false);
                    double seconds = options.TimeProvider.GetElapsedTime(_began).TotalSeconds;
                    WorkerLine line = new(_name, workers, _held.Count, Done, Failed,
                        seconds > 0 ? Math.Round((Done + Failed) / seconds, 2) : 0);
                    await store.PutAsync(QueueNames.WorkerKeys + _name,
                        JsonSerializer.SerializeToUtf8Bytes(line, QueueMessage.Json), cancellationToken: stop)
                        .ConfigureAwait(false);
                }
                catch (Exception problem) when (!stop.IsCancellationRequested && QueueConnection.MayPass(problem))
                {
                    // Away: the next time.
                }

                await Task.Delay(QueueWorkers.TellsEvery, options.TimeProvider, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker ends.
        }
    }
}
