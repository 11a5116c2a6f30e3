namespace SPAgent;

/// <summary>Lines of <c>labels.jsonl</c> beside traces or sessions that are no labels.</summary>
internal static class LabelLines
{
    private const int MostNamed = 20;

    public static bool Accepts(string path) =>
        Path.GetFileName(path) == LabelStore.FileName && Path.GetDirectoryName(path) is { Length: > 0 } folder
        && (RunFolders.HoldsTraces(folder) || RunFolders.HoldsSessions(folder));

    public static IEnumerable<Finding> Check(string root, string path)
    {
        string folder = Path.GetDirectoryName(path)!, place = Path.GetRelativePath(root, path).Replace('\\', '/');
        IReadOnlyList<LabelProblem> problems;
        try
        {
            problems = TraceStore.At(folder).Labels().Problems;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return [QualityChecks.Unreadable(place, closed.Message)];
        }

        return problems.Take(MostNamed).Select(problem => new Finding
        {
            Check = "label_line",
            Severity = Severity.Warning,
            Place = place,
            What = $"Line {problem.Line} is passed over: {problem.What}."
                + (problems.Count > MostNamed ? $" There are {problems.Count:N0} such lines." : ""),
            Remedy = "Remove the line, and mark its record again.",
        });
    }
}
