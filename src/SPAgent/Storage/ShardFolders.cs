using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The shards of a run, by the folders in its own.</summary>
internal static class ShardFolders
{
    /// <summary>The settings that tell a shard from its siblings, and that may grow from one run to the next.</summary>
    private static readonly string[] s_free = ["shard", "rollouts"];

    /// <summary>Whether there is a shard in the folder.</summary>
    public static bool Any(string folder) => Directory.Exists(folder) && Found(folder).Any();

    /// <summary>Whether a folder is named as a shard's is.</summary>
    public static bool IsOne(string folder) =>
        RunShard.OfFolder(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder.AsSpan()))) is not null;

    /// <summary>The shards by their number, each with its folder; none where there is none.</summary>
    /// <exception cref="InvalidDataException">There are shards of different numbers of shards.</exception>
    public static IReadOnlyList<(RunShard Shard, string Folder)> In(string folder)
    {
        // A plain run, which may have a million traces, is not searched for folders.
        if (File.Exists(Path.Combine(folder, RunFolders.SettingsName))) return [];
        (RunShard Shard, string Folder)[] shards =
            [.. Found(folder).Select(shard => (RunShard.OfFolder(Path.GetFileName(shard.AsSpan()))!.Value, shard))];
        Array.Sort(shards, (one, other) => one.Shard.Index != other.Shard.Index
            ? one.Shard.Index.CompareTo(other.Shard.Index) : one.Shard.Count.CompareTo(other.Shard.Count));
        int odd = Array.FindIndex(shards, shard => shard.Shard.Count != shards[0].Shard.Count);
        if (odd < 0) return shards;
        throw new InvalidDataException(
            $"{folder}: {shards[0].Shard.FolderName} and {shards[odd].Shard.FolderName} are of runs with different "
            + "numbers of shards. Remove the folders of one of them.");
    }

    /// <summary>
    /// The settings of a run that its shards share: the <c>run.json</c> of the one with the most rollouts; null where
    /// none has one.
    /// </summary>
    /// <exception cref="InvalidDataException">They differ: the message names both and the setting.</exception>
    public static string? SharedSettings(string folder)
    {
        (string File, JsonObject Settings)? first = null;
        string? most = null;
        int rollouts = 0;
        foreach ((_, string shard) in In(folder))
        {
            string file = Path.Combine(shard, RunFolders.SettingsName);
            if (Read(file) is not { } settings) continue;
            if (first is { } one && Difference(one.Settings, settings) is { } setting)
            {
                throw new InvalidDataException(
                    $"{file}: {setting} is {Show(settings[setting])} there and {Show(one.Settings[setting])} in "
                    + $"{one.File}, so the shards are of different runs. Remove the folders of one of them.");
            }

            first ??= (file, settings);
            int here = settings["rollouts"] is JsonValue value && value.TryGetValue(out int number) ? number : 1;
            if (here > rollouts) (rollouts, most) = (here, file);
        }

        return most;
    }

    /// <summary>The first setting in which two runs differ, but for their shard; null for none.</summary>
    public static string? Difference(JsonObject one, JsonObject other) =>
        one.Select(setting => setting.Key).Union(other.Select(setting => setting.Key)).Except(s_free)
            .FirstOrDefault(name => !JsonNode.DeepEquals(one[name], other[name]));

    /// <summary>What a <c>run.json</c> holds; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is not an object of JSON.</exception>
    public static JsonObject? Read(string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject
                ?? throw new InvalidDataException($"{file}: a JSON object is expected. Remove the folder.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{file}: not valid JSON ({problem.Message}). Remove the folder.", problem);
        }
    }

    public static string Show(JsonNode? value) => value?.ToJsonString(JsonSettings.Line) ?? "null";

    private static IEnumerable<string> Found(string folder) =>
        Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Where(IsOne);
}
