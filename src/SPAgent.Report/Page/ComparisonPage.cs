namespace SPAgent;

/// <summary>Two runs as a page for a browser: what the figures allow to say, and the conversations side by
/// side.</summary>
public static class ComparisonPage
{
    private const int MostTurns = 50;

    /// <summary>Writes the page: it needs no server and no network, and runs nothing that a model wrote.</summary>
    /// <param name="comparison">The comparison; its traces are read again.</param>
    /// <param name="file">The page; an older one is replaced.</param>
    /// <param name="cancellationToken">Stops between two rows; the page is then not written.</param>
    /// <exception cref="IOException">The disk is full, or the folder is not there or can't be written.</exception>
    public static async Task WriteAsync(
        TraceComparison comparison, string file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentException.ThrowIfNullOrEmpty(file);
        Html page = Html.Of($"""
            <article id="top"><main><header class="top"><div><h1>A and B</h1>
            <p class="soft" dir="auto">A: {comparison.A}<br>B: {comparison.B}</p></div>
            <button class="theme" type="button">Light / dark</button></header>
            {Body(comparison, cancellationToken)}</main></article>

            """);
        await PageWriter.WriteAloneAsync("A and B", page, hasMaps: false, file, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>What stands below the title.</summary>
    internal static Html Body(TraceComparison comparison, CancellationToken cancellationToken)
    {
        List<Html> rows = [];
        // Where scores tell nothing apart, the first rows are as good as any.
        IReadOnlyList<RowComparison> shown =
            comparison.MostDifferent.Count > 0 ? comparison.MostDifferent : [.. comparison.Rows.Take(10)];
        IReadOnlyList<TraceName> a = TraceName.In(comparison.StoreA), b = TraceName.In(comparison.StoreB);
        foreach (RowComparison row in shown)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(Row(row, First(comparison.StoreA, a, row.RowA), First(comparison.StoreB, b, row.RowB)));
        }

        return Html.Of($"""
            <section>{Card(comparison)}</section>
            <section><h2>Rows that differ most</h2>{Html.Join(rows)}</section>
            """);
    }

    /// <summary>What the figures say, for a page and for a cell.</summary>
    internal static Html Card(TraceComparison comparison)
    {
        Html strip = PageOverview.Strip(
            PageOverview.Cell("Rows in both", "paired", comparison.Paired),
            PageOverview.Cell("Only in A", "only_in_a", comparison.OnlyInA.Count),
            PageOverview.Cell("Only in B", "only_in_b", comparison.OnlyInB.Count),
            PageOverview.Cell("Answers agree", "answers_agree", 100 * comparison.AnswersAgree, "%"));
        Html metrics = PageOverview.Table("Metrics, paired by row",
            ["metric", "A", "B", "B − A", "95 % interval", "B better", "same", "A better", "p"],
            comparison.Metrics.Select(Cells));
        Html settings = Html.If(comparison.Settings.Count > 0, () => Html.Of(
            $"<details><summary>What the runs were asked differently</summary><pre dir=\"auto\">{string.Join('\n',
                comparison.Settings)}</pre></details>"));
        Html columns = Html.If(comparison.Columns.Count > 0, () => PageOverview.Table(
            "The score by column of the dataset", ["group", "rows", "A", "B", "B − A", "95 % interval"],
            comparison.Columns.Select((one, i) => (Html[])
            [
                Html.Text($"{one.Column}: {one.Value}"), Number($"columns[{i}].pairs", one.Pairs),
                Number($"columns[{i}].a", one.A), Number($"columns[{i}].b", one.B),
                Number($"columns[{i}].difference", one.Difference), Interval(one.Low, one.High),
            ])));
        return Html.Of($"""
            <p dir="auto"><b>{comparison.Verdict}</b></p>
            {strip}{settings}
            {metrics}
            <br>{columns}<p class="soft">{comparison.ColumnsVerdict}</p>
            """);
    }

    private static Html[] Cells(MetricComparison metric, int index) =>
    [
        Html.Text($"{metric.Name} ({metric.Better} is better)"), Number($"metrics[{index}].a", metric.A),
        Number($"metrics[{index}].b", metric.B), Number($"metrics[{index}].difference", metric.Difference),
        Interval(metric.Low, metric.High), Number($"metrics[{index}].wins", metric.Wins),
        Number($"metrics[{index}].ties", metric.Ties), Number($"metrics[{index}].losses", metric.Losses),
        Number($"metrics[{index}].p_value", metric.PValue),
    ];

    private static Html Number(string figure, double value) => PageParts.Value(figure, value);

    private static Html Interval(double low, double high) =>
        Html.Of($"{PageChart.Round(low)} to {PageChart.Round(high)}");

    private static Html Row(RowComparison row, Trace? a, Trace? b)
    {
        string at = row.RowA == row.RowB ? $"Row {row.RowA}" : $"Row {row.RowA} of A, row {row.RowB} of B";
        int turns = Math.Max(a?.Turns.Count ?? 0, b?.Turns.Count ?? 0);
        IEnumerable<Html[]> steps = Enumerable.Range(0, Math.Min(turns, MostTurns))
            .Select(turn => (Html[])[Turn(a, turn), Turn(b, turn)]);
        Html talk = PageOverview.Table("", [$"A: {row.AnswerA}", $"B: {row.AnswerB}"], steps, numbers: false);
        string more = turns > MostTurns ? $"… {turns - MostTurns} more turns." : "";
        return Html.Of($"""
            <section><h3>{at}: {PageParts.Value("a", row.A)} and {PageParts.Value("b", row.B)}</h3>
            {talk}<p class="soft">{more}</p></section>

            """);
    }

    private static Trace? First(TraceStore store, IReadOnlyList<TraceName> names, int row) => names
        .Where(name => name.Row == row).Select(name => name.TryLoad(store).Trace)
        .FirstOrDefault(trace => trace is not null);

    private static Html Turn(Trace? trace, int index)
    {
        if (trace is null || index >= trace.Turns.Count) return Html.Empty;
        ConversationTurn turn = trace.Turns[index];
        return Html.Join([PageTrace.Turn(turn), .. trace.ToolCalls.Where(call => call.Turn == turn.Turn)
            .Select(call => PageTrace.Call(call).ToHtml())]);
    }
}
