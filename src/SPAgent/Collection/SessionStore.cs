using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>The saved sessions of a collection, for reading. Holds nothing in memory but names, whatever the size of
/// the collection.</summary>
[TypeFormatterSource]
public sealed class SessionStore
{
    private readonly SessionPlaces _places;

    // The sessions that filters took; null for all.
    private readonly HashSet<string>? _taken;

    private SessionStore(string path, SessionPlaces places, HashSet<string>? taken = null,
        IReadOnlyList<RecordFilter>? filters = null)
    {
        (Path, _places, _taken, Filters) = (path, places, taken, filters ?? []);
        Index = new SessionIndex(this);
    }

    /// <summary>The collection's folder, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The folder that holds one folder per session, as an absolute path; of shards, the folder that holds
    /// them all.</summary>
    public string SessionsPath => _places.Main;

    internal SessionIndex Index { get; }

    /// <summary>The filters that its sessions passed, by <see cref="Filtering"/>; empty for a whole
    /// collection.</summary>
    internal IReadOnlyList<RecordFilter> Filters { get; }

    /// <summary>Opens a collection, given by its folder or by the <c>sessions</c> folder in it. A folder of shards is
    /// one collection. Also opens collections of the Python original.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no sessions.</exception>
    /// <exception cref="InvalidDataException">Its shards are of different runs.</exception>
    public static SessionStore Open(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        string inside = System.IO.Path.Combine(full, SessionLayout.Sessions);
        if (ShardFolders.Any(full) && SessionPlaces.OfShards(full) is { } shards) return new SessionStore(full, shards);
        if (Directory.Exists(inside)) return new SessionStore(full, SessionPlaces.In(inside));

        var bare = new SessionStore(System.IO.Path.GetDirectoryName(full) ?? full, SessionPlaces.In(full));
        bool holdsSessions = Directory.Exists(full)
            && (System.IO.Path.GetFileName(full) == SessionLayout.Sessions
                || SessionPlaces.Names(full).Any(
                    name => File.Exists(System.IO.Path.Combine(full, name, SessionLayout.Metadata))));
        if (holdsSessions) return bare;
        string seen = Directory.Exists(full) ? "it holds neither a sessions folder nor sessions"
            : "there is no such folder";
        throw new DirectoryNotFoundException(
            $"{full}: {seen}. Give the folder that a collector wrote to, or its sessions folder.");
    }

    /// <summary>Names of the sessions, sorted by character code. Sessions that are still being written are not among
    /// them.</summary>
    /// <exception cref="InvalidDataException">A session is in two shards, with different content.</exception>
    public IReadOnlyList<string> ListSessionIds() =>
        _taken is null ? AllSessionIds() : [.. AllSessionIds().Where(Takes)];

    /// <summary>All sessions in the same order, whatever filters took.</summary>
    internal IReadOnlyList<string> AllSessionIds() => _places.List();

    /// <summary>Whether filters took a session.</summary>
    internal bool Takes(string sessionId) => _taken?.Contains(sessionId) ?? true;

    /// <summary>The store with these of its sessions alone.</summary>
    internal SessionStore Take(IEnumerable<string> ids) =>
        new(Path, _places, new HashSet<string>(ids, StringComparer.Ordinal), Filters);

    /// <summary>The store with a filter that its sessions have passed.</summary>
    internal SessionStore Noted(RecordFilter filter) => new(Path, _places, _taken, [.. Filters, filter]);

    /// <summary>Reads one session.</summary>
    /// <exception cref="InvalidDataException">The session is torn, foreign or absent; the message says where, what was
    /// seen and what to do.</exception>
    public CollectedSession Load(string sessionId) =>
        CollectedSession.Load(FolderOf(Holds(sessionId) ? sessionId : SessionName.Check(sessionId)));

    /// <summary>
    /// Reads the sessions one by one, ordered by name; the samples in each are ordered by iteration.
    /// <see cref="ReadAsync"/> goes on where one can't be read.
    /// </summary>
    /// <exception cref="InvalidDataException">A session can't be read.</exception>
    public IEnumerable<CollectedSession> Read() => ListSessionIds().Select(Load);

    /// <summary>Reads the sessions one by one, ordered by name; the samples in each are ordered by iteration.</summary>
    /// <param name="onUnreadable">Is told of each session that can't be read. Such a session is left out and never ends
    /// the reading.</param>
    /// <param name="cancellationToken">Ends the reading between two sessions.</param>
    public async IAsyncEnumerable<CollectedSession> ReadAsync(
        Action<UnreadableSession>? onUnreadable = null, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        foreach (string name in ListSessionIds())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string folder = FolderOf(name);
            CollectedSession? session = await Task.Run(() => TryLoad(folder, onUnreadable), cancellationToken)
                .ConfigureAwait(false);
            if (session is not null) yield return session;
        }
    }

    /// <summary>The failed sessions of the collection's log, in the order in which they failed; torn lines are left
    /// out.</summary>
    public IReadOnlyList<FailedSession> ReadFailures() => [.. _places.Collections(Path)
        .SelectMany(folder => new FailureLog(System.IO.Path.Combine(folder, SessionLayout.Failures)).Read())];

    /// <summary>Whether there is a folder of that name among the sessions; of a foreign collection it may be any
    /// name.</summary>
    internal bool Holds(string sessionId) => sessionId.Length > 0 && sessionId[0] != '.'
        && System.IO.Path.GetFileName(sessionId) == sessionId && Directory.Exists(FolderOf(sessionId));

    /// <summary>The folder of a session, which may be there or not.</summary>
    internal string FolderOf(string sessionId) => _places.FolderOf(sessionId);

    private static CollectedSession? TryLoad(string folder, Action<UnreadableSession>? onUnreadable)
    {
        try
        {
            return CollectedSession.Load(folder);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            onUnreadable?.Invoke(new UnreadableSession(folder, e.Message));
            return null;
        }
    }
}
