namespace SPAgent;

/// <summary>
/// Failures in a row, with no answer between them: so many of them are no fault of the rows, and stop the run. Nor are
/// the very first three, when they are one and the same refusal. What may pass is held back until an answer, or the
/// end, shows that it was the row's.
/// </summary>
/// <param name="most">Failures in a row that stop the run; null where none do, since all was asked
/// already.</param>
internal sealed class FailureStreak(int? most)
{
    private const int SameRefusals = 3;

    private readonly Lock _lock = new();
    private readonly List<Action> _held = [];
    private readonly HashSet<int> _rows = [];
    private (int Status, string? Code)? _refusal;
    private int _count;
    private bool _onlyRefusal = true;
    private bool _stopped;

    /// <summary>Whether nothing more is to be asked: every further row would fail the same way.</summary>
    public static bool StopsRun(Exception problem) =>
        problem is ModelException { StopsRun: true } or DistillationException;

    /// <summary>Notes an answer. What was held back is booked.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _count = 0;
            _rows.Clear();
            _onlyRefusal = false;
            Book();
        }
    }

    /// <summary>Notes a failure.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="book">Books the row as failed: at once, or, where the failure may pass, when it is known that the
    /// run goes on.</param>
    /// <param name="row">
    /// The row, where it is asked several times: what its answers are refused for alike counts once.
    /// </param>
    /// <exception cref="DistillationException">The run is to stop; the message says why, and how to go on.</exception>
    public void Failed(Exception problem, Action book, int? row = null)
    {
        lock (_lock)
        {
            if (!ModelException.MayPass(problem)) book();
            else if (!_stopped) _held.Add(book);
            if (row is { } asked && !_rows.Add(asked) && !ModelException.MayPass(problem)) return;
            _count++;
            NoteRefusal(problem);
            bool same = _onlyRefusal && _count == SameRefusals;
            if (most is null || (_count < most && !same)) return;
            _stopped = true;
            _held.Clear();
            string what = same ? $"The first {_count} samples were refused alike" : $"{_count} samples in a row failed";
            string toDo = ModelException.MayPass(problem)
                ? "Run the same command again to go on: they are asked again."
                : "When the cause is mended, run the same command again with --retry-failed to go on; --max-failures "
                    + "sets how many stop a run.";
            throw new DistillationException($"{what}, with no answer between them; the last: "
                + $"{TerminalText.Message(problem)} {toDo}", inner: problem);
        }
    }

    /// <summary>The run has come to its end: what was held back is booked.</summary>
    public void End()
    {
        lock (_lock) Book();
    }

    private void NoteRefusal(Exception problem)
    {
        (int, string?)? refusal = problem is ModelException
        {
            IsTransient: false,
            StatusCode: >= 400 and { } status
        } refused ? (status, refused.Error?.Code) : null;
        if (_count > 1 && refusal != _refusal) _onlyRefusal = false;
        if (refusal is null) _onlyRefusal = false;
        _refusal = refusal;
    }

    private void Book()
    {
        foreach (Action book in _held) book();
        _held.Clear();
    }
}
