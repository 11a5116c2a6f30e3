using System.Text.Json;

namespace SPAgent;

/// <summary>What the <c>run.json</c> of a folder of traces says about several answers to a row.</summary>
/// <param name="Rollouts">Answers asked for; 1 where it says nothing.</param>
/// <param name="StopsWhenSolved">Whether successes ended the asking.</param>
internal sealed record RolloutSettings(int Rollouts, bool StopsWhenSolved)
{
    /// <summary>Reads them; a file that is not there or can't be read says nothing.</summary>
    public static RolloutSettings Of(string folder)
    {
        JsonElement settings = RunSettings.Of(folder);
        int rollouts = settings.TryGetProperty("rollouts", out JsonElement given)
            && given.ValueKind == JsonValueKind.Number
            && given.TryGetInt32(out int number) && number > 0 ? number : 1;
        bool stops = settings.TryGetProperty("stop_when_solved", out JsonElement stop)
            && stop.ValueKind == JsonValueKind.Number;
        return new(rollouts, stops);
    }
}
