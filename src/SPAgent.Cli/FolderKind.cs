namespace SPAgent.Cli;

/// <summary>What a path given to a command is, by what lies there.</summary>
internal static class FolderKind
{
    private const string SessionFile = "session_metadata.json";
    private const int MostNamed = 8, Deepest = 3;

    private static readonly EnumerationOptions Below =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = Deepest };

    /// <summary>A collector's folder, or the sessions folder in it.</summary>
    public static bool HoldsSessions(string path) => Directory.Exists(Path.Combine(path, "sessions"))
        || (Directory.Exists(path) && Directory.EnumerateDirectories(path).Any(inside => File.Exists(Path.Combine(inside, SessionFile))));

    /// <summary>The folder of one session, given as such or by the file in it; null for anything else.</summary>
    public static string? SessionFolder(string path) =>
        File.Exists(Path.Combine(path, SessionFile)) ? path
        : Path.GetFileName(path) == SessionFile && File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;

    public static bool HoldsTraces(string path) => Directory.EnumerateFiles(path, "trace_?????*.json").Any();

    /// <summary>The traces of a folder. A run that has none so far is empty, and said to be.</summary>
    /// <exception cref="DirectoryNotFoundException">
    /// There is no such folder, or nothing in it is of a run; the message names folders below that hold something.
    /// </exception>
    public static TraceStore Traces(string path)
    {
        TraceStore store = TraceStore.Open(path);
        if (HoldsTraces(path)) return store;
        string seen = HoldsSessions(path)
            ? $"{path}: it holds sessions, not traces"
            : $"{path}: it holds neither traces (trace_00000.json and so on) nor sessions";
        IEnumerable<string> folders = Directory.EnumerateDirectories(path, "*", Below).Where(HoldsSomething);
        string[] below = [.. folders.Order(StringComparer.Ordinal).Take(MostNamed + 1)];
        if (below.Length > 0)
        {
            string more = below.Length > MostNamed ? " and others" : "";
            string named = string.Join(", ", below.Take(MostNamed));
            throw new DirectoryNotFoundException($"{seen}. There are some in {named}{more}: name one of these.");
        }

        if (!File.Exists(Path.Combine(path, "run.json")))
        {
            throw new DirectoryNotFoundException($"{seen}, and no folder in it does. Name the folder that a run wrote to.");
        }

        bool failed = File.Exists(Path.Combine(path, "failures.jsonl"));
        string failures = failed ? "; failures.jsonl says why samples failed" : "";
        CommandRunner.Say($"spagent: {path}: its run has written no trace so far{failures}.");
        return store;
    }

    private static bool HoldsSomething(string folder) => HoldsTraces(folder) || HoldsSessions(folder);
}
