namespace SPAgent.Internal;

/// <summary>Tells folders that a run wrote from others, by what lies in them.</summary>
public static class RunFolders
{
    /// <summary>The file that makes a folder a session.</summary>
    public const string SessionFile = "session_metadata.json";

    private const int MostNamed = 8, Deepest = 3;

    // The folder may be somebody's home: what is not found among so many is not looked for.
    private const int MostSearched = 2000;

    private static readonly EnumerationOptions Nested =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = Deepest };

    /// <summary>A collector's folder, or the sessions folder in it.</summary>
    public static bool HoldsSessions(string path) => Directory.Exists(Path.Combine(path, "sessions"))
        || (Directory.Exists(path)
            && Directory.EnumerateDirectories(path).Any(inside => File.Exists(Path.Combine(inside, SessionFile))));

    /// <summary>Whether a folder holds traces itself.</summary>
    public static bool HoldsTraces(string path) => Directory.EnumerateFiles(path, "trace_?????*.json").Any();

    /// <summary>Whether there are traces, or a run that may have written none so far.</summary>
    public static bool IsOfARun(string path) => HoldsTraces(path) || File.Exists(Path.Combine(path, "run.json"));

    /// <summary>The folder of one session, given as such or by the file in it; null for anything else.</summary>
    public static string? SessionFolder(string path) =>
        File.Exists(Path.Combine(path, SessionFile)) ? path
        : Path.GetFileName(path) == SessionFile && File.Exists(path)
        ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;

    /// <summary>Which folders below hold traces or sessions, in words; null where none does.</summary>
    public static string? Below(string path)
    {
        IEnumerable<string> folders = Directory.EnumerateDirectories(path, "*", Nested).Take(MostSearched)
            .Where(folder => HoldsTraces(folder) || HoldsSessions(folder));
        string[] below = [.. folders.Order(StringComparer.Ordinal).Take(MostNamed + 1)];
        if (below.Length == 0) return null;
        return
            $"There are some in {string.Join(", ", below.Take(MostNamed))}{(below.Length > MostNamed ? " and others" : "")}";
    }
}
