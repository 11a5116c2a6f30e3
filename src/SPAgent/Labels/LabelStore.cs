using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>
/// The labels of a folder of traces or of a collection of sessions: verdicts, tags, notes and better answers, in the
/// file <c>labels.jsonl</c> beside the data. The file only grows: each change is a line, and any number of processes
/// may add lines at once. May be used by several threads.
/// </summary>
[TypeFormatterSource]
public sealed class LabelStore
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "labels.jsonl";

    private const string LockName = ".labels.lock";
    private const int LockAttempts = 3_000, LockPauseMs = 10, RandomDigits = 16;

    private readonly Lock _gate = new();
    private readonly LabelledRecords _records;
    private readonly LabelFile _file;
    private readonly string _folder;

    internal LabelStore(string folder, LabelledRecords records)
    {
        (_folder, _records) = (folder, records);
        Path = System.IO.Path.Combine(folder, FileName);
        _file = new LabelFile(Path, records);
    }

    /// <summary>The file, which may not be there yet.</summary>
    public string Path { get; }

    /// <summary>Lines that can't be read, by their numbers.</summary>
    internal IReadOnlyList<LabelProblem> Problems
    {
        get
        {
            lock (_gate)
            {
                _file.Refresh();
                return _file.Problems;
            }
        }
    }

    /// <summary>What is marked on a record: an empty label where nothing is.</summary>
    /// <param name="id">A trace's <c>7</c>, <c>7.r2</c> or <c>trace_00007</c>; or a session's id. It need not be
    /// there.</param>
    public RecordLabel this[string id]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(id);
            lock (_gate)
            {
                _file.Refresh();
                return Of(_records.Spell(id) ?? id);
            }
        }
    }

    /// <summary>All labels that say something, in the order of the records.</summary>
    public IReadOnlyList<RecordLabel> All()
    {
        lock (_gate)
        {
            _file.Refresh();
            return [.. _file.Lines.Keys.Order(_records.Order).ThenBy(id => id, StringComparer.Ordinal).Select(Of)
                .Where(label => !label.IsEmpty)];
        }
    }

    /// <summary>Marks a record; on disk when it returns.</summary>
    /// <param name="id">A trace's <c>7</c>, <c>7.r2</c> or <c>trace_00007</c>; or a session's id.</param>
    /// <param name="change">What is marked.</param>
    /// <returns>What is marked on it now.</returns>
    /// <exception cref="ArgumentException">There is no such record (the message names the nearest), or the change
    /// changes nothing.</exception>
    /// <exception cref="IOException">The disk is full, or the folder can't be written.</exception>
    public RecordLabel Set(string id, LabelChange change) => Set([id], change)[0];

    /// <summary>Marks records, in one write: all or none; on disk when it returns.</summary>
    /// <inheritdoc cref="Set(string, LabelChange)"/>
    /// <returns>What is marked on each now, in the order given.</returns>
    public IReadOnlyList<RecordLabel> Set(IEnumerable<string> ids, LabelChange change)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(change);
        return Set(ids.Select(id => (id, change)));
    }

    /// <summary>Marks each record in its own way, in one write: all or none. One that is named twice is marked as the
    /// first says.</summary>
    internal IReadOnlyList<RecordLabel> Set(IEnumerable<(string Id, LabelChange Change)> changes)
    {
        (string Id, LabelChange Change)[] found = [.. changes.Select(one => (Id: _records.Find(one.Id), one.Change))
            .DistinctBy(one => one.Id, StringComparer.Ordinal)];
        if (Array.Exists(found, one => one.Change.IsEmpty))
            throw new ArgumentException("The label says nothing. Give a verdict, a tag, a note or an answer.");
        if (found.Length == 0) return [];
        string[] identities = [.. found.AsParallel().AsOrdered().Select(one => _records.IdentityOf(one.Id))];
        lock (_gate)
        {
            using FolderLock held = TakeLock();
            _file.Refresh();
            Append(found.Zip(identities, (one, identity) => LabelLine.Of(one.Id,
                After(one.Id, one.Change.TimeProvider.GetUtcNow()), LabelId(identity), one.Change).ToJson()));
            _file.Refresh();
            return [.. found.Select(one => Of(one.Id))];
        }
    }

    /// <summary>
    /// Adds the labels of another file: of a page that was marked offline, or of a copy of this collection. Lines that
    /// are known, by their <c>label_id</c>, are passed over, so that merging twice changes nothing.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">It is of another collection: it marks records that are not here, or other
    /// answers to the same rows. Nothing is added then.</exception>
    /// <exception cref="InvalidDataException">Not one of its lines is a label.</exception>
    /// <exception cref="IOException">The disk is full, or the folder can't be written.</exception>
    public LabelMerge Merge(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (!File.Exists(file))
            throw new FileNotFoundException($"{file}: there is no such file. Name a file of labels.", file);
        Dictionary<string, (LabelLine Line, string Json)> lines = new(StringComparer.Ordinal);
        LabelFile other = new(file, _records);
        other.Refresh((line, utf8) => lines.TryAdd(line.LabelId,
            (line, Encoding.UTF8.GetString(utf8.Span.TrimStart("\uFEFF"u8).Trim(" \t\r"u8)))));
        if (lines.Count == 0 && other.Problems is [var first, ..])
            throw new InvalidDataException($"{file}: line {first.Line}: {first.What}. It is no file of labels.");
        RefuseForeign(file, [.. lines.Values.Select(one => one.Line)]);
        lock (_gate)
        {
            using FolderLock held = TakeLock();
            _file.Refresh();
            (LabelLine Line, string Json)[] added = [.. lines.Values.Where(one => !_file.Knows(one.Line.LabelId))];
            string[] changed = [.. added.Select(one => one.Line.Id).Distinct(StringComparer.Ordinal)];
            RecordLabel[] before = [.. changed.Select(Of)];
            Append(added.Select(one => one.Json));
            _file.Refresh();
            return new LabelMerge
            {
                Added = added.Length,
                Known = lines.Count - added.Length,
                Unreadable = other.Problems.Count,
                Overrode = [.. before.Zip(changed.Select(Of), LabelHistory.Overridden).SelectMany(one => one)
                    .OrderBy(one => one.Id, _records.Order)],
            };
        }
    }

    private RecordLabel Of(string id) => LabelHistory.Of(id, _file.Lines.GetValueOrDefault(id) ?? []);

    // A clock may stand still, or have been ahead where another line was written: what is marked now is the latest.
    private DateTimeOffset After(string id, DateTimeOffset now)
    {
        DateTimeOffset last = (_file.Lines.GetValueOrDefault(id) ?? []).Select(line => line.At)
            .DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        return now > last ? now : last < DateTimeOffset.MaxValue ? last.AddTicks(1) : last;
    }

    private static string LabelId(string identity) =>
        $"{identity}-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}";

    // Two runs over one dataset have the same ids: the answers that were marked tell.
    private void RefuseForeign(string file, IReadOnlyList<LabelLine> lines)
    {
        string[] absent = [.. lines.Select(line => line.Id).Distinct(StringComparer.Ordinal)
            .Where(id => _records.Spell(id) is not { } spelled || !_records.Contains(spelled))];
        string[] others = absent.Length > 0 ? [] : [.. lines.Where(line => IdentityIn(line.LabelId) is not null)
            .DistinctBy(line => (line.Id, IdentityIn(line.LabelId))).AsParallel().AsOrdered()
            .Where(line => _records.IdentityOf(line.Id) is var here && here != RecordIdentity.Unknown
                && here != IdentityIn(line.LabelId))
            .Select(line => line.Id).Distinct(StringComparer.Ordinal)];
        if (absent.Length + others.Length == 0) return;
        string why = absent.Length > 0
            ? $"it marks {Some(absent)}, which {(absent.Length == 1 ? "is" : "are")} not in {_folder}"
            : $"it marks other answers than those in {_folder}: {Some(others)}";
        throw new ArgumentException(TerminalText.Line(
            $"{file}: {why}. It is of another collection, and nothing was merged. Merge it into the folder that it "
            + "was made from."));

        static string Some(string[] ids) => string.Join(", ", ids.Take(3).Select(Short))
            + (ids.Length > 3 ? $" and {ids.Length - 3:N0} more" : "");
        static string Short(string id) => id.Length <= 60 ? id : id[..60] + "…";
    }

    // Null where a label's id was made elsewhere, or of a record that could not be read.
    private static string? IdentityIn(string labelId)
    {
        int length = RecordIdentity.Unknown.Length;
        return labelId.Length > length && labelId[length] == '-' && labelId[..length].All(char.IsAsciiHexDigitLower)
            && labelId[..length] != RecordIdentity.Unknown ? labelId[..length] : null;
    }

    private void Append(IEnumerable<string> lines)
    {
        string text = string.Join('\n', lines);
        if (text.Length == 0) return;
        bool isNew = !File.Exists(Path);
        long length = isNew ? 0 : new FileInfo(Path).Length;
        try
        {
            AppendLog.Append(Path, text);
            DiskFlush.Wait(Path);
            if (isNew) DiskFlush.Wait(_folder);
        }
        catch (IOException)
        {
            Cut(length);
            throw;
        }
    }

    // All or none: the lines that still fitted on the disk must not count.
    private void Cut(long length)
    {
        if (!File.Exists(Path)) return;
        using FileStream file = new(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0);
        file.SetLength(length);
    }

    /// <summary>Keeps others from writing labels into a folder; null where another process goes on to do so.</summary>
    /// <exception cref="IOException">The folder is not there, or can't be written.</exception>
    internal static FolderLock? TryTakeLock(string folder)
    {
        string path = System.IO.Path.Combine(folder, LockName);
        for (int attempt = 0; attempt < LockAttempts; attempt++)
        {
            if (FolderLock.TryTake(path) is { } held) return held;
            Thread.Sleep(LockPauseMs);
        }

        return null;
    }

    private FolderLock TakeLock() => TryTakeLock(_folder) ?? throw new IOException(
        $"{System.IO.Path.Combine(_folder, LockName)}: another process has held it for "
        + $"{LockAttempts * LockPauseMs / 1000} s. Wait until it is done; if none is at work, remove the file.");
}
