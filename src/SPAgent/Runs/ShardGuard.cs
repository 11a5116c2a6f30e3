using System.Text.Json.Nodes;

namespace SPAgent.Internal;

/// <summary>Keeps runs apart that may not write into one folder: shards, plain runs and packs.</summary>
public static class ShardGuard
{
    /// <summary>The folder that a run writes to.</summary>
    /// <param name="output">The folder that was named.</param>
    /// <param name="shard">Which shard; null for a whole run.</param>
    /// <exception cref="DistillationException">Something is there that this run can't go beside.</exception>
    public static string FolderFor(string output, RunShard? shard)
    {
        string full = Path.GetFullPath(output);
        if (RunFolders.IsPack(full))
        {
            throw new DistillationException(
                $"{output}: it is a pack, which is only read. Give this run another folder, or unpack it first.");
        }

        if (shard is not { } one)
        {
            if (!ShardFolders.Any(full)) return full;
            string there = ShardFolders.In(full)[0].Shard.FolderName;
            throw new DistillationException(
                $"{output}: it holds shards ({there}), and this run is none. Give --shard, or another folder.");
        }

        if (Directory.Exists(full)) DemandSiblings(output, full, one);
        return Path.Combine(full, one.FolderName);
    }

    /// <summary>Holds the settings of a shard against those of another one beside it.</summary>
    /// <exception cref="DistillationException">They differ; the message names the setting.</exception>
    internal static void DemandSameSettings(string folder, RunShard shard, JsonObject settings)
    {
        string output = Path.GetDirectoryName(folder)!;
        foreach ((RunShard other, string beside) in ShardFolders.In(output))
        {
            if (other == shard) continue;
            string file = Path.Combine(beside, RunFolders.SettingsName);
            if (ShardFolders.Read(file) is not { } there) continue;
            if (ShardFolders.Difference(there, settings) is not { } setting) return;
            throw new DistillationException(
                $"{file}: {setting} is {ShardFolders.Show(there[setting])} there and "
                + $"{ShardFolders.Show(settings[setting])} in this run, and all shards of a folder are of one run. "
                + "Give this run a folder of its own, or the settings of that one.", setting);
        }
    }

    private static void DemandSiblings(string output, string full, RunShard shard)
    {
        bool plain = RunFolders.HasTraces(full) || File.Exists(Path.Combine(full, RunFolders.SettingsName))
            || Directory.Exists(Path.Combine(full, SessionLayout.Sessions));
        if (plain)
        {
            throw new DistillationException(
                $"{output}: it holds a run without shards. Give the shards a folder of their own.");
        }

        if (ShardFolders.In(full) is [var (there, _), ..] && there.Count != shard.Count)
        {
            throw new DistillationException(
                $"{output}: it holds shards of {there.Count} ({there.FolderName}), and this one is of {shard.Count} "
                + $"(--shard {shard}). Give the same n to all shards of a folder.", "shards");
        }
    }
}
