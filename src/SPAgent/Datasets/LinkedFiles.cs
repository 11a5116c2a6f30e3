namespace SPAgent.Internal;

/// <summary>
/// Follows symbolic links below a folder as long as they stay in it or, where the folder is one of a Hub snapshot, lead
/// into the <c>blobs</c> beside <c>snapshots</c>. A dataset comes from a stranger: a link may not show other files of
/// this machine.
/// </summary>
public sealed class LinkedFiles
{
    private const int MostLinks = 40;

    private readonly string _root;
    private readonly string? _blobs;

    /// <exception cref="InvalidDataException">The links that lead to the folder go in a circle.</exception>
    public LinkedFiles(string folder)
    {
        _root = Real(Path.GetPathRoot(folder)!, folder[Path.GetPathRoot(folder)!.Length..]);
        for (string? at = _root; Path.GetDirectoryName(at) is { } parent; at = parent)
        {
            if (Path.GetFileName(parent) != "snapshots"
                || Path.GetDirectoryName(parent) is not { } repository) continue;
            _blobs = Path.Combine(repository, "blobs");
            break;
        }
    }

    /// <summary>The file that a path below the folder leads to; itself where no link is on the way.</summary>
    /// <param name="path">Relative to the folder, without <c>..</c>.</param>
    /// <param name="folder">The folder as it was named.</param>
    /// <exception cref="InvalidDataException">It leads out, or in a circle.</exception>
    public string Follow(string path, string folder)
    {
        string real = Real(_root, path);
        if (real == Path.Join(_root, path)) return Path.Join(folder, path);
        if (IsIn(_root, real) || (_blobs is not null && IsIn(_blobs, real))) return real;
        throw new InvalidDataException($"the link \"{path}\" leads out of {folder}. Copy its file into the folder.");
    }

    /// <summary>The whole file that a dataset names for a picture without bytes.</summary>
    /// <param name="folder">The folder that it lies below.</param>
    /// <param name="path">Relative to the folder.</param>
    /// <exception cref="InvalidDataException">There is no such file below the folder, or it can't be read.</exception>
    public static byte[] ReadImage(string folder, string? path)
    {
        if (path is null) throw new InvalidDataException("the image has neither bytes nor a path.");
        string file = new LinkedFiles(folder).Follow(LocalPath.Within(folder, path), folder);
        return LocalPath.ReadImage(file, path);
    }

    private static bool IsIn(string folder, string file) =>
        file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Real(string start, string path)
    {
        string at = start;
        int links = 0;
        Stack<string> rest = new(path.Split('/', '\\').Reverse());
        while (rest.TryPop(out string? part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            string next = Path.Join(at, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MostLinks) throw new InvalidDataException($"the links of \"{path}\" go in a circle.");
            if (Path.IsPathRooted(target)) at = Path.GetPathRoot(target)!;
            foreach (string step in target.Split('/', Path.DirectorySeparatorChar).Reverse()) rest.Push(step);
        }

        return at;
    }
}
