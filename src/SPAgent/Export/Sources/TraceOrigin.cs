using System.Text.Json;

namespace SPAgent;

/// <summary>How a folder of traces was made, as its run says: for cards.</summary>
internal static class TraceOrigin
{
    // In this order; what a run does not say is left out.
    private static readonly string[] s_settings =
    [
        "prompt", "tools", "tools_mode", "reward", "strategy", "rollouts", "seed", "temperature", "max_turns",
        "max_tokens",
        "box_units", "max_pixels", "dataset", "dataset_rows",
    ];

    /// <summary>Names and values; the prompt's text comes from the first trace that keeps it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(TraceStore traces)
    {
        JsonElement run = RunSettings.Of(traces.Folder);
        foreach (string name in s_settings)
        {
            if (!run.TryGetProperty(name, out JsonElement value)) continue;
            if (Text(value) is { } text) yield return KeyValuePair.Create(name.Replace('_', ' '), text);
        }

        const int looked = 100;
        InitialPrompt? prompt = traces.Names().Take(looked).Select(name => traces.TryLoad(name).Trace?.InitialPrompt)
            .FirstOrDefault(kept => kept is { User.Length: > 0 });
        if (prompt is null) yield break;
        bool said = run.TryGetProperty("tools", out _);
        if (!said && prompt.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
        {
            yield return KeyValuePair.Create("tools",
                string.Join(", ", ToolDefinitions.Signatures(tools).Select(tool => tool.Name)));
        }

        yield return KeyValuePair.Create("what the user says", prompt.User);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => $"{item}")),
        JsonValueKind.Null => null,
        _ => $"{value}",
    };
}
