using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// <c>scores.jsonl</c> of a collection: what became of each question that was scored, whether its session was kept or
/// not. A line each; the last of a question counts.
/// </summary>
internal sealed class ScoreLog(string folder)
{
    public const string FileName = "scores.jsonl";

    private readonly JsonLog _log = new(Path.Combine(folder, FileName));

    /// <summary>Adds a line; it is in the file when the call returns.</summary>
    public void Add(ScoredAnswer scored)
    {
        JsonObject line = new()
        {
            ["source_key"] = scored.SourceKey,
            ["answered"] = scored.Answered,
            ["score"] = scored.Score is null ? null : JsonSerializer.SerializeToNode(scored.Score, JsonSettings.Line),
            ["iterations"] = scored.Iterations,
            ["tools"] = new JsonArray([.. scored.Tools.Select(tool => (JsonNode)tool)]),
        };
        _log.Add(line);
    }

    /// <summary>What is known, by the question's key.</summary>
    public IReadOnlyDictionary<string, ScoredAnswer> Read()
    {
        Dictionary<string, ScoredAnswer> scored = new(StringComparer.Ordinal);
        foreach (JsonObject line in _log.Read())
        {
            if (Parse(line) is { } known) scored[known.SourceKey] = known;
        }

        return scored;
    }

    private static ScoredAnswer? Parse(JsonObject line)
    {
        try
        {
            JsonElement json = line.Deserialize<JsonElement>();
            return new ScoredAnswer(json.GetProperty("source_key").GetString()!, json.GetProperty("answered").GetBoolean(),
                RewardScoreConverter.Read(json.GetProperty("score")), json.GetProperty("iterations").GetInt32(),
                [.. json.GetProperty("tools").EnumerateArray().Select(tool => tool.GetString()!)]);
        }
        catch (Exception torn)
            when (torn is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>What became of a question.</summary>
/// <param name="SourceKey">The question.</param>
/// <param name="Answered">Whether there was an answer.</param>
/// <param name="Score">Its score; null without a truth, or a verdict.</param>
/// <param name="Iterations">Iterations of the agent.</param>
/// <param name="Tools">The tools that were called, each once.</param>
internal sealed record ScoredAnswer(
    string SourceKey, bool Answered, RewardScore? Score, int Iterations, IReadOnlyList<string> Tools);
