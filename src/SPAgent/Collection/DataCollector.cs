using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SPAgent;

/// <summary>
/// Collects what a model was shown and what it said, session by session, into a folder. Any number of sessions may be
/// open at once, from any thread; several processes may collect into one folder.
/// </summary>
/// <remarks>
/// A session is on disk whole or not at all, and survives a power cut once
/// <see cref="CollectionSession.CompleteAsync"/> returned. A failed one leaves a line in <c>failures.jsonl</c>. Nothing
/// needs to be disposed.
/// </remarks>
[TypeFormatterSource]
public sealed class DataCollector
{
    private readonly ConcurrentDictionary<string, FailedSession> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _loggedUndecided = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FailedSession> _held = new();
    private readonly AnsweredQuestions _sources;
    private readonly FailureLog _failures;

    /// <summary>Opens a collection, or begins one.</summary>
    /// <param name="path">The collection's folder; made when absent.</param>
    /// <param name="saveImages">Keep a copy of every image. The copies of a collection share their bytes on disk where
    /// file systems allow it.</param>
    /// <param name="autoSave">
    /// Let an agent decide by itself whether a session succeeded. When false, it leaves each session open for the
    /// caller; until he decides, the session counts as failed.
    /// </param>
    /// <param name="durable">Flush to disk before a call returns. When false, finished sessions may be lost with the
    /// power, never torn by a crash of the program.</param>
    /// <param name="time">The clock, for names and time stamps; default: the system's.</param>
    /// <param name="loggerFactory">Makes the logger that is told of sessions by their names, and of recorded
    /// conversations that can't be written; never what was said. Default: nobody is told.</param>
    /// <exception cref="IOException">The folder can't be made.</exception>
    public DataCollector(string path, bool saveImages = true, bool autoSave = true, bool durable = true,
        TimeProvider? time = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, SaveImages, AutoSave, Durable, Time) =
            (path, saveImages, autoSave, durable, time ?? TimeProvider.System);
        Log = loggerFactory?.CreateLogger<DataCollector>() ?? (ILogger)NullLogger.Instance;
        string full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.Combine(full, SessionLayout.Sessions));
        if (saveImages) Vault =
            new SharedImages(Directory.CreateDirectory(System.IO.Path.Combine(full, SessionLayout.Images)).FullName);
        Sessions = SessionStore.Open(full);
        _failures = new FailureLog(System.IO.Path.Combine(full, SessionLayout.Failures));
        _sources = new AnsweredQuestions(Sessions);
        Temporaries.RemoveLeftovers(full, Time);
        Temporaries.RemoveLeftovers(Sessions.SessionsPath, Time);
    }

    /// <summary>The collection's folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>Whether sessions keep copies of their images.</summary>
    public bool SaveImages { get; }

    /// <summary>Whether an agent decides by itself whether a session succeeded.</summary>
    public bool AutoSave { get; }

    /// <summary>Whether a call returns only when its work is flushed to disk.</summary>
    public bool Durable { get; }

    /// <summary>The sessions on disk, for reading.</summary>
    public SessionStore Sessions { get; }

    /// <summary>
    /// Decides whether a session with an answer is a success, where the library decides: for agents with
    /// <see cref="AutoSave"/>, and for recorded conversations. One that is none leaves a line among the failures.
    /// Default null: an answer is a success. The session's folder is not there yet.
    /// </summary>
    public Func<CollectedSession, bool>? Success { get; set; }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    internal SharedImages? Vault { get; }

    /// <summary>Draws the name of a session that was given none, from the time.</summary>
    internal Func<DateTime, string> NewName { get; init; } = SessionName.New;

    /// <summary>Whether failures that may pass wait for <see cref="BookHeld"/> instead of being logged at
    /// once.</summary>
    internal bool HoldsTransient { get; set; }

    internal DateTime Now => Time.GetLocalNow().DateTime;

    /// <summary>Begins a session. Nothing is visible on disk until it completes.</summary>
    /// <param name="question">The question.</param>
    /// <param name="images">The images it is about. One that can't be read is kept by name alone.</param>
    /// <param name="sessionId">A name of your own, at most 200 bytes; default: <c>session_DATE_TIME_RANDOM</c>.</param>
    /// <param name="model">The model's name, part of the session's <see cref="CollectionSession.SourceKey"/> and kept
    /// in its metadata.</param>
    /// <exception cref="ArgumentException">The name could leave the folder, or be no name on some system.</exception>
    /// <exception cref="InvalidOperationException">A session of that name is open or saved: sessions are never
    /// overwritten.</exception>
    /// <exception cref="IOException">A copy of an image can't be written.</exception>
    public CollectionSession StartSession(string question, IReadOnlyList<string> images, string? sessionId = null,
        string? model = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(images);
        while (true)
        {
            string id = sessionId is null ? NewName(Now) : SessionName.Check(sessionId);
            if (TryStart(id, question, images, model) is { } session) return session;
            // A name that was drawn is drawn again.
            if (sessionId is not null) throw Taken(id);
        }
    }

    /// <summary>The identity of a question: a hash, 64 hexadecimal digits, of the question, the bytes of the images and
    /// the model's name.</summary>
    public static string SourceKey(string question, IReadOnlyList<string> images, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(images);
        return QuestionIdentity.Of(question, images.Select(QuestionIdentity.OfImage), model);
    }

    /// <summary>
    /// Whether a question need not be asked again: a session of it was saved, or is open here, or (unless
    /// <paramref name="countFailed"/> is false) failed. What other processes do after the first
    /// call is not seen.
    /// </summary>
    /// <param name="sourceKey">As <see cref="SourceKey"/> gives it.</param>
    /// <param name="countFailed">Whether a failure is an answer too; false retries what failed.</param>
    public bool IsKnown(string sourceKey, bool countFailed = true) =>
        _sources.Contains(sourceKey, countFailed) || _open.Values.Any(session => session.SourceKey == sourceKey);

    /// <summary>Counts what is on disk now, whoever wrote it. Where <see cref="AutoSave"/> is off, sessions that are
    /// still open count as failed.</summary>
    public CollectionStatistics GetStatistics() =>
        Sessions.Index.Count(Undecided().Select(session => session.SessionId));

    /// <summary>Counts and writes <c>statistics.json</c>. Undecided sessions get a line among the failures, which their
    /// success overrules.</summary>
    /// <exception cref="IOException">The disk is full; the former file stays as it was.</exception>
    public async Task SaveStatisticsAsync(CancellationToken cancellationToken = default)
    {
        foreach (FailedSession session in Undecided()
            .Where(session => _loggedUndecided.TryAdd(session.SessionId, true))) _failures.Append(session);
        byte[] json = Sessions.Index.Count([], write: true).ToJson();
        string path = System.IO.Path.Combine(Sessions.Path, SessionLayout.Statistics);
        if (Durable) await WholeFile.WriteAsync(path, json, cancellationToken).ConfigureAwait(false);
        else WholeFile.Write(path, json);
    }

    /// <summary>Takes a session that was saved.</summary>
    internal void Completed(CollectionSession session)
    {
        _sources.Note(session.SourceKey, succeeded: true);
        _open.TryRemove(session.SessionId, out _);
        CollectorLog.Saved(Log, session.SessionId);
    }

    /// <summary>Takes a session that was saved as far as it went.</summary>
    internal void Saved(string sourceKey) => _sources.Note(sourceKey, succeeded: true);

    /// <summary>Forgets a session that came to no end: its question can be asked again.</summary>
    internal void Abandoned(CollectionSession session)
    {
        _open.TryRemove(session.SessionId, out _);
        _sources.Forget(session.SourceKey);
    }

    /// <summary>Takes what another process made of a question.</summary>
    internal void EndedElsewhere(string sourceKey, bool answered) => _sources.Note(sourceKey, answered);

    /// <summary>Has <see cref="IsKnown"/> look at the disk again.</summary>
    internal void LookAgain() => _sources.LookAgain();

    /// <summary>Logs a session that failed; on disk when the task ends.</summary>
    internal async Task FailedAsync(FailedSession failed)
    {
        string? log = null;
        if (HoldsTransient && failed.IsTransient) _held.Enqueue(failed);
        else log = _failures.Append(failed);
        if (Durable && log is not null) await GroupCommit.Shared
            .CommitAsync(new PendingWrite { Contents = [log], Parents = [Sessions.Path] }).ConfigureAwait(false);
        _open.TryRemove(failed.SessionId, out _);
        CollectorLog.Failed(Log, failed.SessionId, failed.IsTransient);
    }

    /// <summary>Logs the failures that were held; without it they are forgotten.</summary>
    internal void BookHeld()
    {
        while (_held.TryDequeue(out FailedSession? failed)) _failures.Append(failed);
    }

    /// <summary>Forgets the failures that are held: their questions can be asked again.</summary>
    internal void ForgetHeld()
    {
        while (_held.TryDequeue(out FailedSession? failed))
        {
            if (failed.SourceKey is { } key) _sources.Forget(key);
        }
    }

    // Null when a session of that name is open or saved.
    private CollectionSession? TryStart(string id, string question, IReadOnlyList<string> images, string? model)
    {
        if (Directory.Exists(System.IO.Path.Combine(Sessions.SessionsPath, id)) || _open.ContainsKey(id)) return null;
        var draft = new SessionDraft(this, id, question, [.. images], model);
        if (!_open.TryAdd(id, draft.AsFailure("undecided")))
        {
            draft.Discard();
            return null;
        }

        _sources.Note(draft.Start.SourceKey!, succeeded: false);
        return new CollectionSession(this, draft);
    }

    private InvalidOperationException Taken(string id) =>
        new($"Session \"{id}\" exists already in {Path}. Sessions are never overwritten: choose "
            + "another id, or leave it out.");

    private IEnumerable<FailedSession> Undecided() => AutoSave ? [] : _open.Values;
}
