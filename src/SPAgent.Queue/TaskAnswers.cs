using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>What a worker does with a task.</summary>
/// <param name="queue">The server.</param>
/// <param name="run">The run.</param>
/// <param name="worker">Name of this worker.</param>
/// <param name="tasks">The tasks that it holds.</param>
/// <param name="answering">Holds the conversations.</param>
/// <param name="rows">The rows as they lie here; null where the run sends them.</param>
/// <param name="traces">The traces as they are seen here; null where they are sent.</param>
internal sealed class TaskAnswers(QueueConnection queue, QueueRun run, string worker, HeldTasks tasks,
    RowAnswering answering, ImageDataset? rows, TraceStore? traces)
{
    private const int MostDeaths = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly QueuePieces _pieces = new(queue);
    private readonly string _mark = QueueRun.Mark(run.Settings);
    private int _done, _failed, _inARow;

    /// <summary>Answers that were handed on.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Conversations that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Answers a task and hands the answer on, or gives the task back.</summary>
    /// <exception cref="DistillationException">The run has other settings now, traces can't be written, or too many
    /// samples failed in a row.</exception>
    /// <exception cref="ModelException">The server of the model refuses every request.</exception>
    public async Task AnswerAsync(HeldTask held, ReadOnlyMemory<byte> row, CancellationToken working)
    {
        TaskHead task = held.Task;
        // Our own, given out again while the server was away: the new lease counts.
        if (tasks.TryRenew(task, held.Message)) return;
        int delivered = (int)Math.Min(held.Message.Metadata?.NumDelivered ?? 1, 1000);
        if (held.Lane != QueueNames.Suspect && delivered > 1)
        {
            await MoveAsync(held, QueueNames.Suspect, task, row).ConfigureAwait(false);
            return;
        }

        if (task.Mark != _mark)
        {
            await MoveAsync(held, QueueNames.Again, task, row).ConfigureAwait(false);
            throw new DistillationException($"{queue.Server}: the run {queue.Names.Run} has other settings now. Start "
                + "the worker again: it takes them from the run.");
        }

        task = task with { Deaths = task.Deaths + (held.Lane == QueueNames.Suspect ? delivered - 1 : 0) };
        held = held with { Task = task };
        if (!tasks.TryAdd(held)) return;
        try
        {
            if (task.Deaths >= MostDeaths)
            {
                await GiveAsync(held, new GivenAnswer
                {
                    Problem = $"{task.Deaths} workers ended one after another while each answered this sample.",
                }, isFinal: true, working).ConfigureAwait(false);
                return;
            }

            bool isThere = traces?.Contains(task.Index, task.Rollout) == true;
            GivenAnswer given = isThere ? new() { IsSaved = true }
                : Counted(await AskAsync(task, row, working).ConfigureAwait(false));
            await GiveAsync(held, given, isFinal: false, working).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem
            is OperationCanceledException or ModelException or DistillationException or IOException)
        {
            // Ours to give back: no other waits for the lease.
            await MoveAsync(held, held.Lane == QueueNames.Suspect ? QueueNames.Suspect : QueueNames.Again, task, row)
                .ConfigureAwait(false);
            throw;
        }
        finally
        {
            tasks.Remove(task);
        }
    }

    private async Task<GivenAnswer> AskAsync(TaskHead task, ReadOnlyMemory<byte> sent, CancellationToken working)
    {
        try
        {
            if (!run.ShipsRows)
            {
                if (task.Index < 0 || task.Index >= rows!.Count)
                    return new() { Problem = $"The dataset has no row {task.Index}." };
                return await answering.AnswerAsync(
                    rows[task.Index], null, run.RowsPath, run.ImageColumn, task.Rollout, task.Allowance, working)
                    .ConfigureAwait(false);
            }

            if (task.Piece is { } piece) sent = await _pieces.ReadAsync(piece, working).ConfigureAwait(false);
            (DatasetRow row, JsonElement sample) = ShippedRow.Read(task.Index, sent);
            return await answering.AnswerAsync(row, sample, run.RowsPath, run.ImageColumn, task.Rollout,
                task.Allowance, working).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is InvalidDataException or DatasetException)
        {
            return new() { Problem = problem.Message };
        }
    }

    // A server that is gone fails all samples of this worker: others answer them.
    private GivenAnswer Counted(GivenAnswer given)
    {
        if (given.Trace is not null) Volatile.Write(ref _inARow, 0);
        if (given.Problem is null || !given.MayPass) return given;
        int count = Interlocked.Increment(ref _inARow);
        return count < answering.MaxFailures ? given : throw new DistillationException(
            $"{count} samples in a row failed here, with no answer between them; the last: {given.Problem} It is given "
                + "back. When the cause is mended, start the worker again; --max-failures sets how many end one.");
    }

    // Durable first, then told, then taken off the list.
    private async Task GiveAsync(HeldTask held, GivenAnswer given, bool isFinal, CancellationToken working)
    {
        // Who has to end hands on what is ready, unless the server stays away.
        using CancellationTokenSource giving = new(Timeout.InfiniteTimeSpan, queue.Options.TimeProvider);
        using CancellationTokenRegistration end = working.Register(() => giving.CancelAfter(s_patience));
        TaskHead task = held.Task;
        ReadOnlyMemory<byte> trace = default;
        PieceHead? piece = null;
        if (given.Trace is { } made)
        {
            if (traces is not null)
            {
                // Another was faster: its answer is booked.
                if (!traces.Contains(task.Index, task.Rollout))
                    await SaveAsync(traces, made, giving.Token).ConfigureAwait(false);
            }
            else
            {
                (piece, trace) = await _pieces.SendAsync(
                    $"result.{task.Id}.{worker}", made.ToUtf8(), giving.Token).ConfigureAwait(false);
            }
        }

        ResultHead head = new()
        {
            Index = task.Index,
            Rollout = task.Rollout,
            Attempt = task.Attempt,
            Worker = worker,
            Problem = given.Problem,
            MayPass = given.MayPass,
            NeedsRoom = given.NeedsRoom,
            IsFinal = isFinal,
            LostInput = given.Lost?.InputTokenCount ?? 0,
            LostCached = given.Lost?.CachedInputTokenCount ?? 0,
            LostOutput = given.Lost?.OutputTokenCount ?? 0,
            Piece = piece,
        };
        await queue.PublishAsync(queue.Names.ResultSubject, QueueMessage.Write(head, trace), task.Id,
            giving.Token).ConfigureAwait(false);
        await held.Message.AckAsync(cancellationToken: giving.Token).ConfigureAwait(false);
        if (!given.NeedsRoom) Interlocked.Increment(ref given.Problem is null ? ref _done : ref _failed);
    }

    private static async Task SaveAsync(TraceStore traces, Trace made, CancellationToken cancellationToken)
    {
        try
        {
            await traces.SaveAsync(made, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Every other sample would be paid for in vain, too.
            throw new DistillationException($"{traces.Folder}: a trace can't be written ({problem.Message}). The "
                + "sample is given back. Make room there, or get the right to write, and start the worker again.",
                inner: problem);
        }
    }

    private async Task MoveAsync(HeldTask held, string lane, TaskHead task, ReadOnlyMemory<byte> row)
    {
        // A message moves once, whoever moves it: the second time is a duplicate to the server.
        ulong place = held.Message.Metadata?.Sequence.Stream ?? 0;
        string id = string.Create(CultureInfo.InvariantCulture, $"{task.Id}.moved.{place}");
        using CancellationTokenSource patience = new(s_patience, queue.Options.TimeProvider);
        await queue.PublishAsync(queue.Names.TaskSubject(lane), QueueMessage.Write(task, row), id, patience.Token)
            .ConfigureAwait(false);
        await held.Message.AckAsync(cancellationToken: patience.Token).ConfigureAwait(false);
    }
}
