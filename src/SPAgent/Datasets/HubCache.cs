namespace SPAgent.Internal;

/// <summary>A repository in the cache of the Hub: <c>snapshots</c> holds a folder for each version.</summary>
public static class HubCache
{
    /// <summary>The folder with the files: of such a cache that of the version which <c>refs/main</c> names, or of the
    /// only one; any other folder itself.</summary>
    /// <exception cref="DatasetException">There are several versions, and it names none.</exception>
    public static string Snapshot(string path)
    {
        string all = Path.Combine(path, "snapshots"), main = Path.Combine(path, "refs", "main");
        if (!Directory.Exists(all)) return path;
        string[] versions = Directory.GetDirectories(all);
        // A folder of pictures may be named so as well. A copy of a cache may lack what lies beside the versions.
        bool isCache = File.Exists(main) || Directory.Exists(Path.Combine(path, "blobs"))
            || (versions.Length > 0 && Array.TrueForAll(versions, IsVersion));
        if (!isCache) return path;
        if (new FileInfo(main) is { Exists: true, Length: < 100 })
        {
            string named = Path.GetFullPath(Path.Combine(all, File.ReadAllText(main).Trim()));
            if (Path.GetDirectoryName(named) == all && Directory.Exists(named)) return named;
        }

        return versions.Length == 1
            ? versions[0]
            : throw new DatasetException(path,
                $"it holds {versions.Length} versions below snapshots. Open the folder of one.");
    }

    private static bool IsVersion(string folder) =>
        Path.GetFileName(folder) is { Length: 40 } name && name.All(char.IsAsciiHexDigit);
}
