using System.Collections.Concurrent;
using System.Text;

namespace SPAgent;

/// <summary>
/// What a collection holds, session by session. The sessions are the truth: each look lists them and reads those that
/// are new or changed; the rest comes from memory, or from <c>.session-index</c>, which can be deleted and is then
/// rebuilt.
/// </summary>
internal sealed class SessionIndex(SessionStore store)
{
    private const string Header = "spagent session index 1";

    // Fewer new sessions are read again sooner than the whole index is written.
    private const int WorthWriting = 256;

    private readonly string _path = Path.Combine(store.Path, SessionLayout.Index);
    private readonly Lock _gate = new();
    private Dictionary<string, SessionSummary>? _known;

    /// <summary>The sessions that are on disk now, by name.</summary>
    public IReadOnlyDictionary<string, SessionSummary> Read(bool write = false)
    {
        lock (_gate)
        {
            _known ??= LoadFile();
            var current = new ConcurrentDictionary<string, SessionSummary>(StringComparer.Ordinal);
            int fresh = 0;
            Parallel.ForEach(store.ListSessionIds(), name =>
            {
                string folder = store.FolderOf(name);
                var file = new FileInfo(Path.Combine(folder, SessionLayout.Metadata));
                bool known = _known.TryGetValue(name, out SessionSummary? summary) && summary.IsOf(file);
                if (!known) Interlocked.Increment(ref fresh);
                current[name] = known ? summary! : SessionSummary.Read(folder, file);
            });
            _known = new Dictionary<string, SessionSummary>(current, StringComparer.Ordinal);
            // Of some sessions alone there is no index.
            bool whole = store.Filters.Count == 0;
            if (whole && (fresh >= WorthWriting || (write && fresh > 0))) WriteFile(_known);
            return _known;
        }
    }

    /// <summary>Counts sessions and failures; <paramref name="undecided"/> sessions count as failed.</summary>
    public CollectionStatistics Count(IEnumerable<string> undecided, bool write = false)
    {
        // Failures first: a session that is decided in between is then counted once, as a success.
        // No filter takes those that left no session.
        IEnumerable<string> failures = store.Filters.Count > 0 ? []
            : store.ReadFailures().Select(failed => failed.SessionId);
        IReadOnlyDictionary<string, SessionSummary> sessions = Read(write);
        SessionSummary[] successful =
            [.. sessions.Values.Where(session => session is { IsReadable: true, Success: true })];
        return new CollectionStatistics
        {
            SuccessfulSessions = successful.Length,
            SuccessfulSamples = successful.Sum(session => session.Samples),
            FailedSessions = sessions.Values.Count(session => session is { IsReadable: true, Success: false })
                + failures.Concat(undecided).Distinct(StringComparer.Ordinal).Count(id => !sessions.ContainsKey(id)),
            TotalSamples = sessions.Values.Where(session => session.IsReadable).Sum(session => session.Samples),
            UnreadableSessions = sessions.Values.Count(session => !session.IsReadable),
        };
    }

    private Dictionary<string, SessionSummary> LoadFile()
    {
        var known = new Dictionary<string, SessionSummary>(StringComparer.Ordinal);
        try
        {
            if (!File.Exists(_path)) return known;
            using var lines = new StreamReader(_path);
            if (lines.ReadLine() != Header) return known;
            while (lines.ReadLine() is { } line)
            {
                int tab = line.IndexOf('\t');
                if (tab > 0 && SessionSummary.Parse(line.AsSpan(tab + 1)) is { } summary) known[line[..tab]] = summary;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Read the sessions instead.
        }

        return known;
    }

    private void WriteFile(Dictionary<string, SessionSummary> known)
    {
        var text = new StringBuilder(known.Count * 128).Append(Header).Append('\n');
        foreach ((string name, SessionSummary summary) in known)
        {
            // A foreign folder may have any name; one that would break the line is simply read each time.
            if (name.AsSpan().IndexOfAny('\t', '\n', '\r') < 0)
                text.Append(name).Append('\t').Append(summary.ToLine()).Append('\n');
        }

        try
        {
            WholeFile.Write(_path, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A collection that can't be written can still be counted.
        }
    }
}
