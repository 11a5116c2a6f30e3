namespace SPAgent;

/// <summary>Several runs in order of their score, over the rows that all of them scored.</summary>
internal static class RunLeaderboard
{
    public static Table Of(IReadOnlyList<TraceStore> stores)
    {
        ComparedRun[] runs = [.. stores.Select(store => ComparedRun.Read(store, SuccessRule.Default, default))];
        // By the row of the first run, which row it is in each.
        Dictionary<int, ComparedRow>[] rows = [.. runs.Select((run, i) =>
            RowPairing.Of(runs[0], run, stores[0].Folder, stores[i].Folder).Pairs
                .Where(pair => pair.B.Values.ContainsKey(TraceComparison.Score))
                .ToDictionary(pair => pair.A.Row, pair => pair.B))];
        int[] common = [.. rows[0].Keys.Where(row => Array.TrueForAll(rows, run => run.ContainsKey(row))).Order()];
        if (common.Length == 0)
        {
            throw new ArgumentException("There is no row that all runs have a score for. Leave out those over other "
                + "rows, and give those without reward one: rescore.", nameof(stores));
        }

        double[][] scores = [.. rows.Select(run => Of(run, common, TraceComparison.Score))];
        double[] best = scores.MaxBy(run => run.Average())!;
        TableBuilder table = new();
        foreach (int run in Enumerable.Range(0, runs.Length).OrderByDescending(run => scores[run].Average()))
        {
            (double low, double high) = PairedTests.Interval(TraceComparison.Score, scores[run]);
            double[] behind = [.. scores[run].Zip(best, (one, top) => one - top)];
            (double behindLow, double behindHigh) = PairedTests.Interval(TraceComparison.Score, behind);
            table.Add(
                ("run", stores[run].Folder), ("model", RowText.Of(runs[run].Settings, "model")),
                ("rows", common.Length), ("score", scores[run].Average()), ("low", low), ("high", high),
                ("success", Of(rows[run], common, "success").Average()),
                ("to_best", behind.Average()), ("to_best_low", behindLow), ("to_best_high", behindHigh));
        }

        return table.Build();
    }

    private static double[] Of(Dictionary<int, ComparedRow> rows, int[] common, string name) =>
        [.. common.Select(row => rows[row].Values[name])];
}
