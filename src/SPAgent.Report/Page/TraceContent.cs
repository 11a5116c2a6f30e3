namespace SPAgent;

/// <summary>A folder of traces as what a page is about.</summary>
internal sealed class TraceContent : IPageContent, IAsyncDisposable
{
    private static readonly string[] NameColumns = ["city", "country", "question", "title", "name", "label"];

    private readonly TraceStore _store;
    private readonly TracePageOptions _options;
    private readonly PageReplay _replay;
    private readonly TraceStatistics _figures;
    private readonly IReadOnlyList<TraceName> _names;
    private readonly ILookup<string, Finding> _findings;
    private readonly IReadOnlyDictionary<string, RecordLabel> _labels;

    public TraceContent(TraceStore store, TracePageOptions options, CancellationToken cancellationToken)
    {
        (_store, _options, _replay) = (store, options, new PageReplay(options));
        _figures = store.Statistics(cancellationToken);
        _names = TraceName.In(store);
        _findings = FindingsOf(options);
        _labels = PageLabel.All(store.Labels());
        Title = options.Title ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(store.Folder)));
    }

    public string Title { get; }

    public string Thing => "trace";

    public bool HasMaps => true;

    public IReadOnlyList<string> Anchors => [.. _names.Select(name => $"t{name.Id}")];

    public IReadOnlyList<(string Value, string Name)> Outcomes { get; } =
        [("read", "Answer read"), ("unread", "No answer read"), ("failed-call", "A call failed"),
            ("no-call", "No tool called"), ("found", "With findings")];

    public IReadOnlyList<(string Value, string Name)> Orders { get; } =
        [("index", "By index"), ("worst", "Worst first"), ("best", "Best first"), ("far", "Farthest first"),
            ("tokens", "Most tokens"), ("turns", "Most turns")];

    public IReadOnlyList<string> Tools => [.. _figures.Tools.Select(tool => tool.Tool)];

    public PageItem? Lay(PagePlace place, CancellationToken cancellationToken)
    {
        if (_names[place.Number].TryLoad(_store).Trace is not { } trace) return null;
        (ReplayedTrace pictures, string? tiny) = _replay.Run(trace, cancellationToken);
        Finding[] found = [.. _findings[Path.GetFileName(trace.Source!)]];
        PageLabel label = PageLabel.Of(trace, _labels);
        return new PageItem(Row(trace, place, place.Tiny ? tiny : null, found.Length, label),
            PageTrace.Of(trace, pictures, found, place, label), GeoAnswer.Of(trace), trace.Model);
    }

    public ValueTask DisposeAsync() => _replay.DisposeAsync();

    public Html Overview(IReadOnlyList<GeoAnswer> places, IReadOnlyCollection<string> models) =>
        TraceOverview.Of(Title, _figures, places, _options.Findings, models);

    public static ILookup<string, Finding> FindingsOf(TracePageOptions options) =>
        options.Findings.ToLookup(finding => Path.GetFileName(finding.Place));

    private static Html Row(Trace trace, PagePlace place, string? tiny, int findings, PageLabel label)
    {
        RewardScore? reward = trace.Reward;
        double? km = reward is { ParseSuccess: true } ? reward["distance@km"] : null;
        string answer = trace.Answer.Text ?? trace.FinalResponse;
        return new PageRow
        {
            Place = place,
            Label = label,
            Tiny = tiny,
            Name = Name(trace),
            Summary = PageParts.Shorten(answer, 160),
            Sizes = [TerminalText.Count(trace.Turns.Count, "turn"), TerminalText.Count(trace.ToolCalls.Count, "call"),
                .. findings > 0 ? (string[])[TerminalText.Count(findings, "finding")] : []],
            Score = reward is not null && double.IsFinite(reward.Score) ? reward.Score : null,
            Right = km is double far && double.IsFinite(far) ? $"{PageChart.Round(far)} km"
                : reward is { ParseSuccess: false } ? "no answer" : "",
            Tokens = trace.Turns.Sum(turn => turn.Tokens()),
            Turns = trace.Turns.Count,
            Calls = trace.ToolCalls.Count,
            Km = km,
            Geo = GeoAnswer.Of(trace),
            Columns = trace.SampleData,
            Outcomes = OutcomesOf(trace, findings),
            Tools = trace.ToolCalls.Select(call => call.Name),
        }.ToHtml();
    }

    /// <summary>What the list calls a trace: its number, and what its row says of itself.</summary>
    public static string Name(Trace trace)
    {
        string[] names =
            [.. NameColumns.Select(column => RowText.Of(trace.SampleData, column)).OfType<string>().Take(2)
                .Select(name => PageParts.Shorten(name, 60))];
        return names.Length > 0 ? $"{TraceName.Of(trace)} · {string.Join(", ", names)}" : $"{TraceName.Of(trace)}";
    }

    private static IEnumerable<string> OutcomesOf(Trace trace, int findings)
    {
        if (trace.Reward is { } reward) yield return reward.ParseSuccess ? "read" : "unread";
        if (trace.ToolCalls.Any(call => !call.Success)) yield return "failed-call";
        if (trace.ToolCalls.Count == 0) yield return "no-call";
        if (findings > 0) yield return "found";
    }
}
