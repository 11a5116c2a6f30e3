using System.Collections.Concurrent;
using System.Globalization;

namespace SPAgent;

/// <summary>Traces as rows: the whole conversation, its pictures brought back by replay.</summary>
internal sealed class TraceSource(TraceStore traces, ExportOptions options, ToolStyle style)
    : IExportSource, IAsyncDisposable
{
    // One sandbox for the whole export: to start one takes longer than to replay a trace.
    private readonly SandboxedPython _python = new();
    // In a pair the margin is that of its sides.
    private readonly RowChoice _choice =
        new(options.Task == TrainingTask.Dpo ? options with { MinMargin = null } : options);
    private readonly SuccessRule _success = options.SuccessWhen ?? SuccessRule.Default;
    private readonly ExportLabels _labels = new(traces.Labels(), options);
    // Made where there is an answer to score.
    private readonly Lazy<IReward> _reward = new(() => RunReward.Of(traces.Folder));
    // The traces of each row, by the name of the first; null where traces are exported one by one.
    private Dictionary<string, IReadOnlyList<TraceName>>? _rows;
    private readonly ConcurrentDictionary<string, Lazy<ImageDataset>> _datasets = new(StringComparer.Ordinal);

    public string Location => traces.Folder;

    public string Items => "traces";

    public IEnumerable<string> Filters => traces.Filters.Select(filter => filter.ToString());

    public int Batch => 1;

    public IEnumerable<KeyValuePair<string, string>> Origin() => TraceOrigin.Of(traces);

    public IEnumerable<string> Names()
    {
        bool together = options.Task is TrainingTask.Dpo or TrainingTask.Grpo || RowChoice.IsAsked(options);
        // Before anything is written: the reward may be one that can't be asked.
        if (_labels.HasAnswers) _ = _reward.Value;
        if (!together) return traces.AllNames().Select(name => name.File);
        _rows = TraceStore.Rows(traces.AllNames()).ToDictionary(row => row[0].File);
        return _rows.Keys;
    }

    public async Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ExportItem item = new();
        if (_rows is null)
        {
            Trace Read() => Improved(traces.Load(TraceName.Parse(name)!.Value), name);
            await AddAsync(item, name, Read, trace => Passes(trace, name), cancellationToken).ConfigureAwait(false);
            return item;
        }

        (string Name, TraceReadResult Read)[] row = [.. _rows[name].Select(one => (one.File, Load(one)))];
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
            // Whichever trace comes first asks the question of the row.
            if (options.Task == TrainingTask.Grpo && item.Rows.Count > 0) break;
        }

        return item;
    }

    private TraceReadResult Load(TraceName name) => traces.TryLoad(name) is var read && read.Trace is { } trace
        ? read with { Trace = Improved(trace, name.File) } : read;

    private Trace Improved(Trace trace, string name) =>
        _labels.AnswerOf(LabelId(name)) is { } answer ? BetterAnswer.In(trace, answer, _reward.Value) : trace;

    private static string LabelId(string file) => TraceName.Parse(file)!.Value.LabelId;

    private async Task AddAsync(
        ExportItem item, string name, Func<Trace> read, Func<Trace, bool> isTaken, CancellationToken cancellationToken)
    {
        try
        {
            if (!traces.Takes(TraceName.Parse(name)!.Value))
            {
                RowFacts.NoteIds(options, Ids(name));
                item.Filtered++;
                return;
            }

            Trace trace = read();
            if (!isTaken(trace)) item.Filtered++;
            else item.Rows.Add(await RowAsync(trace, name, cancellationToken).ConfigureAwait(false));
        }
        catch (RowRefusedException refused)
        {
            item.Refusals.Add(new(name, refused.Turn, refused.Message));
        }
        catch (Exception problem) when (problem is TraceException or DatasetException or ImageException
            or InvalidDataException or SandboxRefusedException)
        {
            item.Refusals.Add(new(name, null, problem is TraceException trace ? trace.What : problem.Message));
        }
    }

    // A trace that filters left out still sets the margin of its row.
    private bool Passes(Trace trace, string name) =>
        traces.Takes(TraceName.Parse(name)!.Value) && Facts(trace, name).Pass(options);

    private static string[] Ids(string name)
    {
        TraceName parsed = TraceName.Parse(name)!.Value;
        return [Path.GetFileNameWithoutExtension(name), parsed.Id, parsed.LabelId,
            parsed.Row.ToString(CultureInfo.InvariantCulture)];
    }

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    private RowFacts Facts(Trace trace, string name) => new()
    {
        Ids = [.. Ids(name), trace.SampleIndex.ToString(CultureInfo.InvariantCulture), TraceName.Of(trace).Id],
        Success = trace.Reward?.ParseSuccess ?? AnswerText.Find(trace.FinalResponse) is not null,
        Reward = trace.Reward?.Score,
        Solved = trace.Reward is { } reward ? _success.Holds(reward) : null,
        UsesTools = trace.ToolCalls.Count > 0,
        Tokens = LongestRequest(trace),
        HasFailedCalls = trace.ToolCalls.Any(call => !call.Success),
        Turns = trace.Turns.Count,
    };

    private static long? LongestRequest(Trace trace) =>
        trace.Turns.Max(turn => turn.Usage is { } usage
            ? usage.TotalTokens ?? usage.PromptTokens + usage.CompletionTokens : null);

    private async Task<TrainingRow> RowAsync(Trace trace, string name, CancellationToken cancellationToken)
    {
        bool asks = options.Task == TrainingTask.Grpo;
        bool bettered = !asks && _labels.AnswerOf(LabelId(name)) is not null;
        // The question needs no more of the trace than its beginning.
        Trace asked = asks ? trace with { ToolCalls = [] } : trace;
        ImageDataset dataset = DatasetOf(trace);
        ReplayedImages images = await ReplayedImages.OfAsync(
            asked, dataset, [_python, .. options.Tools], options.RequireProof, cancellationToken).ConfigureAwait(false);
        TraceConversation conversation = new(trace, style, images, options);
        return new TrainingRow
        {
            Id = Path.GetFileNameWithoutExtension(name),
            Source = name,
            Iteration = trace.Turns.Count,
            System = conversation.System,
            Messages = asks ? [conversation.Messages[0]] : conversation.Messages,
            Task = options.Task,
            LossOnFinal = options.LossOn == LossScope.Final,
            // What a person wrote in the place of a reply is good, whatever its score.
            Succeeded = bettered ? true
                : trace.Reward is { } reward && double.IsFinite(reward.Score) ? _success.Holds(reward) : null,
            Truth = RowTruth.Of(trace.SampleData),
            Index = trace.SampleIndex,
            DatasetName = Path.GetFileName(Path.TrimEndingDirectorySeparator(trace.DatasetPath ?? dataset.Path)),
            Question = conversation.Question,
            Tools = conversation.Tools,
            DeclaredTools = conversation.DeclaredTools,
            Called = [.. asked.ToolCalls.Select(call => (call.Turn, call.Name))],
            Tokens = LongestRequest(trace),
            Images = images.Images,
            Unproved = images.Unproved,
            Trace = trace,
            IsDropped = _labels.IsDropped(LabelId(name)),
            IsBettered = bettered,
            Model = trace.Model,
        };
    }

    private ImageDataset DatasetOf(Trace trace) => options.Dataset ?? _datasets.GetOrAdd(
        trace.DatasetPath is { } path && !string.IsNullOrWhiteSpace(path) && !path.Contains('\0') ? path
            : throw new RowRefusedException(null,
            "it names no dataset, so its pictures can't be brought back. Give the dataset that it was made from."),
        known => new Lazy<ImageDataset>(() => ImageDataset.Open(known, split: null, trace.Pictures?.Column))).Value;
}
