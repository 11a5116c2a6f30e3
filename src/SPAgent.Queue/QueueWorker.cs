using System.Text.Json;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;

namespace SPAgent.Internal;

/// <summary>Answers samples that a coordinator publishes, many at once, until the run is complete.</summary>
public sealed class QueueWorker : IAsyncDisposable
{
    private readonly QueueConnection _queue;
    private readonly HeldTasks _held;
    private readonly CancellationTokenSource _ended = new();
    private readonly string _name = QueueWorkers.NameOf(Environment.MachineName, Environment.ProcessId);
    private TaskAnswers? _answers;
    private Exception? _failure;

    private QueueWorker(QueueConnection queue, QueueRun run) => (_queue, Run, _held) = (queue, run, new(queue));

    /// <summary>What the coordinator says about the run.</summary>
    public QueueRun Run { get; }

    /// <summary>Answers that were handed on.</summary>
    public int Done => _answers?.Done ?? 0;

    /// <summary>Conversations that failed.</summary>
    public int Failed => _answers?.Failed ?? 0;

    /// <summary>Connects, and waits until the run is there.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="tell">Told when it has to wait, and what the server refuses for long.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">The server does not answer.</exception>
    /// <exception cref="DistillationException">The server has no JetStream.</exception>
    public static async Task<QueueWorker> OpenAsync(
        QueueOptions options, Action<string> tell, CancellationToken cancellationToken = default)
    {
        QueueConnection queue = await QueueConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        queue.Tell = tell;
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
                await Task.Delay(QueueConnection.Look, options.TimeProvider, cancellationToken).ConfigureAwait(false);
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
    /// <exception cref="DistillationException">Traces can't be written, too many samples failed in a row, or the run
    /// has other settings now.</exception>
    /// <exception cref="ModelException">The server of the model refuses every request.</exception>
    /// <exception cref="OperationCanceledException">It was told to end before the run was complete.</exception>
    public async Task RunAsync(RowAnswering answering, ImageDataset? rows, string? folder, int workers, bool stays,
        CancellationToken drain, CancellationToken stop)
    {
        _answers = new(_queue, Run, _name, _held, answering, rows, folder is null ? null : TraceStore.Open(folder));
        using CancellationTokenSource taking =
            CancellationTokenSource.CreateLinkedTokenSource(drain, stop, _ended.Token);
        using CancellationTokenSource working = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        using CancellationTokenSource renewing = new();
        Task renewal = _held.RenewAsync(TimeSpan.FromSeconds(Math.Max(Run.LeaseSeconds, 1)), renewing.Token),
            telling = TellAsync(workers, renewing.Token);
        using TaskLanes lanes = new(_queue, workers, (message, lane) => HandleAsync(message, lane, working.Token));
        bool complete = false;
        try
        {
            await lanes.TakeAsync(stays, taking.Token).ConfigureAwait(false);
            complete = true;
            // The run is over: what is left here is of samples that have an answer.
            await _ended.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (taking.IsCancellationRequested)
        {
            // What is in flight goes on to its end, or is given back.
        }
        finally
        {
            await lanes.FinishAsync().ConfigureAwait(false);
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

    private async Task HandleAsync(INatsJSMsg<byte[]> message, string lane, CancellationToken working)
    {
        try
        {
            if (QueueMessage.Read<TaskHead>(message.Data) is not var (task, row))
            {
                await message.AckTerminateAsync(cancellationToken: working).ConfigureAwait(false);
                return;
            }

            await _answers!.AnswerAsync(new HeldTask(task, lane, message), row, working).ConfigureAwait(false);
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
    }

    // For who looks at the queue.
    private async Task TellAsync(int workers, CancellationToken stop)
    {
        QueueOptions options = _queue.Options;
        long began = options.TimeProvider.GetTimestamp();
        try
        {
            while (true)
            {
                try
                {
                    INatsKVStore store = await _queue.Keys.GetStoreAsync(_queue.Names.Store, stop)
                        .ConfigureAwait(false);
                    double seconds = options.TimeProvider.GetElapsedTime(began).TotalSeconds;
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
