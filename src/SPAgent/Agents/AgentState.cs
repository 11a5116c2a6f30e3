using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>What an agent has done about one question so far.</summary>
internal sealed class AgentState(string question, IReadOnlyList<AgentImage> originals, AgentMemory? memory)
{
    public string Question { get; } = question;

    public IReadOnlyList<AgentImage> Originals { get; } = originals;

    public IReadOnlyList<(string Question, string? Answer)> Earlier { get; } = memory?.Exchanges ?? [];

    public List<AgentImage> FromTools { get; } = [.. memory?.FromTools ?? []];

    public int Remembered { get; } = memory?.FromTools.Count ?? 0;

    public List<JsonObject> Calls { get; } = [];

    public Dictionary<string, JsonObject> Results { get; } = new(StringComparer.Ordinal);

    public List<string> UsedTools { get; } = [];

    public List<string> Prompts { get; } = [];

    public List<(int Iteration, string Reply, IReadOnlyList<string> Results)> Log { get; } = [];

    public long Tokens { get; set; }

    /// <summary>What the question spends; null where nobody counts.</summary>
    public SpendingShare? Share { get; init; }

    public IEnumerable<string> MadeImages => FromTools.Skip(Remembered).Select(image => image.Path);

    /// <summary>The images that a prompt shows: the given ones, then the newest that tools made, oldest of those
    /// first.</summary>
    public IReadOnlyList<AgentImage> Shown(SpatialAgentOptions options)
    {
        AgentImage[] all = [.. Originals, .. FromTools.TakeLast(options.ToolImageBudget)];
        if (options.ImageBudget is not { } most || all.Length <= most) return all;
        return most == 1 ? [all[^1]] : [all[0], .. all.TakeLast(most - 1)];
    }

    /// <summary>The history as it is now, for a sample: later calls do not change it.</summary>
    public JsonObject Snapshot(string? type, Reply reply)
    {
        JsonObject context = new()
        {
            ["tool_calls_history"] = new JsonArray([.. Calls.Select(call => call.DeepClone())]),
            ["tool_results_history"] = new JsonObject(
                Results.Select(result => KeyValuePair.Create(result.Key, (JsonNode?)result.Value.DeepClone()))),
            ["additional_images_history"] = new JsonArray([.. MadeImages.Select(path => (JsonNode)path)]),
        };
        if (type is not null) context["type"] = type;
        if (reply.TextAfterCall is not null) context["text_after_call"] = reply.TextAfterCall;
        if (reply.TakenFrom is not null) context["taken_from"] = reply.TakenFrom;
        return context;
    }

    /// <summary>The key of a tool's result, numbered where its name is taken.</summary>
    public static string FreeKey(string tool, int iteration, Predicate<string> isTaken)
    {
        string key = $"{tool}_iter{iteration}", free = key;
        for (int number = 2; isTaken(free); number++) free = $"{key}_{number}";
        return free;
    }
}
