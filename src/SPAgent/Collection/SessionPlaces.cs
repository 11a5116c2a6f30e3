using System.IO.Enumeration;

namespace SPAgent;

/// <summary>
/// Where the sessions of a collection lie: in one folder, or in those of its shards. In which shard each lies is known
/// from the last listing; one that it lacks is looked for again.
/// </summary>
internal sealed class SessionPlaces
{
    // Folders that hold sessions; null for one alone.
    private readonly Func<IReadOnlyList<string>>? _shards;
    private volatile Dictionary<string, string>? _last;

    private SessionPlaces(string main, Func<IReadOnlyList<string>>? shards) => (Main, _shards) = (main, shards);

    /// <summary>The folder that holds the sessions, or the shards.</summary>
    public string Main { get; }

    /// <summary>Sessions of one folder.</summary>
    public static SessionPlaces In(string sessions) => new(sessions, null);

    /// <summary>Sessions of shards; null where none of them is of a collection.</summary>
    /// <exception cref="InvalidDataException">They are of different runs.</exception>
    public static SessionPlaces? OfShards(string folder)
    {
        ShardFolders.SharedSettings(folder);
        IReadOnlyList<string> Folders() =>
            [.. ((string[])[folder, .. ShardFolders.In(folder).Select(shard => shard.Folder)])
                .Select(one => Path.Combine(one, SessionLayout.Sessions)).Where(Directory.Exists)];
        if (Folders().Count == 0) return null;
        string own = Path.Combine(folder, SessionLayout.Sessions);
        return new(Directory.Exists(own) ? own : folder, Folders);
    }

    /// <summary>The names of sessions in a folder, in no order.</summary>
    public static FileSystemEnumerable<string> Names(string folder) =>
        new(folder, static (ref FileSystemEntry entry) => entry.FileName.ToString(),
            new EnumerationOptions { AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => entry.IsDirectory
                && entry.FileName[0] != '.',
        };

    /// <summary>The names of all sessions, sorted by character code.</summary>
    /// <exception cref="InvalidDataException">One is in two shards, with different content.</exception>
    public IReadOnlyList<string> List()
    {
        string[] names = _shards is null ? [.. Names(Main)] : [.. Look(_shards()).Keys];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>The folder of a session, which may be there or not.</summary>
    public string FolderOf(string name)
    {
        if (_shards is null) return Path.Combine(Main, name);
        if (_last is { } last && last.TryGetValue(name, out string? known)) return known;
        return Look(_shards()).GetValueOrDefault(name) ?? Path.Combine(Main, name);
    }

    /// <summary>The folders that hold a log of failures.</summary>
    /// <param name="collection">That of the whole collection.</param>
    public IEnumerable<string> Collections(string collection) =>
        _shards is null ? [collection] : _shards().Select(sessions => Path.GetDirectoryName(sessions)!);

    private Dictionary<string, string> Look(IReadOnlyList<string> folders)
    {
        Dictionary<string, string> places = new(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            foreach (string name in Names(folder))
            {
                string path = Path.Combine(folder, name);
                if (!places.TryAdd(name, path)) DemandSame(places[name], path);
            }
        }

        return _last = places;
    }

    private static void DemandSame(string one, string other)
    {
        string first = Path.Combine(one, SessionLayout.Metadata), second = Path.Combine(other, SessionLayout.Metadata);
        bool same = File.Exists(first) && File.Exists(second)
            && File.ReadAllBytes(first).AsSpan().SequenceEqual(File.ReadAllBytes(second));
        if (same) return;
        throw new InvalidDataException(
            $"{one} and {other} are sessions of the same name and differ. Keep one of them and remove the other.");
    }
}
