namespace SPAgent;

/// <summary>
/// What is asked of one row, one after another: one rollout, or all of its open ones where successes end them.
/// </summary>
/// <param name="Place">Place of the row in the dataset.</param>
/// <param name="Row">Its index on disk.</param>
/// <param name="Rollouts">Which answers, ascending.</param>
internal readonly record struct RowTask(int Place, int Row, IReadOnlyList<int> Rollouts);

/// <summary>Which answers to which rows a run still has to ask for.</summary>
/// <param name="dataset">The rows.</param>
/// <param name="options">How many answers.</param>
/// <param name="finished">Those that have a trace.</param>
/// <param name="failed">Those that failed earlier and are not asked again.</param>
internal sealed class RolloutWork(
    ImageDataset dataset, DistillationOptions options, IReadOnlySet<TraceName> finished, IReadOnlySet<TraceName> failed)
{
    /// <summary>How many of the answers to these rows have a trace.</summary>
    public int Finished(IEnumerable<int> places) => Count(places, finished.Contains);

    /// <summary>How many failed earlier and have none.</summary>
    public int Failed(IEnumerable<int> places) =>
        Count(places, name => failed.Contains(name) && !finished.Contains(name));

    /// <summary>
    /// The open work on these rows, row by row: the answers to a row stand one after another, so that a server still
    /// has its pictures and prompt at hand.
    /// </summary>
    public IEnumerable<RowTask> Open(IEnumerable<int> places)
    {
        foreach (int place in places)
        {
            int row = dataset.RowAt(place);
            int[] open = [.. Rollouts.Where(rollout => IsOpen(new(row, rollout)))];
            if (options.StopWhenSolved is null)
            {
                foreach (int rollout in open) yield return new(place, row, [rollout]);
            }
            else if (open.Length > 0)
            {
                yield return new(place, row, open);
            }
        }
    }

    /// <summary>The answers to a row that have a trace.</summary>
    public IEnumerable<TraceName> FinishedOf(int row) =>
        Rollouts.Select(rollout => new TraceName(row, rollout)).Where(finished.Contains);

    private bool IsOpen(TraceName name) => !finished.Contains(name) && !failed.Contains(name);

    private IEnumerable<int> Rollouts => Enumerable.Range(1, options.Rollouts);

    private int Count(IEnumerable<int> places, Func<TraceName, bool> counts) =>
        places.Sum(place => dataset.RowAt(place) is var row ? Rollouts.Count(rollout => counts(new(row, rollout))) : 0);
}
