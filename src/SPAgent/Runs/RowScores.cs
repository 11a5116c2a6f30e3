namespace SPAgent;

/// <summary>The rewards that the answers to each row got so far. Safe from several threads.</summary>
/// <param name="success">What counts as a success; null for what the reward says.</param>
internal sealed class RowScores(SuccessRule? success)
{
    private readonly SuccessRule _success = success ?? SuccessRule.Default;
    private readonly HashSet<TraceName> _seen = [];
    private readonly Dictionary<int, (double Sum, int Count)> _rows = [];

    /// <summary>Notes an answer; the same one twice counts once.</summary>
    /// <returns>Whether it is a success.</returns>
    /// <exception cref="DistillationException">The rule asks for a figure that the reward has not.</exception>
    public bool Add(Trace trace)
    {
        if (trace.Reward is not { } reward) return false;
        try
        {
            _success.Demand(reward);
        }
        catch (ArgumentException problem)
        {
            throw new DistillationException(TerminalText.Message(problem), inner: problem);
        }

        if (double.IsFinite(reward.Score))
        {
            lock (_rows)
            {
                if (!_seen.Add(TraceName.Of(trace))) return _success.Holds(reward);
                (double sum, int count) = _rows.GetValueOrDefault(trace.SampleIndex);
                _rows[trace.SampleIndex] = (sum + reward.Score, count + 1);
            }
        }

        return _success.Holds(reward);
    }

    /// <summary>The mean reward of a row; null where no answer to it has one.</summary>
    public double? Mean(int row)
    {
        lock (_rows) return _rows.TryGetValue(row, out (double Sum, int Count) known) ? known.Sum / known.Count : null;
    }
}
