using System.Text;
using System.Text.Json.Nodes;

namespace SPAgent.Internal;

/// <summary>How many conversations failed and were not answered since, by the logs of a folder of traces, its shards or
/// a pack. A log is read again only when it has changed. Not for several threads at once.</summary>
/// <param name="store">The traces.</param>
public sealed class FailureCount(TraceStore store)
{
    private readonly Dictionary<string, (FileMoment Moment, TraceName[] Failed)> _known = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ((FileMoment Log, DateTime Folder) At, int Count)> _counts =
        new(StringComparer.Ordinal);

    /// <summary>Counts once.</summary>
    public static int Of(TraceStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new FailureCount(store).In(RunFolders.Parts(store.Folder));
    }

    /// <summary>Counts in folders that are known: the store's own and those of its shards. Logs that can't be read
    /// count as none.</summary>
    public int In(IReadOnlyList<string> parts)
    {
        try
        {
            return parts.Sum(part => RunFolders.IsPack(part) ? InPack(part) : InFolder(part));
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return 0;
        }
    }

    private int InFolder(string folder)
    {
        JsonLog log = new(Path.Combine(folder, SampleFailures.FileName));
        TraceName[] failed = Failed(log.Path, log.Read);
        if (failed.Length == 0) return 0;
        (FileMoment Log, DateTime Folder) now = (FileMoment.Of(log.Path), Directory.GetLastWriteTimeUtc(folder));
        if (_counts.TryGetValue(folder, out var known) && known.At == now) return known.Count;
        HashSet<TraceName> there = [.. PlainTraces.In(folder)];
        int count = failed.Count(name => !there.Contains(name));
        _counts[folder] = (now, count);
        return count;
    }

    private int InPack(string pack) => Failed(Path.Combine(pack, RunFolders.PackFile), () => Packed(pack))
        .Count(name => !store.Contains(name.Row, name.Rollout));

    // Each once, however often it failed.
    private TraceName[] Failed(string file, Func<IEnumerable<JsonObject>> read)
    {
        FileMoment now = FileMoment.Of(file);
        if (_known.TryGetValue(file, out (FileMoment Moment, TraceName[] Failed) known) && known.Moment == now)
            return known.Failed;
        TraceName[] failed = [.. read().Select(SampleFailures.NameOf).OfType<TraceName>().Distinct()];
        _known[file] = (now, failed);
        return failed;
    }

    private static IEnumerable<JsonObject> Packed(string pack) =>
        PackedFiles.Read(pack, PackManifest.Read(pack).Files)
            .Where(file => Path.GetFileName(file.Place) == SampleFailures.FileName)
            .SelectMany(file => JsonLog.Parse(Encoding.UTF8.GetString(file.Bytes).Split('\n')));
}
