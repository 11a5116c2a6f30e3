using System.Globalization;

namespace SPAgent;

/// <summary>Pairs of a better and a worse trace of the same row of a dataset.</summary>
internal static class RowPairs
{
    private const double Rounding = 1e-9;

    /// <summary>The pairs, or why there are none.</summary>
    /// <param name="rows">The conversations of a row, by rollout.</param>
    /// <param name="options">Which pairs are asked for.</param>
    /// <param name="shareTurns">Whether both sides must have all turns but the last in common.</param>
    public static (IReadOnlyList<TrainingRow> Pairs, string? Why) Of(
        IReadOnlyList<TrainingRow> rows, ExportOptions options, bool shareTurns)
    {
        TrainingRow[] rewarded = [.. rows
            .Where(row => row.Trace?.Reward is { } reward && double.IsFinite(reward.Score)).OrderByDescending(Score)];
        if (rewarded.Length < 2) return ([], "fewer than two traces have a reward");
        if (!(Score(rewarded[0]) > Score(rewarded[^1]))) return ([], "all rewards are equal");
        // 0.7 - 0.2 is a little less than 0.5 to a computer.
        double least = (options.MinMargin ?? 0) - Rounding;
        if (Score(rewarded[0]) - Score(rewarded[^1]) < least)
        {
            return ([], string.Create(CultureInfo.InvariantCulture, $"no rewards differ by {options.MinMargin}"));
        }

        TrainingRow[][] groups = shareTurns
            ? [.. rewarded.GroupBy(RowFingerprint.OfTurnsBefore).Select(group => group.ToArray())] : [rewarded];
        List<(TrainingRow Better, TrainingRow Worse)> pairs =
            [.. groups.SelectMany(group => Of(group, options.Pairs))
                .Where(pair => Margin(pair) > 0 && Margin(pair) >= least)];
        if (pairs.Count == 0)
        {
            return ([], shareTurns ? "no two with different rewards share the turns before the last"
                : "no neighbours differ by enough");
        }

        if (options.Pairs == PairChoice.Best) pairs = [pairs.MaxBy(Margin)];
        return
            ([.. pairs.Select(pair =>
                pair.Better with { Id = $"{pair.Better.Id} over {pair.Worse.Id}", Rejected = pair.Worse })], null);
    }

    private static IEnumerable<(TrainingRow Better, TrainingRow Worse)> Of(TrainingRow[] rows, PairChoice choice)
    {
        switch (choice)
        {
            case PairChoice.Best:
                return [(rows[0], rows[^1])];
            case PairChoice.Adjacent:
                return rows.Zip(rows.Skip(1));
            default:
                return rows.SelectMany((better, i) => rows.Skip(i + 1).Select(worse => (better, worse)));
        }
    }

    private static double Margin((TrainingRow Better, TrainingRow Worse) pair) =>
        Score(pair.Better) - Score(pair.Worse);

    private static double Score(TrainingRow row) => row.Trace!.Reward!.Score;
}
