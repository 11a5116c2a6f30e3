using System.Globalization;
using System.IO.Enumeration;

namespace SPAgent;

/// <summary>
/// A folder of traces, one file each, named <c>trace_00017.json</c> after the sample index: five digits, more where
/// needed. Other names, such as those of files being written, are passed over. Any number of processes may read and
/// write at once.
/// </summary>
[TypeFormatterSource]
public sealed class TraceStore
{
    private const string Prefix = "trace_";
    private const string Suffix = ".json";

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
    public static string FileName(int sampleIndex) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sampleIndex:00000}{Suffix}");

    /// <summary>The path of a trace, which may be there or not.</summary>
    public string PathOf(int sampleIndex) => Path.Combine(Folder, FileName(sampleIndex));

    /// <summary>Whether the trace is there; looks at its name only.</summary>
    public bool Contains(int sampleIndex) => File.Exists(PathOf(sampleIndex));

    /// <summary>
    /// The indices of all traces, ascending. Looks at the names in the folder only and opens nothing: a million names
    /// are a second's work.
    /// </summary>
    public IReadOnlyList<int> Indices()
    {
        List<int> indices =
            [.. new FileSystemEnumerable<int>(Folder, (ref entry) => IndexOf(entry.FileName) ?? -1, EveryFile)
        {
            ShouldIncludePredicate = (ref entry) => IndexOf(entry.FileName) is not null && !entry.IsDirectory,
        }];
        indices.Sort();
        return indices;
    }

    /// <summary>Reads one trace.</summary>
    /// <exception cref="TraceException">It is not there, or can't be read.</exception>
    public Trace Load(int sampleIndex) => Trace.Load(PathOf(sampleIndex));

    /// <summary>Reads all traces by ascending index, one at a time.</summary>
    /// <exception cref="TraceException">A file can't be read.</exception>
    public IEnumerable<Trace> Read() => TryRead().Select(result => result.Trace ?? throw result.Problem!);

    /// <summary>Reads all traces by ascending index, one at a time; a file that can't be read is a result like any
    /// other.</summary>
    public IEnumerable<TraceReadResult> TryRead()
    {
        foreach (int index in Indices())
        {
            string path = PathOf(index);
            TraceReadResult result;
            try
            {
                result = new(path, Trace.Load(path), null);
            }
            catch (TraceException problem)
            {
                result = new(path, null, problem);
            }

            yield return result;
        }
    }

    /// <summary>Writes a trace under the name of its index, whole or not at all; durable when the task is done.
    /// Replaces an older one.</summary>
    /// <exception cref="IOException">The disk is full, or the folder can't be written.</exception>
    public Task SaveAsync(Trace trace, CancellationToken cancellationToken = default) =>
        trace.SaveAsync(PathOf(trace.SampleIndex), cancellationToken);

    // Only the very name that FileName gives: with trace_7.json beside trace_00007.json an index would be there twice.
    private static int? IndexOf(ReadOnlySpan<char> name)
    {
        if (name.Length < Prefix.Length + 5 + Suffix.Length || !name.StartsWith(Prefix) || !name.EndsWith(Suffix))
            return null;
        ReadOnlySpan<char> digits = name[Prefix.Length..^Suffix.Length];
        bool canonical = digits.Length == 5 || digits[0] != '0';
        return canonical && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index : null;
    }
}
