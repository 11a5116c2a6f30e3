using System.Collections.Concurrent;
using System.Globalization;

namespace SPAgent;

/// <summary>
/// The questions that are being asked into a collection now, by any process. Each is claimed while it is asked, so that
/// several processes with one manifest pay once; what they made of it the others hear.
/// </summary>
/// <remarks>
/// Beginnings and ends stand in <c>.claims</c>, see <see cref="SharedLog"/>. A beginning without an end is of a process
/// that was killed or stopped, perhaps between saving and saying so: then the sessions on disk are looked at again.
/// Where single questions can't be locked, one process has the whole folder.
/// </remarks>
internal sealed class QuestionClaims : IDisposable
{
    public const string FileName = ".claims";

    private const char Begun = '+', Answered = '=', Failed = '-';
    private const int KeyLength = 64;

    private readonly DataCollector _collector;
    private readonly SharedLog? _shared;
    private readonly FolderLock? _alone;
    private readonly ConcurrentDictionary<string, char> _heard = new(StringComparer.Ordinal);

    private QuestionClaims(DataCollector collector, SharedLog? shared, FolderLock? alone) =>
        (_collector, _shared, _alone) = (collector, shared, alone);

    /// <exception cref="IOException">
    /// The folder can't be written; or it has no locks for single questions, and another process has the whole.
    /// </exception>
    public static QuestionClaims Open(DataCollector collector)
    {
        string folder = collector.Sessions.Path;
        SharedLog? shared = TryShare(Path.Combine(folder, FileName));
        FolderLock? alone = shared is null ? TakeWhole(folder) : null;
        // What ended before the log was opened is on disk, what ends later is in the log.
        collector.LookAgain();
        return new QuestionClaims(collector, shared, alone);
    }

    /// <summary>Claims a question; null while another process asks it. Afterwards the collector knows what others made
    /// of it.</summary>
    /// <exception cref="IOException">The folder was removed or replaced, or the disk is full.</exception>
    public QuestionClaim? TryTake(string sourceKey)
    {
        DemandInPlace();
        if (_shared is null) return new QuestionClaim(_ => { }, () => { });
        ulong hash = ulong.Parse(sourceKey.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        long number = 1 + (long)(hash >> 2);
        if (!_shared.TryLock(number)) return null;
        try
        {
            foreach (string line in _shared.ReadOn()) Hear(line);
            if (_heard.GetValueOrDefault(sourceKey) == Begun) _collector.LookAgain();
            return new QuestionClaim(
                answered => _shared.Add(answered switch { null => Begun, true => Answered, _ => Failed } + sourceKey),
                () => _shared.Unlock(number));
        }
        catch
        {
            _shared.Unlock(number);
            throw;
        }
    }

    /// <summary>Whether another process asked the question in vain since this one began.</summary>
    public bool HasFailedElsewhere(string sourceKey) => _heard.GetValueOrDefault(sourceKey) == Failed;

    /// <exception cref="IOException">The folder was removed or replaced: what was saved in it is gone.</exception>
    public void DemandInPlace()
    {
        if (_shared?.IsInPlace ?? _alone!.IsInPlace) return;
        throw new IOException(
            $"{_collector.Sessions.Path}: the folder was removed or replaced while this run wrote "
            + $"into it; what it had saved "
            + "there is gone. Run the same command again.");
    }

    public void Dispose()
    {
        _shared?.Dispose();
        _alone?.Dispose();
    }

    private static SharedLog? TryShare(string path)
    {
        if (!NativeFiles.Available) return null;
        try
        {
            return SharedLog.Open(path);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static FolderLock TakeWhole(string folder)
    {
        string path = Path.Combine(folder, ".lock");
        return FolderLock.TryTake(path) ?? throw new IOException(
            $"{folder}: another process collects into it, and single questions can't be locked on this file system. "
            + $"Wait for it, or give this run a folder of its own. If there is none, remove {path}.");
    }

    private void Hear(string line)
    {
        // A torn line of a full disk stands in front of a whole one.
        if (line.Length <= KeyLength || line[^(KeyLength + 1)] is not (Begun or Answered or Failed)) return;
        string key = line[^KeyLength..];
        char state = line[^(KeyLength + 1)];
        _heard[key] = state;
        if (state != Begun) _collector.EndedElsewhere(key, state == Answered);
    }
}
