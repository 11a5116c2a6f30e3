using System.Collections.Concurrent;
using System.Globalization;

namespace SPAgent;

/// <summary>Traces as rows: the whole conversation, its pictures brought back by replay.</summary>
internal sealed class TraceSource(TraceStore traces, ExportOptions options, ToolStyle style) : IExportSource, IAsyncDisposable
{
    // One sandbox for the whole export: to start one takes longer than to replay a trace.
    private readonly SandboxedPython _python = new();
    private readonly ConcurrentDictionary<string, Lazy<ImageDataset>> _datasets = new(StringComparer.Ordinal);

    public string Location => traces.Folder;

    public string Items => "traces";

    public int Batch => 1;

    public IEnumerable<KeyValuePair<string, string>> Origin() => TraceOrigin.Of(traces);

    public IEnumerable<string> Names() => traces.Names().Select(name => name.File);

    public async Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ExportItem item = new();
        try
        {
            Trace trace = Trace.Load(Path.Combine(traces.Folder, name));
            if (!Facts(trace, name).Pass(options)) item.Filtered++;
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

        return item;
    }

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    private static RowFacts Facts(Trace trace, string name) => new()
    {
        Ids = [Path.GetFileNameWithoutExtension(name), trace.SampleIndex.ToString(CultureInfo.InvariantCulture)],
        Success = trace.Reward?.ParseSuccess ?? AnswerText.Find(trace.FinalResponse) is not null,
        Reward = trace.Reward?.Score,
        UsesTools = trace.ToolCalls.Count > 0,
        Tokens = LongestRequest(trace),
        HasFailedCalls = trace.ToolCalls.Any(call => !call.Success),
        Turns = trace.Turns.Count,
    };

    private static long? LongestRequest(Trace trace) =>
        trace.Turns.Max(turn => turn.Usage is { } usage ? usage.TotalTokens ?? usage.PromptTokens + usage.CompletionTokens : null);

    private async Task<TrainingRow> RowAsync(Trace trace, string name, CancellationToken cancellationToken)
    {
        bool asks = options.Task == TrainingTask.Grpo;
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
            Succeeded = trace.Reward?.Success,
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
            Model = trace.Model,
        };
    }

    private ImageDataset DatasetOf(Trace trace) => options.Dataset ?? _datasets.GetOrAdd(
        trace.DatasetPath ?? throw new RowRefusedException(null, "it names no dataset, so its pictures can't be brought back. Give the dataset that it was made from."),
        path => new Lazy<ImageDataset>(() => ImageDataset.Open(path, split: null, trace.Pictures?.Column))).Value;
}
