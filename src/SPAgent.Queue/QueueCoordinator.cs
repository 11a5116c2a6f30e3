using Microsoft.Extensions.AI;
using NATS.Client.JetStream;

namespace SPAgent.Internal;

/// <summary>
/// Leads a run whose conversations workers hold: publishes samples, checks results, and keeps no truth of its own. What
/// has a trace in the folder is done.
/// </summary>
public sealed class QueueCoordinator : IAnswerSource, IAsyncDisposable
{
    private const int Attempts = 3;

    // How long a request for results lasts, and how often its server says in between that it is there.
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(10), s_heartbeat = TimeSpan.FromSeconds(3);

    private readonly QueueConnection _queue;
    private readonly QueueStreams _streams;
    private readonly ResultCheck _results;
    private readonly OutTasks _tasks;
    private readonly RunEntry _entry;
    private readonly bool _shipsRows;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _taking = new();
    private CoordinatorClaim? _claim;
    private QueueWatch? _watch;
    private AnswerOrder? _order;
    private Task _loops = Task.CompletedTask;

    private QueueCoordinator(QueueConnection queue, QueueRun run, int window)
    {
        (_queue, _shipsRows, Window) = (queue, run.ShipsRows, window);
        QueuePieces pieces = new(queue);
        _streams = new(queue);
        _results = new(queue, pieces, run.ShipsRows);
        _tasks = new(queue, pieces, _results, run.ShipsRows);
        _entry = new(queue, run);
    }

    /// <inheritdoc/>
    public int Window { get; }

    /// <inheritdoc/>
    public string? Status => _watch?.Status;

    /// <summary>Results that were dropped because they were of nothing that was out, or no good.</summary>
    public long Dropped => _results.Dropped;

    /// <summary>Samples that were published again because they were missing at the server.</summary>
    public long PublishedAgain => _watch?.PublishedAgain ?? 0;

