using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>What is known of a folder at a moment.</summary>
/// <param name="Version">Grows whenever something has changed.</param>
/// <param name="Known">Items in the folder.</param>
/// <param name="Indexed">Those of them that are in the index.</param>
/// <param name="Failures">Conversations that failed.</param>
/// <param name="PerMinute">Items that came within the last minute.</param>
/// <param name="AtWork">Whether a run seems to be under way.</param>
/// <param name="Marks">How often what is marked has changed.</param>
/// <param name="Queue">Who works for the run, where it has a queue.</param>
internal sealed record FolderState(
    long Version, int Known, int Indexed, int Failures, int PerMinute, bool AtWork, int Marks, QueueProgress? Queue);

/// <summary>A folder and its index, which follows it in the background.</summary>
internal sealed class ServedFolder : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1), s_minute = TimeSpan.FromMinutes(1),
        s_commit = TimeSpan.FromMilliseconds(500), s_coarse = TimeSpan.FromSeconds(2),
        s_patience = TimeSpan.FromSeconds(1);

    // How much more a scan may rest than work: a folder of very many files is not looked at all the time.
    private const int RestFactor = 10, Few = 2000, Stretch = 50, MostUncommitted = 4096;

    private readonly IndexDatabase _database;
    private readonly CacheFolder _cache;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _arrivals = new();
    private FolderState _state = new(0, 0, 0, 0, 0, false, 0, null);
    private TaskCompletionSource _changed = New(), _settled = New(), _wake = New();
    private DateTime _seen, _told;
    private bool _scanned;
    private Dictionary<string, RecordLabel>? _marks;
    private (DateTime Time, long Length) _marked;
    private volatile bool _damaged;

    private ServedFolder(
        int number, IItemSource source, IndexDatabase database, CacheFolder cache, TimeProvider time) =>
        (Number, Source, _database, _cache, _time) = (number, source, database, cache, time);

    /// <summary>Its place among the folders, from 0.</summary>
    public int Number { get; }

    public IItemSource Source { get; }

    public string Title => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Source.Folder)));

    public FolderState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

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
            Wake();
            throw new RequestException(503, "The index was damaged and is being made again. Try again soon.");
        }
    }

    /// <summary>Waits until something changes, or until the pause is over.</summary>
    public async Task<FolderState> NextAsync(long after, TimeSpan longest, CancellationToken cancellationToken)
    {
        Task change;
        lock (_gate)
        {
            if (_state.Version != after) return _state;
            change = _changed.Task;
        }

        try
        {
            await change.WaitAsync(longest, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing has changed.
        }

        return State;
    }

    /// <summary>Lets the index catch up with the folder, but not for long; where there is much to do, only until
    /// something is known.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (State is { Known: > Few, Indexed: > 0 }) return;
        Task settled;
        lock (_gate)
        {
            if (_scanned && _marks is not null && _state.Known == _state.Indexed && _seen == WriteTime()
                && _marked == MarksTime()) return;
            settled = _settled.Task;
        }

        Wake();
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAny(settled, MuchAsync(over.Token)).WaitAsync(s_patience, _time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is known so far has to do.
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
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
                    (_damaged, _seen, _scanned, _marks) = (false, default, false, null);
                    Publish(0, 0, true);
                    _database.Begin();
                }

                DateTime now = WriteTime();
                if (now != _seen)
                {
                    long start = _time.GetTimestamp();
                    await UpdateAsync(cancellationToken).ConfigureAwait(false);
                    worked = _time.GetElapsedTime(start);
                    // Times of files are coarse: what came at the very moment of the scan is looked for once more.
                    _seen = _time.GetUtcNow().UtcDateTime - now > s_coarse ? now : default;
                }

                Mark();
                Count();
                lock (_gate)
                {
                    _settled.TrySetResult();
                    _settled = New();
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
                or InvalidDataException or SqliteException)
            {
                if (problem is SqliteException damage && IndexDatabase.IsDamage(damage)) _damaged = true;
                else if (!said) say($"spagent: {Source.Folder}: {problem.Message}");
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
            _state = _state with { Known = count, Indexed = count };
        }
        catch (RequestException)
        {
            // It is damaged, and made again.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    private void Wake()
    {
        lock (_gate)
        {
            _wake.TrySetResult();
        }
    }

    private async Task RestAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        Task wake;
        lock (_gate)
        {
            wake = _wake.Task;
        }

        try
        {
            await wake.WaitAsync(pause, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }

        lock (_gate)
        {
            _wake = New();
        }
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
        Publish(count, count - fresh.Count, stale.Count > 0 || fresh.Count > 0);
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
            Publish(count, count - fresh.Count + done, true);
        }

        writer.Commit();
        // What was read again has lost its marks.
        if (fresh.Count > 0 && _marks is { Count: > 0 }) _marks = null;
        Publish(count, count, fresh.Count > 0);
    }

    private Task<(FoundItem, IndexedItem)?[]> ReadAsync(
        List<FoundItem> fresh, int from, CancellationToken cancellationToken) => Task.Run(() =>
        {
            (FoundItem, IndexedItem)?[] items = new (FoundItem, IndexedItem)?[Math.Min(Stretch, fresh.Count - from)];
            Parallel.For(0, items.Length, new ParallelOptions { CancellationToken = cancellationToken },
                i => items[i] = TryRead(fresh[from + i]));
            return items;
        }, cancellationToken);

    // Marks lie in a file that only grows; what it says of an item goes into the index beside it.
    private void Mark()
    {
        (DateTime, long) now = MarksTime();
        if (_marks is not null && now == _marked) return;
        using IndexWriter writer = new(_database);
        if (_marks is null) writer.Unmark();
        Dictionary<string, RecordLabel> before = _marks ?? [],
            after = Source.Labels.All().ToDictionary(label => label.Id, StringComparer.Ordinal);
        foreach ((string id, RecordLabel label) in after)
        {
            if (before.Remove(id, out RecordLabel? was) && was.At == label.At && was.Verdict == label.Verdict
                && was.Tags.SequenceEqual(label.Tags)) continue;
            if (Source.NameOf(id) is { } name) writer.Mark(name, label);
        }

        foreach ((string id, RecordLabel was) in before)
        {
            if (Source.NameOf(id) is { } name) writer.Mark(name, new RecordLabel { Id = id });
        }

        writer.Commit();
        bool changed = _marks is not null || after.Count > 0;
        (_marks, _marked) = (after, now);
        if (changed) Change(state => state with { Marks = state.Marks + 1 });
    }

    private (DateTime Time, long Length) MarksTime()
    {
        FileInfo file = new(Source.Labels.Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

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
        bool atWork = _arrivals.Count > 0
            || Source.Parts.Any(part => File.Exists(Path.Combine(part, ".lock")));
        DateTime told = QueueProgress.TimeOf(Source.Folder, now);
        lock (_gate)
        {
            if (failures == _state.Failures && _arrivals.Count == _state.PerMinute && atWork == _state.AtWork
                && told == _told) return;
        }

        _told = told;
        QueueProgress? queue = told == default ? null : QueueProgress.Read(Source.Folder);
        Change(state => state with
        {
            Failures = failures,
            PerMinute = _arrivals.Count,
            AtWork = atWork,
            Queue = queue,
        });
    }

    private void Publish(int known, int indexed, bool changed)
    {
        lock (_gate)
        {
            if (!changed && _state.Known == known && _state.Indexed == indexed) return;
        }

        Change(state => state with { Known = known, Indexed = indexed });
    }

    private void Change(Func<FolderState, FolderState> change)
    {
        lock (_gate)
        {
            _state = change(_state) with { Version = _state.Version + 1 };
            _changed.TrySetResult();
            _changed = New();
        }
    }
}
