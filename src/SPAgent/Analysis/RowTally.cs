namespace SPAgent;

/// <summary>Counts the answers to each row of a dataset; counts of later stretches of a folder can be added.</summary>
/// <param name="success">What counts as a success.</param>
internal sealed class RowTally(SuccessRule success)
{
    // In the order of the folder, so that the answers to a row stand together. A trace leaves 24 bytes.
    private readonly List<(int Row, double? Reward, bool Success)> _answers = [];

    /// <summary>
    /// Adds an answer. One whose reward is no number counts as a wrong answer, and takes no part in the means.
    /// </summary>
    public void Add(int row, RewardScore? reward) => _answers.Add(reward is null
        ? (row, null, false) : (row, double.IsFinite(reward.Score) ? reward.Score : double.NaN, success.Holds(reward)));

    public void Merge(RowTally later) => _answers.AddRange(later._answers);

    /// <summary>The figures of the rows.</summary>
    /// <param name="settings">What the folder was asked for.</param>
    public RowFigures Finish(RolloutSettings settings)
    {
        List<(int Count, int Right)> judged = [];
        List<double> means = [], spreads = [];
        int rows = 0, most = settings.Rollouts;
        foreach (IEnumerable<(int Row, double? Reward, bool Success)> group in Groups())
        {
            rows++;
            most = Math.Max(most, group.Count());
            (int Row, double? Reward, bool Success)[] scored = [.. group.Where(answer => answer.Reward is not null)];
            judged.Add((scored.Length, scored.Count(answer => answer.Success)));
            double[] rewards = [.. scored.Select(answer => answer.Reward!.Value).Where(double.IsFinite)];
            if (rewards.Length == 0) continue;
            double mean = rewards.Sum() / rewards.Length;
            means.Add(mean);
            if (rewards.Length > 1) spreads.Add(
                Math.Sqrt(rewards.Sum(reward => (reward - mean) * (reward - mean)) / rewards.Length));
        }

        int[] ks = [.. Ks(most)];
        return new RowFigures
        {
            Rows = rows,
            Rollouts = most,
            PassAtK = settings.StopsWhenSolved ? null : Of(ks, k => PassAt(k, judged)),
            PassAtKRows = settings.StopsWhenSolved ? null : Of(ks, k => judged.Count(row => row.Count >= k)),
            MeanReward = means.Count == 0 ? null : means.Sum() / means.Count,
            Spread = spreads.Count == 0 ? null : spreads.Sum() / spreads.Count,
            AllRight = judged.Count(row => row.Count > 1 && row.Right == row.Count),
            NoneRight = judged.Count(row => row is { Count: > 1, Right: 0 }),
        };
    }

    /// <summary>
    /// 1 − C(n−c, k) / C(n, k), the chance that one of k answers drawn from n with c right ones is right.
    /// </summary>
    internal static double PassAt(int k, int count, int right)
    {
        if (count - right < k) return 1;
        double wrong = 1;
        for (int i = count - right + 1; i <= count; i++) wrong *= 1 - ((double)k / i);
        return 1 - wrong;
    }

    private static double? PassAt(int k, List<(int Count, int Right)> rows)
    {
        double[] passes = [.. rows.Where(row => row.Count >= k).Select(row => PassAt(k, row.Count, row.Right))];
        return passes.Length == 0 ? null : passes.Sum() / passes.Length;
    }

    private static SortedDictionary<int, T> Of<T>(IEnumerable<int> ks, Func<int, T> value) =>
        new(ks.ToDictionary(k => k, value));

    // 1, 2, 4 and so on up to the rollouts, and these.
    private static IEnumerable<int> Ks(int rollouts)
    {
        for (int k = 1; k < rollouts; k *= 2) yield return k;
        yield return rollouts;
    }

    private IEnumerable<List<(int Row, double? Reward, bool Success)>> Groups()
    {
        List<(int Row, double? Reward, bool Success)> group = [];
        foreach ((int Row, double? Reward, bool Success) answer in _answers)
        {
            if (group.Count > 0 && group[0].Row != answer.Row)
            {
                yield return group;
                group = [];
            }

            group.Add(answer);
        }

        if (group.Count > 0) yield return group;
    }
}

/// <summary>What the rows of a folder add up to.</summary>
internal sealed record RowFigures
{
    public required int Rows { get; init; }

    public required int Rollouts { get; init; }

    public required IReadOnlyDictionary<int, double?>? PassAtK { get; init; }

    public required IReadOnlyDictionary<int, int>? PassAtKRows { get; init; }

    public required double? MeanReward { get; init; }

    public required double? Spread { get; init; }

    public required int AllRight { get; init; }

    public required int NoneRight { get; init; }
}
