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

        IReward plain = Rewards.ByName(name);
        if (settings.ValueKind != JsonValueKind.Object || !plain.GetType().IsPublic) return plain;
        try
        {
            return (IReward)settings.Deserialize(plain.GetType(), JsonSettings.Line)!;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or NotSupportedException)
        {
            throw new ArgumentException(
                $"{folder}: the reward_settings of run.json are none of {name}: {problem.Message}", problem);
        }
    }
}
