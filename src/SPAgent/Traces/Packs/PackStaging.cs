using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace SPAgent;

/// <summary>Where a pack, or what comes out of one, is built: under a dotted name beside its final one.</summary>
internal sealed class PackStaging : IDisposable
{
    // Files that are flushed together.
    private const int Batch = 1_000;

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly List<string> _written = [];

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
        return new(target, Directory.CreateDirectory(Temporaries.NameFor(target)).FullName);
    }

    /// <summary>Writes a file into it.</summary>
    /// <param name="place">Its path in the folder, with slashes.</param>
    /// <param name="bytes">What is in it.</param>
    public void Write(string place, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(Folder, place), folder = Path.GetDirectoryName(path)!;
        if (_made.Add(folder)) Directory.CreateDirectory(folder);
        WholeFile.Create(path, bytes);
        _written.Add(path);
        if (_written.Count == Batch) Flush();
    }

    /// <summary>Gives the folder its final name, once all that is in it is on disk.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Publish()
    {
        Flush();
        _made.Add(Folder);
        foreach (string folder in _made) DiskFlush.Wait(folder);
        if (Directory.Exists(Target)) Directory.Delete(Target);
        Directory.Move(Folder, Target);
        DiskFlush.Wait(Path.GetDirectoryName(Target)!);
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    // All are on their way before the first wait, so that the file system commits them together.
    private void Flush()
    {
        if (_written.Count == 0) return;
        foreach (string path in _written) DiskFlush.Begin(path);
        ConcurrentQueue<Exception> failed = new();
        FlushThreads.ForEach(_written, path =>
        {
            try
            {
                DiskFlush.Wait(path);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                failed.Enqueue(problem);
            }
        });
        _written.Clear();
        if (failed.TryDequeue(out Exception? first)) ExceptionDispatchInfo.Throw(first);
    }
}
