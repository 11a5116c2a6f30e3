namespace SPAgent;

/// <summary>
/// A folder of traces, one file each, named <c>trace_00017.json</c> after the sample index: five digits, more where
/// needed. Further answers to the same row are <c>trace_00017.r2.json</c> and so on. Other names, such as those of
/// files being written, are passed over. Any number of processes may read and write at once. A folder of shards, and a
/// pack, which is only read, are one collection all the same.
/// </summary>
[TypeFormatterSource]
public sealed class TraceStore
{
    private readonly TraceFiles _files;

    // The traces that filters took; null for all.
    private readonly HashSet<TraceName>? _taken;

    private TraceStore(
        TraceFiles files, HashSet<TraceName>? taken = null, IReadOnlyList<RecordFilter>? filters = null) =>
        (_files, _taken, Filters) = (files, taken, filters ?? []);

    /// <summary>The folder, as it was named.</summary>
    public string Folder => _files.Folder;

    /// <summary>The filters that its traces passed, by <see cref="Filtering"/>; empty for a whole folder.</summary>
    internal IReadOnlyList<RecordFilter> Filters { get; }

    /// <summary>
    /// Opens a folder. What is in it is looked up by each call, nothing is remembered. A folder that is empty so far is
    /// a store too.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">
    /// There is no such folder, or it holds no traces where folders below it do: the message names them.
    /// </exception>
    /// <exception cref="InvalidDataException">Its shards are of different runs, or its pack is damaged.</exception>
    public static TraceStore Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"{folder}: there is no such folder. Name the folder that holds the trace_*.json files.");
        if (RunFolders.IsOfARun(folder) || RunFolders.Below(folder) is not { } below) return Reading(folder);
        throw new DirectoryNotFoundException($"{folder}: it holds no traces. {below}: name one of these.");
    }

    /// <summary>The store of a run, whatever lies beside its traces.</summary>
    internal static TraceStore At(string folder) => new(new PlainTraces(folder));

    /// <summary>What a folder that is there holds: traces, shards or a pack.</summary>
    internal static TraceStore Reading(string folder) => new(TraceFiles.Of(folder));

    /// <summary>The file name of a trace.</summary>
    /// <param name="sampleIndex">Index of the row, from 0.</param>
    /// <param name="rollout">Which answer to the row, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is below its least value.</exception>
    public static string FileName(int sampleIndex, int rollout = 1) => NameOf(sampleIndex, rollout).File;

    /// <summary>The path of a trace, which may be there or not. In a pack no file has it.</summary>
    /// <inheritdoc cref="FileName"/>
    public string PathOf(int sampleIndex, int rollout = 1) => _files.PathOf(NameOf(sampleIndex, rollout));

    /// <summary>Whether the trace is there; looks at its name only.</summary>
    /// <inheritdoc cref="FileName"/>
    public bool Contains(int sampleIndex, int rollout = 1) => _files.Contains(NameOf(sampleIndex, rollout));

    /// <summary>
    /// The indices of the rows that have a trace, ascending, each once. Looks at the names in the folder only and opens
    /// nothing: a million names are a second's work.
    /// </summary>
    public IReadOnlyList<int> Indices()
    {
        List<int> rows = [];
        foreach (TraceName name in Names())
        {
            if (rows.Count == 0 || rows[^1] != name.Row) rows.Add(name.Row);
        }

        return rows;
    }

    /// <summary>Reads one trace.</summary>
    /// <param name="sampleIndex">Index of the row, from 0.</param>
    /// <param name="rollout">Which answer to the row, from 1.</param>
    /// <exception cref="TraceException">It is not there, or can't be read.</exception>
    public Trace Load(int sampleIndex, int rollout = 1) => _files.Load(NameOf(sampleIndex, rollout));

    /// <summary>Reads all traces by ascending index and rollout, one at a time.</summary>
    /// <exception cref="TraceException">A file can't be read.</exception>
    public IEnumerable<Trace> Read() => TryRead().Select(result => result.Trace ?? throw result.Problem!);

    /// <summary>
    /// Reads all traces by ascending index and rollout, one at a time; a file that can't be read is a result like any
    /// other.
    /// </summary>
    public IEnumerable<TraceReadResult> TryRead() => Names().Select(TryLoad);

    /// <summary>Reads the traces row by row, ascending: all answers to a row together, by rollout.</summary>
    /// <exception cref="TraceException">A file can't be read.</exception>
    public IEnumerable<IReadOnlyList<Trace>> ReadRows() =>
        Rows().Select(
            row => (IReadOnlyList<Trace>)[.. row.Select(_files.Load)]);

    /// <summary>
    /// Writes a trace under the name of its index and rollout, whole or not at all; durable when the task is done.
    /// Replaces an older one.
    /// </summary>
    /// <exception cref="IOException">
    /// The disk is full, or the folder can't be written: it is a pack, or holds shards and none of them the trace.
    /// </exception>
    public Task SaveAsync(Trace trace, CancellationToken cancellationToken = default) =>
        _files.SaveAsync(trace, cancellationToken);

    /// <summary>The store with these of its traces alone.</summary>
    internal TraceStore Take(IEnumerable<TraceName> names) => new(_files, [.. names], Filters);

    /// <summary>The store with a filter that its traces have passed.</summary>
    internal TraceStore Noted(RecordFilter filter) => new(_files, _taken, [.. Filters, filter]);

    /// <summary>Whether filters took a trace.</summary>
    internal bool Takes(TraceName name) => _taken?.Contains(name) ?? true;

    /// <summary>The traces that filters took, by ascending row and rollout, without opening one.</summary>
    internal IReadOnlyList<TraceName> Names() => _taken is null ? AllNames() : [.. AllNames().Where(Takes)];

    /// <summary>All traces, whatever filters took.</summary>
    internal IReadOnlyList<TraceName> AllNames() => _files.Names();

    /// <summary>The rows that have traces, ascending, each with the names of its traces by rollout.</summary>
    internal IEnumerable<IReadOnlyList<TraceName>> Rows() => Rows(Names());

    /// <summary>The same of names in order.</summary>
    internal static IEnumerable<IReadOnlyList<TraceName>> Rows(IEnumerable<TraceName> names)
    {
        List<TraceName> row = [];
        foreach (TraceName name in names)
        {
            if (row.Count > 0 && row[0].Row != name.Row)
            {
                yield return row;
                row = [];
            }

            row.Add(name);
        }

        if (row.Count > 0) yield return row;
    }

    /// <summary>Reads one trace; one that can't be read is a result like any other.</summary>
    internal TraceReadResult TryLoad(TraceName name)
    {
        string path = _files.PathOf(name);
        try
        {
            return new(path, _files.Load(name), null);
        }
        catch (TraceException problem)
        {
            return new(path, null, problem);
        }
    }

    /// <exception cref="TraceException">It can't be read.</exception>
    internal Trace Load(TraceName name) => _files.Load(name);

    private static TraceName NameOf(int sampleIndex, int rollout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sampleIndex);
        ArgumentOutOfRangeException.ThrowIfLessThan(rollout, 1);
        return new TraceName(sampleIndex, rollout);
    }
}
