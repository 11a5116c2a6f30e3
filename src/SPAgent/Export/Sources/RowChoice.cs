namespace SPAgent;

/// <summary>Which of the answers to a row are exported: rejection sampling.</summary>
/// <param name="options">How many, how good, how different.</param>
internal sealed class RowChoice(ExportOptions options)
{
    /// <summary>Whether the options ask for all answers to a row together.</summary>
    public static bool IsAsked(ExportOptions options) =>
        options is not { PerRow: null, MinMargin: null, MaxSimilar: null };

    /// <summary>The answers that are kept, in their order.</summary>
    /// <param name="row">All answers to a row that could be read.</param>
    /// <param name="passes">
    /// Those that pass the filters: only they are kept, but the worst of all answers sets the margin.
    /// </param>
    public IReadOnlySet<Trace> Of(IReadOnlyList<Trace> row, Func<Trace, bool> passes)
    {
        double worst = row.Select(Reward).OfType<double>().DefaultIfEmpty(double.NaN).Min();
        bool needsReward = options.PerRow is not null || options.MinMargin is not null;
        // Best first; of equals the earlier one.
        IEnumerable<Trace> best = row.Where(passes).Where(trace => !needsReward || Reward(trace) is not null)
            .Where(trace => options.MinMargin is not { } margin || Reward(trace) - worst >= margin)
            .OrderByDescending(trace => Reward(trace) ?? double.NegativeInfinity).ThenBy(trace => trace.Rollout);
        HashSet<Trace> kept = new(ReferenceEqualityComparer.Instance);
        List<SimilarText> texts = [];
        foreach (Trace trace in best)
        {
            if (kept.Count >= options.PerRow) break;
            if (options.MaxSimilar is { } most)
            {
                SimilarText text = SimilarText.Of(trace);
                if (texts.Exists(other => other.To(text) > most)) continue;
                texts.Add(text);
            }

            kept.Add(trace);
        }

        return kept;
    }

    private static double? Reward(Trace trace) =>
        trace.Reward is { Score: var score } && double.IsFinite(score) ? score : null;
}
