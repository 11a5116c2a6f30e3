namespace SPAgent.Cli;

/// <summary>What a path given to a command is, by what lies there.</summary>
internal static class FolderKind
{
    private const string SessionFile = "session_metadata.json";

    /// <summary>A collector's folder, or the sessions folder in it.</summary>
    public static bool HoldsSessions(string path) => Directory.Exists(Path.Combine(path, "sessions"))
        || (Directory.Exists(path) && Directory.EnumerateDirectories(path).Any(inside => File.Exists(Path.Combine(inside, SessionFile))));

    /// <summary>The folder of one session, given as such or by the file in it; null for anything else.</summary>
    public static string? SessionFolder(string path) =>
        File.Exists(Path.Combine(path, SessionFile)) ? path
        : Path.GetFileName(path) == SessionFile && File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
}
