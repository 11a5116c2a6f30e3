using NATS.Client.JetStream;

namespace SPAgent;

/// <summary>A sample that was published and has no answer so far.</summary>
internal sealed class OutAnswer(AskedAnswer asked)
{
    private volatile TaskHead? _current;
    private volatile TaskCompletionSource<ArrivedResult> _arrived = Empty();

    public AskedAnswer Asked => asked;

    public TraceName Name { get; } = new(asked.Row, asked.Rollout);

    /// <summary>The attempts whose results count.</summary>
    public AttemptSet Issued { get; } = new();

    public TaskHead? Current => _current;

    public bool IsPublished { get; set; }

    public bool IsAnswered { get; set; }

    public TaskCompletionSource<ArrivedResult> Arrived => _arrived;

    /// <summary>Notes that a task is out.</summary>
    public void Put(TaskHead task)
    {
        Issued.Add(task.Attempt);
        _current = task;
    }

    /// <summary>Waits for another attempt: those so far count no more.</summary>
    public void Next()
    {
        IsPublished = false;
        Issued.Clear();
        _arrived = Empty();
    }

    private static TaskCompletionSource<ArrivedResult> Empty() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Numbers of attempts; safe for several threads.</summary>
internal sealed class AttemptSet
{
    private readonly HashSet<int> _all = [];

    public void Add(int attempt)
    {
        lock (_all) _all.Add(attempt);
    }

    public bool Contains(int attempt)
    {
        lock (_all) return _all.Contains(attempt);
    }

    public void Clear()
    {
        lock (_all) _all.Clear();
    }
}

/// <summary>A result as it came.</summary>
internal sealed record ArrivedResult(ResultHead Head, ReadOnlyMemory<byte> Rest, INatsJSMsg<byte[]> Message);
