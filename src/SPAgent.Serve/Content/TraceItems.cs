using System.IO.Enumeration;
using System.Text;
using System.Text.Json;

namespace SPAgent.Serve;

/// <summary>A folder of traces, with those of its shards, or a pack.</summary>
internal sealed class TraceItems(TraceStore store, Articles articles) : IItemSource
{
    // A pack never changes, and its traces bear its own time.
    private readonly bool _isPack = RunFolders.IsPack(store.Folder);
    private readonly FailureCount _failures = new(store);

    private const int LongestValue = 60, MostColumns = 60;

    // Asked once: to look for shards among very many traces takes its time, and a store stays what it was opened as.
    private readonly bool _isSharded = RunFolders.Parts(store.Folder).Count > 1;

    private static readonly EnumerationOptions s_everyFile = new() { AttributesToSkip = 0 };
    private static readonly QualityOptions s_quick = new() { Images = false };

    public string Folder => store.Folder;

    public IReadOnlyList<string> Parts => _isSharded ? RunFolders.Parts(store.Folder) : [store.Folder];

    public IReadOnlyList<string> Watched => Parts;

    public string Thing => "trace";

    public TraceStore Store => store;

    public LabelStore Labels { get; } = store.Labels();

    public IEnumerable<FoundItem> Scan(bool stamped) => _isPack
        ? TraceName.In(store).Select(name => Stamp(name.File))
        : FoundItem.In(Watched, folder => Scan(folder, stamped));

    public FoundItem Stamp(string name)
    {
        FileInfo file = new(_isPack ? Path.Combine(store.Folder, RunFolders.PackFile) : PathOf(name));
        return new FoundItem(name, file.LastWriteTimeUtc.Ticks, file.Exists ? file.Length : 0);
    }

    public string? NameOf(string id) => TraceName.ParseId(id)?.File;

    public string IdOf(string name) => TraceName.Parse(name)!.Value.LabelId;

    public IndexedItem Read(string name)
    {
        TraceName which = TraceName.Parse(name)!.Value;
        TraceReadResult result = which.TryLoad(store);
        return result.Trace is { } trace ? Of(which, trace) : new IndexedItem(name)
        {
            Row = which.Row,
            Rollout = which.Rollout,
            Title = which.ToString(),
            Summary = result.Problem!.Message,
            Findings = 1,
            Terms = [new(Term.Outcome, "unreadable")],
        };
    }

    public Html? Article(string name, CancellationToken cancellationToken) => Load(name) is { } trace
        ? articles.Of(trace, FindingsOf(trace), cancellationToken) : null;

    public byte[]? Picture(string name, int number, CancellationToken cancellationToken) =>
        Load(name) is { } trace ? articles.Picture(trace, number, cancellationToken) : null;

    public int Failures() => _failures.In(Parts);

    private static FileSystemEnumerable<FoundItem> Scan(string folder, bool stamped) => new(folder,
        (ref entry) => stamped
            ? new FoundItem(entry.FileName.ToString(), entry.LastWriteTimeUtc.UtcTicks, entry.Length)
            : new FoundItem(entry.FileName.ToString(), 0, 0), s_everyFile)
    {
        ShouldIncludePredicate = (ref entry) => TraceName.Parse(entry.FileName) is not null && !entry.IsDirectory,
    };

    private string PathOf(string name)
    {
        TraceName which = TraceName.Parse(name)!.Value;
        return store.PathOf(which.Row, which.Rollout);
    }

    private Trace? Load(string name)
    {
        TraceName which = TraceName.Parse(name)!.Value;
        if (!store.Contains(which.Row, which.Rollout)) return null;
        TraceReadResult result = which.TryLoad(store);
        return result.Trace ?? throw new InvalidDataException(result.Problem!.Message);
    }

    private static IReadOnlyList<Finding> FindingsOf(Trace trace) => QualityReport.Check(trace, s_quick).Findings;

