namespace SPAgent.Cli;

/// <summary>What a path given to a command is, by what lies there.</summary>
internal static class FolderKind
{
    /// <summary>The traces of a folder. A run that has none so far is empty, and said to be.</summary>
    /// <exception cref="DirectoryNotFoundException">
    /// There is no such folder, or nothing in it is of a run; the message names folders below that hold something.
    /// </exception>
    public static TraceStore Traces(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"{path}: there is no such folder. Name the folder that a run wrote its traces or sessions to.");
        }

        if (RunFolders.HoldsTraces(path)) return TraceStore.Open(path);
        string seen = RunFolders.HoldsSessions(path)
            ? $"{path}: it holds sessions, not traces"
            : $"{path}: it holds neither traces (trace_00000.json and so on) nor sessions";
        if (RunFolders.Below(path) is { } below)
            throw new DirectoryNotFoundException($"{seen}. {below}: name one of these.");
        if (!RunFolders.IsOfARun(path))
        {
            throw new DirectoryNotFoundException(
                $"{seen}, and no folder in it does. Name the folder that a run wrote to.");
        }

        bool failed = File.Exists(Path.Combine(path, "failures.jsonl"));
        string failures = failed ? "; failures.jsonl says why samples failed" : "";
        CommandRunner.Say($"spagent: {path}: its run has written no trace so far{failures}.");
        return TraceStore.Open(path);
    }
}
