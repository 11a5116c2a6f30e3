using System.Collections.Concurrent;
using System.Globalization;

namespace SPAgent;

/// <summary>Traces as rows: the whole conversation, its pictures brought back by replay.</summary>
internal sealed class TraceSource(TraceStore traces, ExportOptions options, ToolStyle style) : IExportSource, IAsyncDisposable
{
    // One sandbox for the whole export: to start one takes longer than to replay a trace.
    private readonly SandboxedPython _python = new();
    private readonly RowChoice _choice = new(options);
    private readonly SuccessRule _success = options.SuccessWhen ?? SuccessRule.Default;
    // The traces of each row, by the name of the first; null where traces are exported one by one.
    private Dictionary<string, IReadOnlyList<TraceName>>? _rows;
    private readonly ConcurrentDictionary<string, Lazy<ImageDataset>> _datasets = new(StringComparer.Ordinal);

    public string Location => traces.Folder;

    public string Items => "traces";

    public int Batch => 1;

    public IEnumerable<string> Names()
    {
        if (!RowChoice.IsAsked(options)) return traces.Names().Select(name => name.File);
        _rows = traces.Rows().ToDictionary(row => row[0].File);
        return _rows.Keys;
    }

    public async Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ExportItem item = new();
        if (_rows is null)
        {
            Trace Read() => Trace.Load(Path.Combine(traces.Folder, name));
            await AddAsync(item, name, Read, trace => Passes(trace, name), cancellationToken).ConfigureAwait(false);
            return item;
        }

        (string Name, TraceReadResult Read)[] row = [.. _rows[name].Select(one => (one.File, traces.TryLoad(one)))];
        Dictionary<Trace, string> names = new(ReferenceEqualityComparer.Instance);
        foreach ((string file, TraceReadResult read) in row)
        {
            if (read.Trace is { } trace) names[trace] = file;
        }

        IReadOnlySet<Trace> kept = _choice.Of([.. names.Keys], trace => Passes(trace, names[trace]));
        foreach ((string file, TraceReadResult read) in row)
        {
            await AddAsync(item, file, () => read.Trace ?? throw read.Problem!, kept.Contains, cancellationToken)
                .ConfigureAwait(false);
        }

        return item;
    }

    private async Task AddAsync(
        ExportItem item, string name, Func<Trace> read, Func<Trace, bool> isTaken, CancellationToken cancellationToken)
    {
        try
        {
            Trace trace = read();
            if (!isTaken(trace)) item.Filtered++;
            else item.Rows.Add(await RowAsync(trace, name, cancellationToken).ConfigureAwait(false));
        }
        catch (RowRefusedException refused)
        {
            item.Refusals.Add(new(name, refused.Turn, refused.Message));
        }
        catch (Exception problem) when (problem is TraceException or DatasetException or ImageException or InvalidDataException or SandboxRefusedException)
        {
            item.Refusals.Add(new(name, null, problem.Message));
        }
    }

    private bool Passes(Trace trace, string name) => Facts(trace, name).Pass(options);

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    private RowFacts Facts(Trace trace, string name) => new()
    {
        Ids = [Path.GetFileNameWithoutExtension(name), trace.SampleIndex.ToString(CultureInfo.InvariantCulture),
            TraceName.Of(trace).Short],
        Success = trace.Reward?.ParseSuccess ?? AnswerText.Find(trace.FinalResponse) is not null,
        Reward = trace.Reward?.Score,
        Solved = trace.Reward is { } reward ? _success.Holds(reward) : null,
        UsesTools = trace.ToolCalls.Count > 0,
        Tokens = LongestRequest(trace),
        HasFailedCalls = trace.ToolCalls.Any(call => !call.Success),
        Turns = trace.Turns.Count,
    };

    private static long? LongestRequest(Trace trace) =>
        trace.Turns.Max(turn => turn.Usage is { } usage ? usage.TotalTokens ?? usage.PromptTokens + usage.CompletionTokens : null);

    private async Task<TrainingRow> RowAsync(Trace trace, string name, CancellationToken cancellationToken)
    {
        ReplayedImages images = await ReplayedImages.OfAsync(trace, DatasetOf(trace), [_python, .. options.Tools], options.RequireProof, cancellationToken).ConfigureAwait(false);
        TraceConversation conversation = new(trace, style, images, options);
        return new TrainingRow
        {
            Id = Path.GetFileNameWithoutExtension(name),
            Source = name,
            Iteration = trace.Turns.Count,
            System = conversation.System,
            Messages = conversation.Messages,
            Question = conversation.Question,
            Tools = conversation.Tools,
            DeclaredTools = conversation.DeclaredTools,
            Called = [.. trace.ToolCalls.Select(call => (call.Turn, call.Name))],
            Tokens = LongestRequest(trace),
            Images = images.Images,
            Unproved = images.Unproved,
            Trace = trace,
            Model = trace.Model,
        };
    }

    private ImageDataset DatasetOf(Trace trace) => options.Dataset ?? _datasets.GetOrAdd(
        trace.DatasetPath ?? throw new RowRefusedException(null, "it names no dataset, so its pictures can't be brought back. Give the dataset that it was made from."),
        path => new Lazy<ImageDataset>(() => ImageDataset.Open(path, split: null, trace.Pictures?.Column))).Value;
}
