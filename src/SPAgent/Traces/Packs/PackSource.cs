namespace SPAgent;

/// <summary>A folder that is packed, kept from runs until it is disposed.</summary>
internal sealed class PackSource : IDisposable
{
    // What a process has open beside the locks: assemblies, pipes, the pack.
    private const int OtherFiles = 150;

    private readonly string _folder;
    private readonly TraceFiles _traces;
    private readonly List<FolderLock> _locks = [];
    private readonly Dictionary<string, FileMoment> _read = new(StringComparer.Ordinal);
    private readonly List<(string Place, string Path)> _files = [];
    private readonly List<string> _leftOut = [];
    // Some hundred bytes a trace, which only a removal needs.
    private bool _remembers;

    private PackSource(string folder, IReadOnlyList<string> roots)
    {
        _folder = folder;
        try
        {
            foreach (string root in roots)
            {
                if (TryLock(Path.Combine(root, FolderLock.FileName)) is { } taken) _locks.Add(taken);
            }

            _traces = TraceFiles.Of(folder);
            Names = _traces.Names();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The traces in order.</summary>
    public IReadOnlyList<TraceName> Names { get; }

    /// <summary>Of how many shards the folder is; null for a plain one.</summary>
    public int? Shards { get; private init; }

    /// <summary>The shards that are not complete.</summary>
    public IReadOnlyList<int> Missing { get; private init; } = [];

    /// <summary>The files beside the traces.</summary>
    public IReadOnlyList<(string Place, string Path)> Files => _files;

    /// <summary>What is not packed.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <exception cref="InvalidDataException">It is no folder of traces.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static void Refuse(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
        if (RunFolders.IsPack(folder)) throw new InvalidDataException($"{folder}: it is a pack already.");
        if (RunFolders.HoldsSessions(folder))
        {
            throw new InvalidDataException(
                $"{folder}: it holds sessions, and packs are of traces: a session has pictures, which are small "
                + "files already packed. Export them, or archive the folder with tar.");
        }

        if (!RunFolders.HoldsTraces(folder))
            throw new InvalidDataException($"{folder}: there is no trace in it. Name the folder of a run.");
    }

    /// <exception cref="InvalidDataException">Shards are not complete.</exception>
    /// <exception cref="IOException">A run is at work.</exception>
    public static PackSource Open(string folder, bool partial, bool remembers)
    {
        IReadOnlyList<(RunShard Shard, string Folder)> shards = ShardFolders.In(folder);
        ShardState[] incomplete = shards.Count == 0 ? []
            : [.. ShardState.Of(folder).Where(shard => !shard.Complete)];
        if (incomplete.Length > 0 && !partial)
        {
            string which = string.Join(", ", incomplete.Take(8).Select(shard => $"{shard.Shard} ({shard.Why})"));
            throw new InvalidDataException(
                $"{folder}: {incomplete.Length} of {shards[0].Shard.Count} shards are not complete: "
                + $"{which}{(incomplete.Length > 8 ? " …" : "")}. Finish them (spagent shards says how), or pack what "
                + "there is with --partial.");
        }

        // The runtime itself ends when it gets no more.
        if (MostOpenFiles() is { } most && shards.Count + OtherFiles > most)
        {
            throw new IOException(
                $"{folder}: an open file keeps runs out of each of its {shards.Count} shards, and this process may "
                + $"have {most} open. Allow it more: ulimit -n {shards.Count + OtherFiles}.");
        }

        PackSource source = new(folder, [folder, .. shards.Select(shard => shard.Folder)])
        {
            Shards = shards.Count > 0 ? shards[0].Shard.Count : null,
            Missing = [.. incomplete.Select(shard => shard.Shard)],
            _remembers = remembers,
        };
        try
        {
            source.Look(folder, "", [.. shards.Select(shard => shard.Shard.FolderName)]);
            foreach ((RunShard shard, string path) in shards) source.Look(path, shard.FolderName + "/", []);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads the file of a trace.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public RentedFile Read(TraceName name, out string shard)
    {
        string path = _traces.PathOf(name);
        string folder = Path.GetFileName(Path.GetDirectoryName(path)!);
        shard = RunShard.OfFolder(folder) is not null && Path.GetDirectoryName(Path.GetDirectoryName(path)) is { } up
            && Same(up, _folder) ? folder : "";
        try
        {
            if (_remembers) _read[path] = FileMoment.Of(path);
            return RentedFile.Read(path, TraceReader.LargestFile);
        }
        catch (InvalidDataException tooLarge)
        {
            throw new IOException($"{path}: {tooLarge.Message}. Remove it.", tooLarge);
        }
    }

    /// <summary>Removes what was packed, and folders that are empty then; how many files. A file that changed
    /// since stays.</summary>
    /// <param name="pack">The pack, which gets the labels as they are by now.</param>
    public int Remove(string pack)
    {
        int removed = 0;
        foreach (string path in _read.Where(file => file.Value == FileMoment.Of(file.Key)).Select(file => file.Key))
        {
            File.Delete(path);
            removed++;
        }

        if (MoveLabels(pack)) removed++;
        Dispose();
        foreach (string root in (string[])[.. ShardFolders.In(_folder).Select(shard => shard.Folder), _folder])
        {
            if (!Directory.EnumerateFileSystemEntries(root).Any()) Directory.Delete(root);
        }

        return removed;
    }

    public void Dispose()
    {
        foreach (FolderLock taken in _locks) taken.Dispose();
        _locks.Clear();
    }

    // People mark while a pack is written and read back, so what was copied before may be less than there is.
    private bool MoveLabels(string pack)
    {
        string labels = Path.Combine(_folder, LabelStore.FileName), copy = Path.Combine(pack, LabelStore.FileName);
        if (!File.Exists(labels)) return false;
        using FolderLock? held = LabelStore.TryTakeLock(_folder);
        if (held is null) return false;
        WholeFile.Write(copy, File.ReadAllBytes(labels));
        DiskFlush.Wait(copy);
        DiskFlush.Wait(pack);
        File.Delete(labels);
        return true;
    }

    private static FolderLock? TryLock(string path)
    {
        try
        {
            return FolderLock.TryTake(path) ?? throw new IOException(
                $"{Path.GetDirectoryName(path)}: a run is writing into it. Wait for its end. If there is none, remove "
                + $"{path}.");
        }
        catch (UnauthorizedAccessException) when (!FolderLock.IsHeld(path))
        {
            // Nobody who may not write here is kept out.
            return null;
        }
    }

    // The runtime raises the first of the two limits to the second. Null where nothing tells.
    private static int? MostOpenFiles()
    {
        const string limits = "/proc/self/limits", name = "Max open files";
        string? line = File.Exists(limits)
            ? File.ReadLines(limits).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        string[] figures = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return figures.Length > 0 && int.TryParse(figures[0], out int most) ? most : null;
    }

    private void Look(string root, string place, HashSet<string> shards)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(root).EnumerateFileSystemInfos()
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            bool known = entry.Name.StartsWith('.') || TraceName.Parse(entry.Name) is not null
                || shards.Contains(entry.Name) || (place.Length == 0 && entry.Name == LabelStore.FileName);
            if (known) continue;
            if (entry.LinkTarget is null && entry is FileInfo { Length: <= PackedFiles.Largest })
            {
                _files.Add((place + entry.Name, entry.FullName));
                if (_remembers) _read[entry.FullName] = FileMoment.Of(entry.FullName);
            }
            else _leftOut.Add(place + entry.Name);
        }
    }

    private static bool Same(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one))
            == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));
}
