using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>A folder and its index, which follows it in the background.</summary>
internal sealed class ServedFolder : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1), s_minute = TimeSpan.FromMinutes(1),
        s_commit = TimeSpan.FromMilliseconds(500), s_coarse = TimeSpan.FromSeconds(2),
        s_patience = TimeSpan.FromSeconds(1), s_locks = TimeSpan.FromSeconds(10);

    // How much more a scan may rest than work: a folder of very many files is not looked at all the time.
    private const int RestFactor = 10, Few = 2000, Stretch = 50, MostUncommitted = 4096;

    private readonly IndexDatabase _database;
    private readonly CacheFolder _cache;
    private readonly TimeProvider _time;
    private readonly ChangingState _state;
    private readonly MarkedItems _marks;
    private readonly Signal _settled = new();
    private readonly Queue<DateTimeOffset> _arrivals = new();
    private volatile TaskCompletionSource _wake = NewWake();
    private DateTime _seen, _told;
    private QueueProgress? _queue;
    private DateTimeOffset _looked;
    private bool _scanned, _isLocked;
    private volatile bool _damaged;

    private ServedFolder(
        int number, IItemSource source, IndexDatabase database, CacheFolder cache, TimeProvider time)
    {
        (Number, Source, _database, _cache, _time) = (number, source, database, cache, time);
        (_state, _marks) = (new(time), new(source, database));
    }

    /// <summary>Its place among the folders, from 0.</summary>
    public int Number { get; }

    public IItemSource Source { get; }

    public string Title => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Source.Folder)));

    public FolderState State => _state.Now;

    /// <exception cref="IOException">There is no place for its index.</exception>
    public static ServedFolder Open(int number, IItemSource source, string? cacheHome, TimeProvider time)
    {
        CacheFolder cache = CacheFolder.Take(source.Folder, cacheHome);
        ServedFolder folder = new(number, source, IndexDatabase.Open(cache.File), cache, time);
        folder.Begin();
        return folder;
    }

    /// <summary>Asks the index. A damaged one is made anew, and known items are asked for again then.</summary>
    /// <exception cref="RequestException">The index is being made anew.</exception>
    public T Ask<T>(Func<SqliteConnection, T> question)
    {
        try
        {
            using SqliteConnection connection = _database.Connect();
            return question(connection);
        }
        catch (SqliteException problem) when (IndexDatabase.IsDamage(problem))
        {
            _damaged = true;
            _wake.TrySetResult();
            throw new RequestException(503, "The index was damaged and is being made again. Try again soon.");
        }
    }

    /// <summary>Waits until something changes, or until the pause is over.</summary>
    public Task<FolderState> NextAsync(long after, TimeSpan longest, CancellationToken cancellationToken) =>
        _state.NextAsync(after, longest, cancellationToken);

    /// <summary>Lets the index catch up with the folder, but not for long; where there is much to do, only until
    /// something is known.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (State is { Known: > Few, Indexed: > 0 }) return;
        Task settled = _settled.Next;
        if (_scanned && _marks.AreCurrent && State is var state && state.Known == state.Indexed && _seen == WriteTime())
            return;
        _wake.TrySetResult();
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // What is known when patience is over has to do.
        await Signal.WaitAsync(Task.WhenAny(settled, MuchAsync(over.Token)), s_patience, _time, cancellationToken)
            .ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }

    private async Task MuchAsync(CancellationToken cancellationToken)
    {
        FolderState state = State;
        while (state is not { Known: > Few, Indexed: > 0 })
            state = await NextAsync(state.Version, s_patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Follows the folder until it is cancelled.</summary>
    public async Task FollowAsync(Action<string> say, CancellationToken cancellationToken)
    {
        bool said = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan worked = TimeSpan.Zero;
            try
            {
                if (_damaged)
                {
                    // First of all nothing is known any more: who asks meanwhile waits.
                    (_damaged, _seen, _scanned) = (false, default, false);
                    _marks.Forget();
                    _state.Publish(0, 0, true);
                    _database.Begin();
                }

                DateTime now = WriteTime();
                if (now != _seen)
                {
                    long start = _time.GetTimestamp();
                    try
                    {
                        await UpdateAsync(cancellationToken).ConfigureAwait(false);
                    }
                    finally
                    {
                        worked = _time.GetElapsedTime(start);
                    }

                    // Times of files are coarse: what came at the very moment of the scan is looked for once more.
                    _seen = _time.GetUtcNow().UtcDateTime - now > s_coarse ? now : default;
                }

                if (_marks.Update()) _state.Change(state => state with { Marks = state.Marks + 1 });
                Count();
                _settled.Raise();
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Items are read many at once.
                Exception cause = (problem as AggregateException)?.Flatten().InnerExceptions[0] ?? problem;
                if (cause is SqliteException damage && IndexDatabase.IsDamage(damage)) _damaged = true;
                else if (!said) say($"spagent: {Source.Folder}: {cause.Message}");
                said = true;
            }

            TimeSpan pause = worked * RestFactor > s_pause ? worked * RestFactor : s_pause;
            await RestAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        _cache.Dispose();
    }

    // What an earlier start has indexed is shown before the folder has been looked at.
    private void Begin()
    {
        try
        {
            int count = Ask(connection => Convert.ToInt32(
                IndexDatabase.Value(connection, "SELECT count(*) FROM item"), CultureInfo.InvariantCulture));
            _state.Publish(count, count, false);
        }
        catch (RequestException)
        {
            // It is damaged, and made again.
        }
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // That of the folder that changed last. Where shards do not go together the scan says so.
    private DateTime WriteTime()
    {
        try
        {
            return Source.Watched.Select(Directory.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    private async Task RestAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (await Signal.WaitAsync(_wake.Task, pause, _time, cancellationToken).ConfigureAwait(false))
            _wake = NewWake();
    }

    private async Task UpdateAsync(CancellationToken cancellationToken)
    {
        using IndexWriter writer = new(_database);
        Dictionary<string, (long Time, long Length)> known = writer.Known();
        List<FoundItem> fresh = [];
        List<string> stale = [];
        int count = 0;
        foreach (FoundItem found in Source.Scan(stamped: known.Count > 0))
        {
            count++;
            bool isKnown = known.Remove(found.Name, out (long Time, long Length) was);
            if (isKnown && was == (found.Time, found.Length)) continue;
            if (isKnown) stale.Add(found.Name);
            fresh.Add(found);
        }

        // What is left has gone.
        stale.AddRange(known.Keys);
        foreach (string name in stale) writer.Remove(name);
        writer.Commit();
        if (_scanned) Arrived(fresh.Count);
        _scanned = true;
        _state.Publish(count, count - fresh.Count, stale.Count > 0 || fresh.Count > 0);
        fresh.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        await AddAsync(writer, fresh, count, cancellationToken).ConfigureAwait(false);
    }

    // Reading takes all processors, and goes on while what was read is written. That is done in order, so that the
    // first page is there first, and in stretches, so that no more than two of them are in memory.
    private async Task AddAsync(
        IndexWriter writer, List<FoundItem> fresh, int count, CancellationToken cancellationToken)
    {
        int done = 0, since = 0;
        long last = _time.GetTimestamp();
        Task<(FoundItem, IndexedItem)?[]> reading = ReadAsync(fresh, 0, cancellationToken);
        while (done < fresh.Count)
        {
            (FoundItem, IndexedItem)?[] items = await reading.ConfigureAwait(false);
            reading = ReadAsync(fresh, done + items.Length, cancellationToken);
            foreach ((FoundItem found, IndexedItem item) in items.OfType<(FoundItem, IndexedItem)>())
                writer.Add(found, item);
            (done, since) = (done + items.Length, since + items.Length);
            if (done > Stretch && since < MostUncommitted && _time.GetElapsedTime(last) < s_commit) continue;
            writer.Commit();
            (since, last) = (0, _time.GetTimestamp());
            _state.Publish(count, count - fresh.Count + done, true);
        }

        writer.Commit();
        // What was read again has lost its marks.
        if (fresh.Count > 0) _marks.Forget();
        _state.Publish(count, count, fresh.Count > 0);
    }

    private Task<(FoundItem, IndexedItem)?[]> ReadAsync(
        List<FoundItem> fresh, int from, CancellationToken cancellationToken) => Task.Run(() =>
        {
            (FoundItem, IndexedItem)?[] items = new (FoundItem, IndexedItem)?[Math.Min(Stretch, fresh.Count - from)];
            Parallel.For(0, items.Length, new ParallelOptions { CancellationToken = cancellationToken },
                i => items[i] = TryRead(fresh[from + i]));
            return items;
        }, cancellationToken);

    // Null for one that went away since it was found.
    private (FoundItem, IndexedItem)? TryRead(FoundItem found)
    {
        try
        {
            // Before it is read: a change while it is read is noticed by the next scan.
            return (found.Time > 0 ? found : Source.Stamp(found.Name), Source.Read(found.Name));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Arrived(int count)
    {
        DateTimeOffset now = _time.GetUtcNow();
        for (int i = 0; i < Math.Min(count, 100_000); i++) _arrivals.Enqueue(now);
    }

    // What changes without a new item: failures, workers, and that a run has ended.
    private void Count()
    {
        DateTimeOffset now = _time.GetUtcNow();
        while (_arrivals.TryPeek(out DateTimeOffset at) && now - at > s_minute) _arrivals.Dequeue();
        int failures = Source.Failures();
        // Not all the time: to look at a lock is to hold it for a moment.
        if (now - _looked >= s_locks) (_looked, _isLocked) = (now, Source.Parts.Any(RunFolders.IsAtWork));
        DateTime told = QueueProgress.TimeOf(Source.Folder, now);
        if (told != _told) (_told, _queue) = (told, told == default ? null : QueueProgress.Read(Source.Folder));
        _state.Change(state => state with
        {
            Failures = failures,
            PerMinute = _arrivals.Count,
            AtWork = _isLocked || _arrivals.Count > 0,
            Queue = _queue,
        });
    }
}
