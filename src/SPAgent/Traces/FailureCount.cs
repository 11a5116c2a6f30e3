namespace SPAgent.Internal;

/// <summary>How many conversations failed, by the logs of a folder of traces, its shards or a pack.</summary>
public static class FailureCount
{
    private const string Log = "failures.jsonl";

    /// <summary>Lines of the logs; those that can't be read count as none.</summary>
    public static int Of(string folder) => RunFolders.IsPack(folder)
        ? Count(() => PackedFiles.Read(folder, PackManifest.Read(folder).Files)
            .Where(file => Path.GetFileName(file.Place) == Log).Sum(file => Lines(new MemoryStream(file.Bytes))))
        : Count(() => Sum(RunFolders.Parts(folder)));

    /// <summary>The same of folders that are known: their own and those of shards.</summary>
    public static int Of(IReadOnlyList<string> parts) => Count(() => Sum(parts));

    private static int Sum(IReadOnlyList<string> parts) =>
        parts.Select(part => Path.Combine(part, Log)).Where(File.Exists).Sum(file => Lines(File.OpenRead(file)));

    private static int Count(Func<int> count)
    {
        try
        {
            return count();
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return 0;
        }
    }

    private static int Lines(Stream log)
    {
        using StreamReader reader = new(log);
        int lines = 0;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) lines++;
        }

        return lines;
    }
}
