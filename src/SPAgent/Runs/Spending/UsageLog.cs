using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// <c>usage.jsonl</c>: tokens that were paid for and stand in no trace or session, because their conversation failed
/// or was stopped, or their reply was no good and asked for again. A line each.
/// </summary>
internal sealed class UsageLog(string folder)
{
    public const string FileName = "usage.jsonl";

    private readonly string _path = Path.Combine(folder, FileName);
    private readonly Lock _writing = new();

    /// <summary>Adds a line; it is in the file when the call returns.</summary>
    public void Add(SpentOn what, TokenCount tokens, DateTimeOffset time)
    {
        if (tokens.Total == 0) return;
        JsonObject line = what.Line();
        line["prompt_tokens"] = tokens.Input;
        if (tokens.Cached > 0) line["cached_tokens"] = tokens.Cached;
        line["completion_tokens"] = tokens.Output;
        line["time"] = time.ToString("O");
        lock (_writing) AppendLog.Append(_path, line.ToJsonString(JsonSettings.Line));
    }

    /// <summary>All that was written so far.</summary>
    public TokenCount Read()
    {
        TokenCount sum = default;
        foreach (string line in AppendLog.ReadLines(_path))
        {
            try
            {
                JsonNode? read = JsonNode.Parse(line);
                sum += new TokenCount(Number(read, "prompt_tokens"), Number(read, "cached_tokens"),
                    Number(read, "completion_tokens"));
            }
            catch (JsonException)
            {
                // The half line of a killed process.
            }
        }

        return sum;
    }

    private static long Number(JsonNode? line, string field) =>
        line is JsonObject entry && entry[field] is JsonValue value && value.TryGetValue(out long number) && number > 0
            ? number : 0;
}
