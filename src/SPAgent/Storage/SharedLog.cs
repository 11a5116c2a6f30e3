using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>
/// A file by which the processes at work in a folder know of each other: each may lock numbers in it and add lines that
/// the others read. It lives as long as one of them does; the last one removes it, and what a killed one left behind is
/// begun anew.
/// </summary>
/// <remarks>
/// A number is a byte of the file, far behind its end, locked by the system: nothing has to be cleared away when a
/// process dies. Byte 0 says that a process is at work; who has it alone begins or removes the file. Linux only, see
/// <see cref="NativeFiles.Available"/>.
/// </remarks>
internal sealed class SharedLog : IDisposable
{
    private const int MarkBytes = 32, Attempts = 10_000;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _mark;
    private readonly Lock _reading = new();
    private readonly List<byte> _torn = [];
    private long _read = MarkBytes;

    private SharedLog(string path, SafeFileHandle file, byte[] mark) => (_path, _file, _mark) = (path, file, mark);

    /// <summary>Whether the file is still where it was made: a folder that was removed or replaced does not hold
    /// it.</summary>
    public bool IsInPlace => FileMark.IsAt(_path, _mark);

    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    /// <exception cref="IOException">The folder is not there, or can't be written.</exception>
    public static SharedLog Open(string path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SafeFileHandle file = NativeFiles.OpenShared(path);
            try
            {
                if (Join(file, path) is { } mark && FileMark.IsAt(path, mark)) return new SharedLog(path, file, mark);
                file.Dispose();
            }
            catch
            {
                file.Dispose();
                throw;
            }

            // Another process begins or removes the file at this moment.
            Thread.Yield();
        }

        throw new IOException($"{path}: other processes take turns to remove it. Run the command again.");
    }

    /// <summary>Whether a process is at work by a file that may be there.</summary>
    public static bool IsHeld(string path)
    {
        if (!NativeFiles.Available || !File.Exists(path)) return false;
        try
        {
            using SafeFileHandle file = NativeFiles.OpenShared(path);
            return !NativeFiles.TryLock(file, RangeLock.Exclusive, 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Locks a number from 1; false where another process, or another opening in this one, holds it.</summary>
    public bool TryLock(long number) => NativeFiles.TryLock(_file, RangeLock.Exclusive, number);

    public void Unlock(long number) => NativeFiles.TryLock(_file, RangeLock.None, number);

    /// <summary>Adds a line, in one write.</summary>
    /// <exception cref="IOException">The disk is full; part of the line may be left in front of the next
    /// one.</exception>
    public void Add(string line) => NativeFiles.Append(_file, Encoding.UTF8.GetBytes(line + "\n"), _path);

    /// <summary>The whole lines, of whichever process, that were added since the last call.</summary>
    public IReadOnlyList<string> ReadOn()
    {
        lock (_reading)
        {
            long length = RandomAccess.GetLength(_file);
            if (length <= _read) return [];
            byte[] bytes = new byte[length - _read];
            int count = RandomAccess.Read(_file, bytes, _read);
            _read += count;
            _torn.AddRange(bytes.AsSpan(0, count));
            int end = _torn.LastIndexOf((byte)'\n') + 1;
            string text = Encoding.UTF8.GetString([.. _torn[..end]]);
            _torn.RemoveRange(0, end);
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    public void Dispose()
    {
        if (NativeFiles.TryLock(_file, RangeLock.Exclusive, 0) && IsInPlace) File.Delete(_path);
        _file.Dispose();
    }

    // The file's mark; null while another process has it alone.
    private static byte[]? Join(SafeFileHandle file, string path)
    {
        byte[] mark = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(MarkBytes - 1) + "\n");
        if (NativeFiles.TryLock(file, RangeLock.Exclusive, 0))
        {
            // Nobody is at work: what stands in it is of the dead.
            RandomAccess.SetLength(file, 0);
            NativeFiles.Append(file, mark, path);
            NativeFiles.TryLock(file, RangeLock.Shared, 0);
            return mark;
        }

        if (!NativeFiles.TryLock(file, RangeLock.Shared, 0)) return null;
        return RandomAccess.Read(file, mark, 0) == MarkBytes ? mark : null;
    }
}
