namespace SPAgent;

/// <summary>Where the traces of a collection lie: in a folder, in folders of shards, or packed.</summary>
internal abstract class TraceFiles(string folder)
{
    /// <summary>The collection's folder, as it was named.</summary>
    public string Folder => folder;

    /// <summary>What lies in a folder.</summary>
    /// <exception cref="InvalidDataException">Its shards are of different runs, or its pack is damaged.</exception>
    public static TraceFiles Of(string folder) =>
        RunFolders.IsPack(folder) ? new PackedTraces(folder)
        : ShardFolders.Any(folder) ? new ShardedTraces(folder)
        : new PlainTraces(folder);

    /// <summary>All traces by ascending row and rollout, without opening one.</summary>
    /// <exception cref="InvalidDataException">One is there twice, with different content.</exception>
    public abstract IReadOnlyList<TraceName> Names();

    /// <summary>The path of a trace, which may be there or not.</summary>
    public abstract string PathOf(TraceName name);

    /// <summary>Whether a trace is there; opens none.</summary>
    public virtual bool Contains(TraceName name) => File.Exists(PathOf(name));

    /// <summary>Reads a trace.</summary>
    /// <exception cref="TraceException">It is not there, or can't be read.</exception>
    public virtual Trace Load(TraceName name) => Trace.Load(PathOf(name));

    /// <summary>Writes a trace, whole or not at all.</summary>
    /// <exception cref="IOException">It can't be written, or may not be.</exception>
    public virtual Task SaveAsync(Trace trace, CancellationToken cancellationToken) =>
        trace.SaveAsync(PathOf(TraceName.Of(trace)), cancellationToken);
}