    private static IndexedItem Of(TraceName which, Trace trace)
    {
        IReadOnlyList<Finding> findings = FindingsOf(trace);
        TraceAnswer truth = trace.Truth;
        string answer = trace.Answer.Text ?? trace.FinalResponse;
        return new IndexedItem(which.File)
        {
            Row = which.Row,
            Rollout = which.Rollout,
            Title = Articles.NameOf(trace),
            Summary = IndexedItem.Shorten(answer),
            Turns = trace.Turns.Count,
            Calls = trace.ToolCalls.Count,
            Failed = trace.ToolCalls.Count(call => !call.Success),
            Tokens = trace.Turns.Sum(turn => turn.Tokens()),
            DurationMs = trace.DurationMs,
            Score = Finite(trace.Reward?.Score),
            Read = trace.Reward?.ParseSuccess,
            Km = Finite(trace.DistanceKm),
            Latitude = truth.Latitude,
            Longitude = truth.Longitude,
            Findings = findings.Count,
            Terms = [.. Terms(trace, findings).Distinct()],
            Words = Words(trace),
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static IEnumerable<Term> Terms(Trace trace, IReadOnlyList<Finding> findings)
    {
        if (trace.Reward is { } reward) yield return new(Term.Outcome, reward.ParseSuccess ? "read" : "unread");
        if (trace.ToolCalls.Any(call => !call.Success)) yield return new(Term.Outcome, "failed-call");
        if (trace.ToolCalls.Count == 0) yield return new(Term.Outcome, "no-call");
        if (findings.Count > 0) yield return new(Term.Outcome, "found");
        if (trace.Model is { Length: > 0 and <= 200 } model) yield return new(Term.Model, model);
        foreach (ToolCall call in trace.ToolCalls.Where(call => call.Name.Length <= 200).Take(1000))
            yield return new(Term.Tool, call.Name);
        foreach (Finding finding in findings) yield return new(Term.Finding, finding.Check);
        foreach (JsonProperty column in trace.SampleData.EnumerateObject().Take(MostColumns))
        {
            // Measurements are no groups.
            if (column.Value.ValueKind == JsonValueKind.Number && !column.Value.TryGetInt64(out _)) continue;
            if (column.Name.Length <= LongestValue && RowText.Of(column.Value) is { Length: <= LongestValue } value)
                yield return new(Term.Column + column.Name, value);
        }
    }

    // What was said and done, and the row; prompts and definitions of tools are the same in all traces.
    private static string Words(Trace trace)
    {
        StringBuilder words = new(4096);
        foreach (JsonProperty column in trace.SampleData.EnumerateObject()) Add(words, column.Value);
        foreach (ConversationTurn turn in trace.Turns)
        {
            SearchText.Append(words, turn.Reasoning);
            SearchText.Append(words, turn.Response);
            SearchText.Append(words, turn.TextAfterCall);
        }

        foreach (ToolCall call in trace.ToolCalls)
        {
            SearchText.Append(words, call.Name);
            SearchText.Append(words, call.Code);
            if (call.Code is null && call.Arguments is { } arguments) Add(words, arguments);
            SearchText.Append(words, call.Message);
        }

        if (trace.Turns.Count == 0 || trace.Turns[^1].Response != trace.FinalResponse)
            SearchText.Append(words, trace.FinalResponse);
        SearchText.Append(words, trace.EndedBy);
        return words.ToString();
    }

    /// <summary>The texts of a value as they read, and the rest of it as it is written.</summary>
    public static void Add(StringBuilder words, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return;
        if (value.ValueKind != JsonValueKind.Object)
        {
            SearchText.Append(words, RowText.Of(value) ?? JsonText.Line(value));
            return;
        }

        foreach (JsonProperty field in value.EnumerateObject())
        {
            SearchText.Append(words, field.Name);
            SearchText.Append(words, RowText.Of(field.Value) ?? JsonText.Line(field.Value));
        }
    }
}
