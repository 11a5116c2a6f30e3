using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Internal;

/// <summary>The reward that a folder of traces was made with, to score answers with it again.</summary>
public static class RunReward
{
    /// <summary>By what <c>run.json</c> says; without one by place, as traces of other tools are scored.</summary>
    /// <exception cref="ArgumentException">It asks a model, or is none of ours: what it would say is not
    /// known.</exception>
    internal static IReward Of(string folder)
    {
        JsonElement run = RunSettings.Of(folder);
        string name = RowText.Of(run, "reward") ?? "geoguessr";
        bool isSet = run.TryGetProperty("reward_settings", out JsonElement set)
            && set.ValueKind == JsonValueKind.Object;
        if (!Rewards.Names.Contains(name))
        {
            throw new ArgumentException($"{folder}: its run's reward is {name}, which can't score a better answer "
                + "without asking. Export without better answers, or rescore the folder with one of "
                + $"{string.Join(", ", Rewards.Names)} first.");
        }

        return Make(name, isSet ? JsonObject.Create(set)! : [], RunFolders.SettingsOf(folder));
    }

    /// <summary>A reward as it was set.</summary>
    /// <param name="name">One of <see cref="Rewards.Names"/>.</param>
    /// <param name="settings">Its properties, as <c>run.json</c> keeps them; what is absent has its default.</param>
    /// <param name="source">Where they stand, for messages.</param>
    /// <exception cref="ArgumentException">No reward has that name, or they are no settings of it.</exception>
    public static IReward Make(string name, JsonObject settings, string source)
    {
        ArgumentNullException.ThrowIfNull(settings);
        IReward plain = Rewards.ByName(name);
        if (!plain.GetType().IsPublic) return plain;
        try
        {
            return (IReward)settings.Deserialize(plain.GetType(), JsonSettings.Line)!;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or NotSupportedException)
        {
            throw new ArgumentException(
                $"{source}: the settings are none of the reward {name}: {problem.Message}", problem);
        }
    }
}
