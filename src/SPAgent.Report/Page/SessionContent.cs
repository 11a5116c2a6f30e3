using System.Collections.Concurrent;

namespace SPAgent;

/// <summary>A collection of sessions as what a page is about.</summary>
internal sealed class SessionContent : IPageContent
{
    private readonly SessionStore _store;
    private readonly SessionPageOptions _options;
    private readonly SessionStatistics _figures;
    private readonly IReadOnlyList<string> _names;
    private readonly ILookup<string, Finding> _findings;
    private readonly IReadOnlyDictionary<string, RecordLabel> _labels;
    private readonly ConcurrentDictionary<int, string> _problems = new();

    public SessionContent(SessionStore store, SessionPageOptions options, CancellationToken cancellationToken)
    {
        (_store, _options) = (store, options);
        _figures = store.Statistics(cancellationToken);
        _names = store.ListSessionIds();
        _findings = FindingsOf(options);
        _labels = PageLabel.All(store.Labels());
        Title = options.Title ?? Path.GetFileName(store.Path);
    }

    public string Title { get; }

    public string Thing => "session";

    public bool HasMaps => false;

    // A folder may have any name, so its number leads to it.
    public IReadOnlyList<string> Anchors => [.. _names.Select((_, number) => $"s{number + 1}")];

    public IReadOnlyList<(string Value, string Name)> Outcomes { get; } =
        [("answered", "Answered"), ("failed", "Failed"), ("failed-call", "A call failed"),
            ("no-call", "No tool called"), ("late", "Answer asked for at the end"), ("found", "With findings")];

    public IReadOnlyList<(string Value, string Name)> Orders { get; } =
        [("index", "By name"), ("turns", "Most inferences"), ("tokens", "Most tokens"), ("worst", "Lowest score first"),
            ("best", "Highest score first")];

    public IReadOnlyList<string> Tools => [.. _figures.Tools.Select(tool => tool.Tool)];

    public PageItem? Lay(PagePlace place, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CollectedSession session;
        try
        {
            session = _store.Load(_names[place.Number]);
        }
        catch (Exception broken)
            when (broken is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            _problems[place.Number] = TerminalText.Message(broken);
            return null;
        }

        SessionPictures pictures = SessionPictures.Of(session, place, _options.Pictures);
        Finding[] found = [.. _findings[session.SessionId]];
        PageLabel label = PageLabel.Of(session, _labels);
        return new PageItem(Row(session, place, pictures.Tiny, found.Length, label),
            PageSession.Of(session, pictures, found, place, label), null, PageSession.ModelOf(session));
    }

    public Html Overview(IReadOnlyList<GeoAnswer> places, IReadOnlyCollection<string> models) =>
        SessionOverview.Of(Title, _figures, _options.Findings,
            [.. _problems.OrderBy(problem => problem.Key).Select(problem => problem.Value)], models);

    // The name of the session's folder is somewhere in the place.
    public static ILookup<string, Finding> FindingsOf(SessionPageOptions options) => options.Findings
        .SelectMany(finding => finding.Place.Split('/').Distinct().Select(part => (part, finding)))
        .ToLookup(one => one.part, one => one.finding);

    private static Html Row(
        CollectedSession session, PagePlace place, string? tiny, int findings, PageLabel label)
    {
        IReadOnlyList<SessionCall> calls = SessionCall.Of(session);
        return new PageRow
        {
            Place = place,
            Label = label,
            Tiny = tiny,
            Name = PageParts.Shorten(session.Question, 90),
            Summary = PageParts.Shorten(session.FinalAnswer ?? session.ErrorMessage ?? "", 160),
            Sizes = [TerminalText.Count(session.Samples.Count, "inference"), TerminalText.Count(calls.Count, "call"),
                .. findings > 0 ? (string[])[TerminalText.Count(findings, "finding")] : []],
            Score = PageSession.ScoreOf(session),
            Right = session.Success ? "answered" : "failed",
            Tokens = session.Samples.Sum(sample => sample.Tokens() ?? 0),
            Turns = session.Samples.Count,
            Calls = calls.Count,
            Columns = session.Metadata,
            Outcomes = OutcomesOf(session, calls, findings),
            Tools = calls.Select(call => call.Tool),
        }.ToHtml();
    }

    private static IEnumerable<string> OutcomesOf(CollectedSession session, IReadOnlyList<SessionCall> calls,
        int findings)
    {
        yield return session.Success ? "answered" : "failed";
        if (calls.Any(call => call.Failed)) yield return "failed-call";
        if (calls.Count == 0) yield return "no-call";
        if (session.Samples.Any(sample => PageSession.TypeOf(sample) is not null)) yield return "late";
        if (findings > 0) yield return "found";
    }
}
