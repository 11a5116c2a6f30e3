using System.Collections.Concurrent;
using NATS.Client.JetStream;

namespace SPAgent;

/// <summary>What is out at workers: publishes tasks, and gives each result to who waits for it.</summary>
internal sealed class OutTasks(QueueConnection queue, QueuePieces pieces, ResultCheck results, bool shipsRows)
{
    private const int OfGeneration = 1_000_000, Generations = 2000;

    private readonly ConcurrentDictionary<TraceName, OutAnswer> _out = new();
    private readonly ConcurrentDictionary<TraceName, TaskHead> _listed = new();
    private readonly ConcurrentDictionary<TraceName, ArrivedResult> _early = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<TraceName> _finished = [];
    private ImageDataset? _rows;
    private string? _mark;
    private long _arrived, _before;
    private int _attempt;

    /// <summary>Ends when the results that were there at the beginning have come.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Results that have come.</summary>
    public long Arrived => Interlocked.Read(ref _arrived);

    /// <summary>Samples whose task is at the server or with a worker.</summary>
    public IReadOnlyList<OutAnswer> Waiting => [.. _out.Values.Where(answer =>
        answer.IsPublished && !answer.Arrived.Task.IsCompleted && !answer.IsAnswered)];

    /// <summary>Begins with what an earlier coordinator left.</summary>
    /// <param name="order">The run.</param>
    /// <param name="tasks">The tasks that are at the server.</param>
    /// <param name="results">How many results are.</param>
    /// <param name="generation">How often a coordinator has begun.</param>
    public void Begin(AnswerOrder order, IReadOnlyList<TaskHead> tasks, long results, int generation)
    {
        (_rows, _mark, _before) = (order.Dataset, QueueRun.Mark(order.Settings), results);
        _finished = [.. TraceName.In(TraceStore.Open(order.Folder))];
        foreach (TaskHead task in tasks.OrderBy(task => task.Attempt)) _listed[new(task.Index, task.Rollout)] = task;
        _attempt = Math.Max((generation - 1) % Generations * OfGeneration,
            tasks.Select(task => task.Attempt).DefaultIfEmpty().Max());
        if (results == 0) _ready.TrySetResult();
    }

    /// <summary>Puts a sample out, unless it is, or has a result already.</summary>
    public async Task<OutAnswer> EnterAsync(AskedAnswer asked, CancellationToken cancellationToken)
    {
        OutAnswer answer = new(asked);
        _out[answer.Name] = answer;
        if (_early.TryRemove(answer.Name, out ArrivedResult? early))
        {
            answer.Issued.Add(early.Head.Attempt);
            answer.Arrived.TrySetResult(early);
        }
        else if (_listed.TryRemove(answer.Name, out TaskHead? listed))
        {
            answer.Put(listed);
            answer.IsPublished = true;
        }
        else
        {
            await PublishAsync(answer, QueueNames.New, cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>The sample is answered, or nobody waits for it any more.</summary>
    public void Leave(AskedAnswer asked) => _out.TryRemove(new(asked.Row, asked.Rollout), out _);

    /// <summary>Puts another attempt out.</summary>
    public async Task PublishAsync(OutAnswer answer, string lane, CancellationToken cancellationToken)
    {
        TaskHead task = new()
        {
            Index = answer.Name.Row,
            Rollout = answer.Name.Rollout,
            Attempt = Interlocked.Increment(ref _attempt),
            Mark = _mark,
            Allowance = answer.Asked.Allowance,
        };
        ReadOnlyMemory<byte> row = default;
        if (shipsRows)
        {
            byte[] bytes = ShippedRow.Write(_rows![answer.Asked.Place]);
            (PieceHead? piece, row) = await pieces.SendAsync($"task.{task.Id}", bytes, cancellationToken)
                .ConfigureAwait(false);
            task = task with { Piece = piece };
        }

        answer.Put(task);
        await queue.PublishAsync(queue.Names.TaskSubject(lane), QueueMessage.Write(task, row), task.Id,
            cancellationToken).ConfigureAwait(false);
        answer.IsPublished = true;
    }

    /// <summary>Takes a result; one of nothing that is out is dropped.</summary>
    public async Task TakeAsync(INatsJSMsg<byte[]> message)
    {
        if (QueueMessage.Read<ResultHead>(message.Data) is not var (head, rest))
        {
            results.Drop();
            await message.AckTerminateAsync().ConfigureAwait(false);
        }
        else if (!IsOf(head, new(head, rest, message)))
        {
            results.Drop();
            await results.SettleAsync(new(head, rest, message), null).ConfigureAwait(false);
        }

        if (Interlocked.Increment(ref _arrived) >= _before) _ready.TrySetResult();
    }

    /// <summary>Looks whether more is to come of what was there at the beginning.</summary>
    /// <param name="results">Results that are at the server.</param>
    /// <param name="isStill">Whether none has come for longer than a lease.</param>
    public void Saw(long results, bool isStill)
    {
        if (results == 0 || Interlocked.Read(ref _arrived) == _before || isStill) _ready.TrySetResult();
    }

    /// <summary>Whether someone waits for a message's answer, or will.</summary>
    public bool Needs(SampleHead head)
    {
        TraceName name = new(head.Index, head.Rollout);
        return !_ready.Task.IsCompleted || _early.ContainsKey(name)
            || (_out.TryGetValue(name, out OutAnswer? answer) && answer.Issued.Contains(head.Attempt))
            || (_listed.TryGetValue(name, out TaskHead? listed) && listed.Attempt == head.Attempt);
    }

    private bool IsOf(ResultHead head, ArrivedResult result)
    {
        TraceName name = new(head.Index, head.Rollout);
        bool isOut = _out.TryGetValue(name, out OutAnswer? answer);
        // The same once more: what is done with the first is not over.
        if (isOut && answer!.Arrived.Task is { IsCompletedSuccessfully: true } same
            && same.Result.Head.Attempt == head.Attempt) return true;
        if (isOut && answer!.Issued.Contains(head.Attempt) && answer.Arrived.TrySetResult(result)) return true;
        bool isFromBefore = !isOut && !_finished.Contains(name) && (!_ready.Task.IsCompleted
            || (_listed.TryGetValue(name, out TaskHead? listed) && listed.Attempt == head.Attempt));
        // Kept until it is asked for; once more, it is the same.
        return isFromBefore && _early.GetOrAdd(name, result).Head.Attempt == head.Attempt;
    }
}
