namespace SPAgent;

/// <summary>Asks others for answers, within the budget.</summary>
internal sealed class ElsewhereAnswers(IAnswerSource source, RunSpending spending) : IDisposable
{
    // One waits for room at a time: thousands that wait would all look again at each answer.
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>The share of an answer that the budget has room for; null when it is spent.</summary>
    public async Task<SpendingShare?> BeginAsync(TraceName name, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (spending.Begin(new(name)) is not { } share) return null;
            try
            {
                if (await spending.EnterAsync(share, stop).ConfigureAwait(false)) return share;
            }
            catch
            {
                share.Dispose();
                throw;
            }

            share.Dispose();
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gets the answer and books what it took.</summary>
    public async Task<GivenAnswer> AnswerAsync(RowTask task, int rollout, SpendingShare share, CancellationToken stop)
    {
        while (true)
        {
            GivenAnswer given = await source.AnswerAsync(
                new(task.Place, task.Row, rollout, spending.AllowanceOf(share)), stop).ConfigureAwait(false);
            share.Take(given.Trace, given.Lost);
            if (!given.NeedsRoom) return given;
            // Not behind the one at the gate, which may wait for this one.
            if (!await spending.EnterAsync(share, stop).ConfigureAwait(false)) throw new BudgetSpentException();
        }
    }

    public void Dispose() => _gate.Dispose();
}
