using System.IO.Enumeration;

namespace SPAgent;

/// <summary>
/// A folder of traces, one file each, named <c>trace_00017.json</c> after the sample index: five digits, more where
/// needed. Further answers to the same row are <c>trace_00017.r2.json</c> and so on. Other names, such as those of
/// files being written, are passed over. Any number of processes may read and write at once.
/// </summary>
[TypeFormatterSource]
public sealed class TraceStore
{
    private static readonly EnumerationOptions EveryFile = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private TraceStore(string folder) => Folder = folder;

    /// <summary>The folder, as it was named.</summary>
    public string Folder { get; }

    /// <summary>
    /// Opens a folder. What is in it is looked up by each call, nothing is remembered. A folder that is empty so far is
    /// a store too.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">
    /// There is no such folder, or it holds no traces where folders below it do: the message names them.
    /// </exception>
    public static TraceStore Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"{folder}: there is no such folder. Name the folder that holds the trace_*.json files.");
        if (RunFolders.IsOfARun(folder) || RunFolders.Below(folder) is not { } below) return new TraceStore(folder);
        throw new DirectoryNotFoundException($"{folder}: it holds no traces. {below}: name one of these.");
    }

    /// <summary>The store of a run, whatever lies beside its traces.</summary>
    internal static TraceStore At(string folder) => new(folder);

    /// <summary>The file name of a trace.</summary>
    /// <param name="sampleIndex">Index of the row, from 0.</param>
    /// <param name="rollout">Which answer to the row, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is below its least value.</exception>
    public static string FileName(int sampleIndex, int rollout = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sampleIndex);
        ArgumentOutOfRangeException.ThrowIfLessThan(rollout, 1);
        return new TraceName(sampleIndex, rollout).File;
    }

    /// <summary>The path of a trace, which may be there or not.</summary>
    /// <inheritdoc cref="FileName"/>
    public string PathOf(int sampleIndex, int rollout = 1) => Path.Combine(Folder, FileName(sampleIndex, rollout));

    /// <summary>Whether the trace is there; looks at its name only.</summary>
    /// <inheritdoc cref="FileName"/>
    public bool Contains(int sampleIndex, int rollout = 1) => File.Exists(PathOf(sampleIndex, rollout));

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
    public Trace Load(int sampleIndex, int rollout = 1) => Trace.Load(PathOf(sampleIndex, rollout));

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
            row => (IReadOnlyList<Trace>)[.. row.Select(name => Trace.Load(Path.Combine(Folder, name.File)))]);

    /// <summary>
    /// Writes a trace under the name of its index and rollout, whole or not at all; durable when the task is done.
    /// Replaces an older one.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the folder can't be written.</exception>
    public Task SaveAsync(Trace trace, CancellationToken cancellationToken = default) =>
        trace.SaveAsync(PathOf(trace.SampleIndex, trace.Rollout), cancellationToken);

    /// <summary>All traces by ascending row and rollout, by the names in the folder alone.</summary>
    internal IReadOnlyList<TraceName> Names()
    {
        List<TraceName> names = [.. new FileSystemEnumerable<TraceName>(
            Folder, (ref entry) => TraceName.Parse(entry.FileName) ?? default, EveryFile)
        {
            ShouldIncludePredicate = (ref entry) => TraceName.Parse(entry.FileName) is not null && !entry.IsDirectory,
        }];
        names.Sort(TraceName.Order);
        return names;
    }

    /// <summary>The rows that have traces, ascending, each with the names of its traces by rollout.</summary>
    internal IEnumerable<IReadOnlyList<TraceName>> Rows()
    {
        List<TraceName> row = [];
        foreach (TraceName name in Names())
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
        string path = Path.Combine(Folder, name.File);
        try
        {
            return new(path, Trace.Load(path), null);
        }
        catch (TraceException problem)
        {
            return new(path, null, problem);
        }
    }
}
