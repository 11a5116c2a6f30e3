namespace SPAgent.Internal;

/// <summary>Tells folders that a run wrote from others, by what lies in them.</summary>
public static class RunFolders
{
    /// <summary>The file that makes a folder a session.</summary>
    public const string SessionFile = "session_metadata.json";

    /// <summary>The file that holds the settings of a run.</summary>
    public const string SettingsName = "run.json";

    /// <summary>The file that makes a folder a pack of traces.</summary>
    public const string PackFile = "pack.json";

    private static readonly string[] s_logs = ["failures.jsonl", "usage.jsonl", "draw.jsonl", "scores.jsonl"];

    private const int MostNamed = 8, Deepest = 3;

    // The folder may be somebody's home: what is not found among so many is not looked for.
    private const int MostSearched = 2000;

    private static readonly EnumerationOptions Nested =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = Deepest };

    /// <summary>Whether a file is a log that a run writes beside its records.</summary>
    internal static bool IsLog(string file) => s_logs.Contains(Path.GetFileName(file));

    /// <summary>A collector's folder, the sessions folder in it, or a folder of shards of a collection.</summary>
    public static bool HoldsSessions(string path) => HasSessions(path)
        || (Directory.Exists(path) && ShardFolders.In(path).Any(shard => HasSessions(shard.Folder)));

    /// <summary>Whether a folder holds traces: itself, in its shards, or packed.</summary>
    public static bool HoldsTraces(string path) =>
        HasTraces(path) || IsPack(path) || ShardFolders.In(path).Any(shard => HasTraces(shard.Folder));

    /// <summary>Whether there are traces, or a run that may have written none so far.</summary>
    public static bool IsOfARun(string path) => HoldsTraces(path) || HasSettings(path)
        || ShardFolders.In(path).Any(shard => HasSettings(shard.Folder));

    /// <summary>Whether a run, or a collection, holds the lock of a folder now: the file of one that was killed says
    /// nothing. To look is to hold the lock for a moment.</summary>
    public static bool IsAtWork(string path) => FolderLock.IsHeld(Path.Combine(path, FolderLock.FileName))
        || SharedLog.IsHeld(Path.Combine(path, QuestionClaims.FileName));

    /// <summary>The folders that a collection lies in: its own, then those of its shards.</summary>
    /// <exception cref="InvalidDataException">Its shards are of different runs.</exception>
    public static IReadOnlyList<string> Parts(string path) =>
        [path, .. ShardFolders.In(path).Select(shard => shard.Folder)];

    /// <summary>Whether a folder is a pack of traces, which is only read.</summary>
    public static bool IsPack(string path) => File.Exists(Path.Combine(path, PackFile));

    /// <summary>The <c>run.json</c> that holds for a plain folder, a folder of shards or a pack; it may be
    /// absent.</summary>
    /// <exception cref="InvalidDataException">Those of its shards differ.</exception>
    public static string SettingsOf(string path)
    {
        string own = Path.Combine(path, SettingsName);
        return File.Exists(own) || !ShardFolders.Any(path) ? own : ShardFolders.SharedSettings(path) ?? own;
    }

    /// <summary>The folder of one session, given as such or by the file in it; null for anything else.</summary>
    public static string? SessionFolder(string path) =>
        File.Exists(Path.Combine(path, SessionFile)) ? path
        : Path.GetFileName(path) == SessionFile && File.Exists(path)
        ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;

    /// <summary>Which folders below hold traces or sessions, in words; null where none does.</summary>
    public static string? Below(string path)
    {
        IEnumerable<string> folders = Directory.EnumerateDirectories(path, "*", Nested).Take(MostSearched)
            .Where(folder => !ShardFolders.IsOne(folder) && Holds(folder));
        string[] below = [.. folders.Order(StringComparer.Ordinal).Take(MostNamed + 1)];
        if (below.Length == 0) return null;
        return
            $"There are some in {string.Join(", ", below.Take(MostNamed))}{(below.Length > MostNamed ? " and others" : "")}";
    }

    /// <summary>Whether a folder holds traces itself.</summary>
    internal static bool HasTraces(string path) => Directory.EnumerateFiles(path, "trace_?????*.json").Any();

    // A folder of somebody else may be closed, or hold parts of several runs.
    private static bool Holds(string folder)
    {
        try
        {
            return HoldsTraces(folder) || HoldsSessions(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    private static bool HasSessions(string path) => Directory.Exists(Path.Combine(path, "sessions"))
        || (Directory.Exists(path)
            && Directory.EnumerateDirectories(path).Any(inside => File.Exists(Path.Combine(inside, SessionFile))));

    private static bool HasSettings(string path) => File.Exists(Path.Combine(path, SettingsName));
}
