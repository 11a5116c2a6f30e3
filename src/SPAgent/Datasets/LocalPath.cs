namespace SPAgent.Internal;

/// <summary>Paths that a dataset names. They come from strangers: never fetched, kept inside a folder where that must
/// be.</summary>
public static class LocalPath
{
    /// <summary>Whether it is an address of any scheme (<c>https://</c>, <c>hf://</c>, <c>file://</c>,
    /// <c>data:</c>); that of a file of this machine is none where paths may be absolute.</summary>
    public static bool IsRemote(string path) =>
        path.Contains("://", StringComparison.Ordinal) || path.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file that a relative path means below <paramref name="folder"/>.</summary>
    /// <exception cref="InvalidDataException">It is an address, absolute, or leads out of the folder.</exception>
    public static string Inside(string folder, string path) => Path.GetFullPath(Within(folder, path), folder);

    /// <summary>A relative path with slashes, without steps up and down.</summary>
    /// <exception cref="InvalidDataException">It is an address, absolute, or leads out of the folder.</exception>
    public static string Within(string folder, string path)
    {
        RefuseRemote(path);
        // Folders written on Windows keep their backslashes.
        string local = path.Replace('\\', '/');
        bool rooted = local.StartsWith('/') || (local.Length > 1 && char.IsAsciiLetter(local[0]) && local[1] == ':');
        List<string> parts = [];
        bool leaves = rooted || local.Contains('\0');
        foreach (string part in local.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else leaves = true;
        }

        return leaves || parts.Count == 0
            ? throw new InvalidDataException(
                $"the path \"{path}\" leads out of {folder}. Name a file inside, relative to it.")
            : string.Join('/', parts);
    }

    /// <summary>The file that a path means; relative to <paramref name="folder"/>, or absolute.</summary>
    /// <exception cref="InvalidDataException">It is an address.</exception>
    public static string Anywhere(string folder, string path)
    {
        if (path.StartsWith("file:///", StringComparison.OrdinalIgnoreCase)
            && Uri.TryCreate(path, UriKind.Absolute, out Uri? uri))
            path = File.Exists(path[7..]) ? path[7..] : uri.LocalPath;
        RefuseRemote(path);
        if (path.Contains('\0')) throw new InvalidDataException("the path holds a zero byte.");
        return Path.GetFullPath(path, folder);
    }

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidDataException">There is no such file, or it can't be read.</exception>
    public static byte[] ReadImage(string file, string path)
    {
        try
        {
            FileInfo info = Info(file);
            if (!info.Exists) throw new InvalidDataException($"there is no file \"{path}\" (looked for {file}).");
            // A device or a pipe has no length; reading it might never end.
            if (info.Length == 0) return [];
            using var data = DataFile.Open(file);
            return data.ReadBytes(0, data.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DatasetException)
        {
            throw new InvalidDataException($"the file \"{path}\" can't be read: {error.Message}", error);
        }
    }

    /// <summary>The file that a path leads to, through links.</summary>
    public static FileInfo Info(string file)
    {
        var info = new FileInfo(file);
        return info.LinkTarget is null ? info : (FileInfo)info.ResolveLinkTarget(returnFinalTarget: true)!;
    }

    private static void RefuseRemote(string path)
    {
        if (!IsRemote(path)) return;
        string shown = path.Length > 100 ? path[..100] + "…" : path;
        throw new InvalidDataException(
            $"\"{shown}\" is a remote address, which is never fetched. Store the file with the dataset.");
    }
}
