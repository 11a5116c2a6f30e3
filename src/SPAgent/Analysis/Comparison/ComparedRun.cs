using System.Text.Json;

namespace SPAgent;

/// <summary>A folder of traces with what a comparison needs of it.</summary>
/// <param name="Rows">The rows that have a trace, ascending.</param>
/// <param name="Unreadable">Traces that could not be read.</param>
/// <param name="Settings">What its <c>run.json</c> says; an empty object where there is none.</param>
internal sealed record ComparedRun(IReadOnlyList<ComparedRow> Rows, int Unreadable, JsonElement Settings)
{
    /// <summary>The fingerprint of its dataset; null where none is known.</summary>
    public string? Dataset => RowText.Of(Settings, "dataset");

    /// <exception cref="ArgumentException">It has no trace, or the rule asks for a figure that it has not.</exception>
    public static ComparedRun Read(TraceStore store, SuccessRule success, CancellationToken cancellationToken)
    {
        success.Demand(store);
        List<ComparedRow> rows = [];
        List<ComparedTrace> row = [];
        int unreadable = 0;
        foreach (ComparedTrace? trace in store.InParallel(
            traces => traces.Select(one => ComparedTrace.Of(one, success)).ToArray(), cancellationToken)
            .SelectMany(stretch => stretch))
        {
            if (trace is null)
            {
                unreadable++;
                continue;
            }

            if (row.Count > 0 && row[0].Row != trace.Row)
            {
                rows.Add(new ComparedRow([.. row]));
                row.Clear();
            }

            row.Add(trace);
        }

        if (row.Count > 0) rows.Add(new ComparedRow([.. row]));
        string left = store.Filters.Count > 0 ? "the filters leave no trace" : "there is no trace that can be read";
        return rows.Count > 0 ? new(rows, unreadable, RunSettings.Of(store.Folder))
            : throw new ArgumentException($"{store.Folder}: {left}, so there is nothing to compare.");
    }
}

/// <summary>A row with all answers to it; each figure is the mean over those that have it.</summary>
internal sealed class ComparedRow
{
    public ComparedRow(IReadOnlyList<ComparedTrace> traces)
    {
        Traces = traces;
        Values = traces.SelectMany(trace => trace.Values).GroupBy(value => value.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(one => one.Value) / group.Count(),
                StringComparer.Ordinal);
    }

    public IReadOnlyList<ComparedTrace> Traces { get; }

    public IReadOnlyDictionary<string, double> Values { get; }

    public int Row => Traces[0].Row;

    public JsonElement Data => Traces[0].Data;
}

/// <summary>A trace without its texts.</summary>
internal sealed record ComparedTrace(
    int Row, int Rollout, JsonElement Data, string? Image, TraceAnswer Answer,
    IReadOnlyList<(string Name, double Value)> Values)
{
    /// <summary>Null for one that could not be read.</summary>
    public static ComparedTrace? Of(TraceReadResult result, SuccessRule success) => result.Trace is { } trace
        && TraceName.Parse(Path.GetFileName(result.Path))!.Value is var name
        ? new ComparedTrace(name.Row, name.Rollout, trace.SampleData.Clone(), trace.ImageSha256,
            trace.Answer, [.. Figures(trace, success).Where(one => double.IsFinite(one.Value))
                .DistinctBy(one => one.Name)])
        : null;

    private static IEnumerable<(string Name, double Value)> Figures(Trace trace, SuccessRule success)
    {
        if (trace.Reward is { } reward)
        {
            yield return (TraceComparison.Score, reward.Score);
            yield return ("success", success.Holds(reward) ? 1 : 0);
            yield return ("parse_success", reward.ParseSuccess ? 1 : 0);
            foreach ((string name, double value) in reward.Metrics)
            {
                // An answer that was not read lies nowhere.
                if (reward.ParseSuccess || !MetricComparison.IsLessBetter(name)) yield return (name, value);
            }
        }

        yield return ("turns", trace.Turns.Count);
        yield return ("tool_calls", trace.ToolCalls.Count);
        yield return ("failed_calls", trace.ToolCalls.Count(call => !call.Success));
        if (trace.Turns.Any(turn => turn.Usage is not null))
            yield return ("tokens", trace.Turns.Sum(turn => turn.Tokens()));
        if (trace.Attempts is { } requests) yield return ("requests", requests);
        if (trace.DurationMs is { } duration) yield return ("duration_ms", duration);
    }
}