    /// <summary>Connects, before anything is written.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="run">What workers are told beside what the run itself says.</param>
    /// <param name="window">Samples that are out at once; from 1 to 65,536.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DistillationException">The server has no JetStream or no room, or refuses what the run
    /// needs.</exception>
    /// <exception cref="IOException">The server does not answer.</exception>
    public static async Task<QueueCoordinator> OpenAsync(
        QueueOptions options, QueueRun run, int window, CancellationToken cancellationToken = default)
    {
        Ranges.Check(window, 1, 65_536, "Window");
        QueueConnection queue = await QueueConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        QueueCoordinator coordinator = new(queue, run, window);
        try
        {
            await coordinator.MakeAsync(cancellationToken).ConfigureAwait(false);
            return coordinator;
        }
        catch (Exception problem)
        {
            await coordinator.DisposeAsync().ConfigureAwait(false);
            if (QueueConnection.IsRefusal(problem, cancellationToken)) throw queue.Refused(problem);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task BeginAsync(AnswerOrder order, CancellationToken cancellationToken)
    {
        _queue.Tell = order.Tell;
        try
        {
            await LeadAsync(order, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (QueueConnection.IsRefusal(problem, cancellationToken))
        {
            throw _queue.Refused(problem);
        }
    }

    /// <inheritdoc/>
    public async Task<GivenAnswer> AnswerAsync(AskedAnswer asked, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_tasks.Ready, _failed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            OutAnswer answer = await _tasks.EnterAsync(asked, cancellationToken).ConfigureAwait(false);
            UsageDetails? lost = null;
            for (int tried = 1; ; tried++)
            {
                ArrivedResult result = await ArrivalAsync(answer, cancellationToken).ConfigureAwait(false);
                PieceHead? row = answer.Current?.Piece;
                GivenAnswer given = await _results.ReadAsync(answer.Name, result, _order!.Folder, cancellationToken)
                    .ConfigureAwait(false);
                lost = Sum(lost, given.Lost);
                if (given.NeedsRoom)
                {
                    answer.IsAnswered = true;
                    await _results.SettleAsync(result, row).ConfigureAwait(false);
                    return given with { Lost = lost };
                }

                if (given.Trace is not null || result.Head.IsFinal || tried == Attempts)
                {
                    answer.IsAnswered = true;
                    return given with { Lost = lost, Settled = () => _results.SettleAsync(result, row) };
                }

                answer.Next();
                await _tasks.PublishAsync(answer, QueueNames.Again, cancellationToken).ConfigureAwait(false);
                await _results.SettleAsync(result, row).ConfigureAwait(false);
            }
        }
        finally
        {
            _tasks.Leave(asked);
        }
    }

    /// <inheritdoc/>
    public async Task EndAsync(bool complete)
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        _watch?.End();
        if (_claim is null) return;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), _queue.Options.TimeProvider);
        try
        {
            if (complete && !_failed.Task.IsCompleted)
            {
                // What is left is of samples that others answered.
                await _queue.Js.PurgeStreamAsync(_queue.Names.Tasks, new(), patience.Token).ConfigureAwait(false);
                await _entry.SayAsync(QueueState.Complete, patience.Token).ConfigureAwait(false);
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

    private async Task LeadAsync(AnswerOrder order, CancellationToken cancellationToken)
    {
        QueueRun? earlier = await _entry.ReadAsync(cancellationToken).ConfigureAwait(false);
        CoordinatorClaim claim = new(_queue, order.Folder);
        await claim.TakeAsync(cancellationToken).ConfigureAwait(false);
        (_order, _claim) = (order, claim);
        (long results, _, _) = await _streams.StateAsync(_queue.Names.Results, cancellationToken).ConfigureAwait(false);
        TaskHead[] tasks = [.. (await _streams.ListAsync<TaskHead>(_queue.Names.Tasks, cancellationToken)
            .ConfigureAwait(false)).Select(task => task.Head)];
        if (tasks.Length + results > 0) _entry.DemandSame(earlier, order);
        int generation = (earlier?.Generation ?? 0) + 1;
        _tasks.Begin(order, tasks, results, generation);
        await _entry.BeginAsync(order, generation, cancellationToken).ConfigureAwait(false);
        _watch = new(_queue, _streams, _tasks, _entry, order.Folder);
        Func<CancellationToken, Task>[] loops =
            [TakeResultsAsync, stop => _watch.RunAsync(MakeAgainAsync, stop), claim.HoldAsync];
        _loops = Task.WhenAll(loops.Select(loop => Task.Run(() => KeepAsync(loop), CancellationToken.None)));
    }

    private Task MakeAsync(CancellationToken cancellationToken) =>
        _streams.MakeAsync(Window, _shipsRows, _queue.Options.Lease, cancellationToken);

    private async Task MakeAgainAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The consumer of the former stream may be waited for in vain.
            await Volatile.Read(ref _taking).CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has ended already, and begins again by itself.
        }
    }

    private async Task<ArrivedResult> ArrivalAsync(OutAnswer answer, CancellationToken cancellationToken)
    {
        Task<ArrivedResult> arrival = answer.Arrived.Task;
        await Task.WhenAny(arrival, _failed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!arrival.IsCompleted) await _failed.Task.ConfigureAwait(false);
        return await arrival.ConfigureAwait(false);
    }

    private async Task TakeResultsAsync(CancellationToken stop)
    {
        using CancellationTokenSource taking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _taking = taking;
        INatsJSConsumer consumer = await _queue.Js.GetConsumerAsync(
            _queue.Names.Results, QueueStreams.ResultConsumer, taking.Token).ConfigureAwait(false);
        await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(opts: new NatsJSConsumeOpts
        {
            MaxMsgs = Math.Clamp(Window, 1, 512),
            Expires = s_request,
            IdleHeartbeat = s_heartbeat,
        }, cancellationToken: taking.Token).ConfigureAwait(false))
        {
            await _tasks.TakeAsync(message).ConfigureAwait(false);
        }
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
}
