using System.Text.Json.Serialization;

namespace SPAgent.Internal;

/// <summary>How far a shard is.</summary>
public sealed record ShardState
{
    /// <summary>Which, from 0.</summary>
    public required int Shard { get; init; }

    /// <summary>Whether all its samples have ended, in an answer or a failure.</summary>
    public required bool Complete { get; init; }

    /// <summary>Whether a process is at work in it now.</summary>
    public required bool Running { get; init; }

    /// <summary>Traces or sessions in its folder.</summary>
    public required int Done { get; init; }

    /// <summary>Samples that failed; of a shard that is not complete null.</summary>
    public int? Failed { get; init; }

    /// <summary>Samples that it was to answer; of a shard that never came to an end null.</summary>
    public int? Expected { get; init; }

    /// <summary>Why it is not complete; null where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>All shards of a run, those that never began among them.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">They are of different runs.</exception>
    public static IReadOnlyList<ShardState> Of(string folder)
    {
        IReadOnlyList<(RunShard Shard, string Folder)> found = Directory.Exists(folder) ? ShardFolders.In(folder) : [];
        if (found.Count == 0)
        {
            throw new DirectoryNotFoundException(
                $"{folder}: there are no shards in it (folders like {new RunShard(0, 4).FolderName}). "
                + "Name the folder that was given to --output.");
        }

        ShardFolders.SharedSettings(folder);
        // What no reader would take is not complete.
        if (RunFolders.HoldsTraces(folder)) _ = new ShardedTraces(folder).Names();
        Dictionary<int, (string Folder, ShardEnd? End)> ends =
            found.ToDictionary(one => one.Shard.Index, one => (one.Folder, ShardEnd.Read(one.Folder)));
        int selected = ends.Values.Max(one => one.End?.Selected ?? 0),
            rollouts = ends.Values.Max(one => one.End?.Rollouts ?? 0);
        return [.. Enumerable.Range(0, found[0].Shard.Count).Select(index => ends.TryGetValue(index, out var known)
            ? Of(index, known.Folder, known.End, selected, rollouts)
            : new ShardState
            {
                Shard = index,
                Complete = false,
                Running = false,
                Done = 0,
                Why = "it never began",
            })];
    }

    private static ShardState Of(int index, string folder, ShardEnd? end, int selected, int rollouts)
    {
        int done = Count(folder);
        // A shard that has ended is not looked into further: to look at a lock is to hold it for a moment.
        bool running = end is null && RunFolders.IsAtWork(folder);
        string? why = running ? "it is at work"
            : end is null ? "it has not ended"
            : end.Selected < selected ? $"it ended with {end.Selected} rows selected, others with {selected}"
            : end.Rollouts < rollouts ? $"it ended with {end.Rollouts} rollouts, others with {rollouts}"
            : done < end.Done ? $"{end.Done - done} of its files are gone"
            : null;
        return new ShardState
        {
            Shard = index,
            Complete = why is null,
            Running = running,
            Done = done,
            Failed = end?.Failed,
            Expected = end?.Expected,
            Why = why,
        };
    }

    private static int Count(string folder)
    {
        string sessions = Path.Combine(folder, SessionLayout.Sessions);
        return PlainTraces.In(folder).Count()
            + (Directory.Exists(sessions) ? SessionPlaces.Names(sessions).Count() : 0);
    }
}
