using System.IO.Enumeration;
using System.Text;
using System.Text.Json;

namespace SPAgent.Serve;

/// <summary>A collection of sessions.</summary>
internal sealed class SessionItems(SessionStore store, Articles articles) : IItemSource
{
    private const int LongestTitle = 90;

    private static readonly QualityOptions s_quick = new() { Images = false };

    // A store stays what it was opened as.
    private readonly bool _isSharded = RunFolders.Parts(store.Path).Count > 1;

    // Of logs of these lengths and times.
    private int _failures;
    private (long, DateTime)[] _logs = [];

    public string Folder => store.Path;

    public IReadOnlyList<string> Parts => _isSharded ? RunFolders.Parts(store.Path) : [store.Path];

    public IReadOnlyList<string> Watched => _isSharded
        ? [.. Parts.Select(part => Path.Combine(part, "sessions")).Where(Directory.Exists)] : [store.SessionsPath];

    public string Thing => "session";

    public LabelStore Labels { get; } = store.Labels();

    public IEnumerable<FoundItem> Scan(bool stamped) => FoundItem.In(Watched, folder => Scan(folder, stamped));

    public FoundItem Stamp(string name) => new(name, Directory.GetLastWriteTimeUtc(PathOf(name)).Ticks, 0);

    // What a request says is looked up among the names of the index before anything is opened.
    public string? NameOf(string id) => id.Length is > 0 and <= 255 && id[0] != '.' && id.IndexOfAny(['/', '\\', '\0'])
        < 0 ? id : null;

    public string IdOf(string name) => name;

    public IndexedItem Read(string name)
    {
        try
        {
            return Of(name, store.Load(name));
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return new IndexedItem(name)
            {
                Title = name,
                Summary = TerminalText.Message(broken),
                Findings = 1,
                Terms = [new(Term.Outcome, "unreadable")],
            };
        }
    }

    public Html? Article(string name, CancellationToken cancellationToken) => Load(name) is { } session
        ? articles.Of(session, QualityReport.Check(session, s_quick, cancellationToken).Findings) : null;

    public byte[]? Picture(string name, int number, CancellationToken cancellationToken) => Load(name) is { } session
        ? Articles.Picture(session, number) : null;

    public int Failures()
    {
        (long, DateTime)[] logs = [.. Parts.Select(part => Stamp(new FileInfo(Path.Combine(part, "failures.jsonl"))))];
        if (!logs.SequenceEqual(_logs)) (_logs, _failures) = (logs,
            store.ReadFailures().DistinctBy(failed => failed.SourceKey ?? failed.SessionId).Count());
        return _failures;
    }

    private static (long, DateTime) Stamp(FileInfo log) => log.Exists ? (log.Length, log.LastWriteTimeUtc) : default;

    private static FileSystemEnumerable<FoundItem> Scan(string folder, bool stamped) => new(folder,
        (ref entry) => new FoundItem(entry.FileName.ToString(), stamped ? entry.LastWriteTimeUtc.UtcTicks : 0, 0),
        new EnumerationOptions { AttributesToSkip = FileAttributes.None })
    {
        ShouldIncludePredicate = (ref entry) => entry.IsDirectory && entry.FileName[0] != '.',
    };

    private string PathOf(string name) =>
        Watched.Select(folder => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists) ?? name;

    private CollectedSession? Load(string name)
    {
        if (!Directory.Exists(PathOf(name))) return null;
        try
        {
            return store.Load(name);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            throw new InvalidDataException(TerminalText.Message(broken), broken);
        }
    }

    private static bool IsBroken(Exception problem) =>
        problem is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException;

    private static IndexedItem Of(string name, CollectedSession session)
    {
        IReadOnlyList<Finding> findings = QualityReport.Check(session, s_quick).Findings;
        IReadOnlyList<SessionCall> calls = SessionCall.Of(session);
        string answer = session.FinalAnswer ?? session.ErrorMessage ?? "";
        return new IndexedItem(name)
        {
            Title = IndexedItem.Shorten(session.Question, LongestTitle),
            Summary = IndexedItem.Shorten(answer),
            Turns = session.Samples.Count,
            Calls = calls.Count,
            Failed = calls.Count(call => call.Failed),
            Tokens = session.Samples.Sum(sample => sample.Tokens() ?? 0),
            Read = session.Success,
            DurationMs = session is { StartTime: { } start, EndTime: { } end } && end >= start
                ? (end - start).TotalMilliseconds : null,
            Score = RowText.Column(session.Metadata, "score") is { ValueKind: JsonValueKind.Number } score
                && score.TryGetDouble(out double number) && double.IsFinite(number) ? number : null,
            Findings = findings.Count,
            Terms = [.. Terms(session, calls, findings).Distinct()],
            Words = Words(session, calls),
        };
    }

    private static IEnumerable<Term> Terms(
        CollectedSession session, IReadOnlyList<SessionCall> calls, IReadOnlyList<Finding> findings)
    {
        yield return new(Term.Outcome, session.Success ? "answered" : "failed");
        if (calls.Any(call => call.Failed)) yield return new(Term.Outcome, "failed-call");
        if (calls.Count == 0) yield return new(Term.Outcome, "no-call");
        if (findings.Count > 0) yield return new(Term.Outcome, "found");
        if (RowText.Of(session.Metadata, "model") is { Length: <= 200 } model) yield return new(Term.Model, model);
        foreach (SessionCall call in calls.Where(call => call.Tool.Length <= 200).Take(1000))
            yield return new(Term.Tool, call.Tool);
        foreach (Finding finding in findings) yield return new(Term.Finding, finding.Check);
    }

    private static string Words(CollectedSession session, IReadOnlyList<SessionCall> calls)
    {
        StringBuilder words = new(4096);
        SearchText.Append(words, session.Question);
        foreach (InferenceSample sample in session.Samples)
        {
            SearchText.Append(words, sample.Reasoning);
            SearchText.Append(words, sample.Response);
        }

        foreach (SessionCall call in calls)
        {
            SearchText.Append(words, call.Tool);
            if (call.Arguments is { } arguments) TraceItems.Add(words, arguments);
            TraceItems.Add(words, call.Result);
        }

        if (session.Samples.Count == 0 || session.Samples[^1].Response != session.FinalAnswer)
            SearchText.Append(words, session.FinalAnswer);
        SearchText.Append(words, session.ErrorMessage);
        return words.ToString();
    }
}
