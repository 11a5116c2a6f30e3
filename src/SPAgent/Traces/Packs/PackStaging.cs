namespace SPAgent;

/// <summary>Where a pack, or what comes out of one, is built: under a dotted name beside its final one.</summary>
internal sealed class PackStaging : IDisposable
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    private PackStaging(string target, string folder) => (Target, Folder) = (target, folder);

    /// <summary>The final name, as an absolute path.</summary>
    public string Target { get; }

    /// <summary>The folder until then.</summary>
    public string Folder { get; }

    /// <summary>The output as an absolute path, if it can be written.</summary>
    /// <exception cref="IOException">Something is there, or it lies in what is read.</exception>
    public static string Demand(string output, string source)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)),
            from = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        if (target == from || target.StartsWith(from + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new IOException($"{output}: it lies in {source}, which is read. Name another output.");
        bool empty = Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any();
        if (!empty && (Directory.Exists(target) || File.Exists(target)))
            throw new IOException($"{output}: it is there already. Name another output, or remove it.");
        return target;
    }

    /// <exception cref="IOException">As <see cref="Demand"/> says, or it can't be written.</exception>
    public static PackStaging Begin(string output, string source, TimeProvider time)
    {
        string target = Demand(output, source);
        string parent = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(parent);
        Temporaries.RemoveLeftovers(parent, time);
        return new(target, Directory.CreateDirectory(WholeFile.TemporaryName(target)).FullName);
    }

    /// <summary>Writes a file into it.</summary>
    /// <param name="place">Its path in the folder, with slashes.</param>
    /// <param name="bytes">What is in it.</param>
    public void Write(string place, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(Folder, place), folder = Path.GetDirectoryName(path)!;
        if (_made.Add(folder)) Directory.CreateDirectory(folder);
        WholeFile.Create(path, bytes);
    }

    /// <summary>Gives the folder its final name.</summary>
    public void Publish()
    {
        if (Directory.Exists(Target)) Directory.Delete(Target);
        if (NativeFiles.Available) NativeFiles.Flush(Folder);
        Directory.Move(Folder, Target);
        if (NativeFiles.Available) NativeFiles.Flush(Path.GetDirectoryName(Target)!);
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
