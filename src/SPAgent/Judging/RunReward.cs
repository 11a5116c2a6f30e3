using System.Text.Json;

namespace SPAgent;

/// <summary>The reward that a folder of traces was made with, to score another answer with it.</summary>
internal static class RunReward
{
    /// <summary>By what <c>run.json</c> says; without one by place, as traces of other tools are scored.</summary>
    /// <exception cref="ArgumentException">It asks a model, or is none of ours: what it would say is not
    /// known.</exception>
    public static IReward Of(string folder)
    {
        JsonElement run = RunSettings.Of(folder);
        string name = RowText.Of(run, "reward") ?? "geoguessr";
        JsonElement settings = run.TryGetProperty("reward_settings", out JsonElement set) ? set : default;
        if (!Rewards.Names.Contains(name))
        {
            throw new ArgumentException($"{folder}: its run's reward is {name}, which can't score a better answer "
                + "without asking. Export without better answers, or rescore the folder with one of "
                + $"{string.Join(", ", Rewards.Names)} first.");
        }

        string? column = settings.ValueKind == JsonValueKind.Object ? RowText.Of(settings, "answer_column") : null;
        return name != "numeric" ? Rewards.ByName(name, column) : new NumericReward
        {
            AnswerColumn = column ?? "answer",
            Tolerance = Number("tolerance"),
            RelativeTolerance = Number("relative_tolerance"),
        };

        double Number(string setting) => settings.ValueKind == JsonValueKind.Object
            && settings.TryGetProperty(setting, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() : 0;
    }
}
