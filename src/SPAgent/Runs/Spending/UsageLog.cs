using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// <c>usage.jsonl</c>: tokens that were paid for and stand in no trace or session, because their conversation failed
/// or was stopped, or their reply was no good and asked for again. A line each.
/// </summary>
internal sealed class UsageLog(string folder)
{
    public const string FileName = "usage.jsonl";

    private readonly JsonLog _log = new(Path.Combine(folder, FileName));

    /// <summary>Adds a line; it is in the file when the call returns.</summary>
    public void Add(SpentOn what, TokenCount tokens, DateTimeOffset time)
    {
        if (tokens.Total == 0) return;
        JsonObject line = what.Line();
        line["prompt_tokens"] = tokens.Input;
        if (tokens.Cached > 0) line["cached_tokens"] = tokens.Cached;
        line["completion_tokens"] = tokens.Output;
        line["time"] = time.ToString("O");
        _log.Add(line);
    }

    /// <summary>All that was written so far.</summary>
    public TokenCount Read() => _log.Read().Aggregate(default(TokenCount), (sum, line) => sum + new TokenCount(
        JsonLog.Number(line, "prompt_tokens") ?? 0, JsonLog.Number(line, "cached_tokens") ?? 0,
        JsonLog.Number(line, "completion_tokens") ?? 0));
}
