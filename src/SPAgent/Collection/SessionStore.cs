using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>The saved sessions of a collection, for reading. Holds nothing in memory but names, whatever the size of
/// the collection.</summary>
[TypeFormatterSource]
public sealed class SessionStore
{
    private readonly FailureLog _failures;

    private SessionStore(string path, string sessionsPath)
    {
        (Path, SessionsPath) = (path, sessionsPath);
        _failures = new FailureLog(System.IO.Path.Combine(path, SessionLayout.Failures));
        Index = new SessionIndex(this);
    }

    /// <summary>The collection's folder, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The folder that holds one folder per session, as an absolute path.</summary>
    public string SessionsPath { get; }

    internal SessionIndex Index { get; }

    /// <summary>Opens a collection, given by its folder or by the <c>sessions</c> folder in it. Also opens collections
    /// of the Python original.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no sessions.</exception>
    public static SessionStore Open(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        string inside = System.IO.Path.Combine(full, SessionLayout.Sessions);
        if (Directory.Exists(inside)) return new SessionStore(full, inside);

        var bare = new SessionStore(System.IO.Path.GetDirectoryName(full) ?? full, full);
        bool holdsSessions = Directory.Exists(full)
            && (System.IO.Path.GetFileName(full) == SessionLayout.Sessions
                || Names(full).Any(name => File.Exists(System.IO.Path.Combine(full, name, SessionLayout.Metadata))));
        if (holdsSessions) return bare;
        string seen = Directory.Exists(full) ? "it holds neither a sessions folder nor sessions"
            : "there is no such folder";
        throw new DirectoryNotFoundException(
            $"{full}: {seen}. Give the folder that a collector wrote to, or its sessions folder.");
    }

    /// <summary>Names of the sessions, sorted by character code. Sessions that are still being written are not among
    /// them.</summary>
    public IReadOnlyList<string> ListSessionIds()
    {
        string[] names = [.. Names(SessionsPath)];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>Reads one session.</summary>
    /// <exception cref="InvalidDataException">The session is torn, foreign or absent; the message says where, what was
    /// seen and what to do.</exception>
    public CollectedSession Load(string sessionId) =>
        CollectedSession.Load(System.IO.Path.Combine(SessionsPath, SessionName.Check(sessionId)));

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
            string folder = System.IO.Path.Combine(SessionsPath, name);
            CollectedSession? session = await Task.Run(() => TryLoad(folder, onUnreadable), cancellationToken)
                .ConfigureAwait(false);
            if (session is not null) yield return session;
        }
    }

    /// <summary>The failed sessions of the collection's log, in the order in which they failed; torn lines are left
    /// out.</summary>
    public IReadOnlyList<FailedSession> ReadFailures() => _failures.Read();

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

    private static FileSystemEnumerable<string> Names(string folder) =>
        new(folder, static (ref FileSystemEntry entry) => entry.FileName.ToString(),
            new EnumerationOptions { AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => entry.IsDirectory
                && entry.FileName[0] != '.',
        };
}
