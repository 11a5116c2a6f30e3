using System.Text;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// <c>failures.jsonl</c>: one line for each conversation that failed, with its reason. The last line of one counts. A
/// line says its rollout where it is not the first.
/// </summary>
internal sealed class SampleFailures(string folder)
{
    public const string FileName = "failures.jsonl";

    private const string Transient = "transient", Rollout = "rollout";

    private readonly JsonLog _log = new(Path.Combine(folder, FileName));

    /// <summary>What failed → its line. A last line that was torn by a crash is skipped.</summary>
    public SortedDictionary<TraceName, JsonObject> Read()
    {
        SortedDictionary<TraceName, JsonObject> failures = new(TraceName.Order);
        foreach (JsonObject entry in _log.Read())
        {
            if (NameOf(entry) is { } name) failures[name] = entry;
        }

        return failures;
    }

    /// <summary>What failed for good: all but those whose failure may have passed.</summary>
    public IEnumerable<TraceName> Final() =>
        Read().Where(failure => !JsonLog.IsTrue(failure.Value, Transient)).Select(failure => failure.Key);

    /// <summary>Adds a line; it is in the file when the call returns.</summary>
    public void Add(TraceName name, string reason, DateTimeOffset time, bool transient)
    {
        JsonObject entry = new() { ["sample_index"] = name.Row };
        if (name.Rollout > 1) entry[Rollout] = name.Rollout;
        entry["reason"] = reason;
        entry["time"] = time.ToString("O");
        if (transient) entry[Transient] = true;
        _log.Add(entry);
    }

    /// <summary>Rewrites the log in the order of the samples, without those that have a trace by now.</summary>
    public async Task TidyAsync(TraceStore traces)
    {
        SortedDictionary<TraceName, JsonObject> failures = Read();
        if (failures.Count == 0 && !File.Exists(_log.Path)) return;
        StringBuilder text = new();
        foreach ((TraceName name, JsonObject entry) in failures)
        {
            if (traces.Contains(name.Row, name.Rollout)) continue;
            text.Append(entry.ToJsonString(JsonSettings.Line)).Append('\n');
        }

        if (text.Length == 0) File.Delete(_log.Path);
        else await WholeFile.WriteAsync(_log.Path, Encoding.UTF8.GetBytes(text.ToString())).ConfigureAwait(false);
    }

    /// <summary>What a line is about; null where it does not say.</summary>
    public static TraceName? NameOf(JsonObject entry) => Number(entry, "sample_index") is { } index
        ? new TraceName(index, Number(entry, Rollout) ?? 1) : null;

    private static int? Number(JsonObject entry, string field) =>
        JsonLog.Number(entry, field) is { } number and <= int.MaxValue ? (int)number : null;
}
