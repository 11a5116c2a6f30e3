using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Scores the conversations of a run. A reward that fails costs the score alone: the trace is written without one and
/// says why. After some failures in a row, or one that all others would share, a judge is not waited for any more.
/// </summary>
internal sealed class RunScoring(IReward reward)
{
    private const int MostInARow = 3;

    private int _inARow;
    private volatile string? _givenUp;

    public async Task<Trace> ScoreAsync(
        Trace trace, Func<IReadOnlyList<DataContent>> pictures, CancellationToken cancellationToken)
    {
        if (_givenUp is { } why) return TraceScoring.Unscored(trace, reward, why, []);
        (Trace scored, Exception? problem) = await TraceScoring.ScoreAsync(
            reward, trace, _ => Task.FromResult(pictures()), cancellationToken).ConfigureAwait(false);
        if (problem is null) Interlocked.Exchange(ref _inARow, 0);
        else if (reward is IAsyncReward && !cancellationToken.IsCancellationRequested) Note(problem);
        return scored;
    }

    private void Note(Exception problem)
    {
        int failures = Interlocked.Increment(ref _inARow);
        if (problem is ModelException { StopsRun: true })
            _givenUp = $"{reward.Name} was asked no more after this: {problem.Message}";
        else if (failures >= MostInARow)
        {
            _givenUp =
                $"{reward.Name} was asked no more after {failures} failures in a row; the last: {problem.Message}";
        }
    }
}
