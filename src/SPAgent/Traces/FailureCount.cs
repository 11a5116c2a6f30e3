namespace SPAgent.Internal;

/// <summary>How many conversations failed, by the logs of a folder of traces, its shards or a pack.</summary>
public static class FailureCount
{
    private const string Log = "failures.jsonl";

    /// <summary>Lines of the logs; those that can't be read count as none.</summary>
    public static int Of(string folder)
    {
        try
        {
            return RunFolders.IsPack(folder)
                ? PackedFiles.Read(folder, PackManifest.Read(folder).Files)
                    .Where(file => Path.GetFileName(file.Place) == Log).Sum(file => Lines(new MemoryStream(file.Bytes)))
                : RunFolders.Parts(folder).Select(part => Path.Combine(part, Log)).Where(File.Exists)
                    .Sum(file => Lines(File.OpenRead(file)));
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
