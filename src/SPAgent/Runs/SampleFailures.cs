using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary><c>failures.jsonl</c>: one line for each sample that failed, with its reason. The last line of a sample
/// counts.</summary>
internal sealed class SampleFailures(string folder)
{
    public const string FileName = "failures.jsonl";

    private const string Transient = "transient";

    private readonly string _path = Path.Combine(folder, FileName);
    private readonly Lock _writing = new();

    /// <summary>Sample index → its line. A last line that was torn by a crash is skipped.</summary>
    public SortedDictionary<int, JsonObject> Read()
    {
        SortedDictionary<int, JsonObject> failures = [];
        foreach (string line in AppendLog.ReadLines(_path))
        {
            if (TryParse(line) is { } entry && entry["sample_index"] is JsonValue value
                && value.TryGetValue(out int index)) failures[index] = entry;
        }

        return failures;
    }

    /// <summary>The samples that failed for good: all but those whose failure may have passed.</summary>
    public IEnumerable<int> Final() =>
        Read().Where(failure => failure.Value[Transient]?.GetValueKind() != JsonValueKind.True)
            .Select(failure => failure.Key);

    /// <summary>Adds a line; it is in the file when the call returns.</summary>
    public void Add(int sampleIndex, string reason, DateTimeOffset time, bool transient)
    {
        JsonObject entry = new() { ["sample_index"] = sampleIndex, ["reason"] = reason, ["time"] = time.ToString("O") };
        if (transient) entry[Transient] = true;
        lock (_writing) AppendLog.Append(_path, entry.ToJsonString(JsonSettings.Line));
    }

    /// <summary>Rewrites the log in the order of the samples, without those that have a trace by now.</summary>
    public async Task TidyAsync(TraceStore traces)
    {
        SortedDictionary<int, JsonObject> failures = Read();
        if (failures.Count == 0 && !File.Exists(_path)) return;
        StringBuilder text = new();
        foreach ((int index, JsonObject entry) in failures)
        {
            if (!traces.Contains(index)) text.Append(entry.ToJsonString(JsonSettings.Line)).Append('\n');
        }

        if (text.Length == 0) File.Delete(_path);
        else await WholeFile.WriteAsync(_path, Encoding.UTF8.GetBytes(text.ToString())).ConfigureAwait(false);
    }

    private static JsonObject? TryParse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
