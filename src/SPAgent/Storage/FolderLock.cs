using System.Security.Cryptography;

namespace SPAgent;

/// <summary>
/// A file that keeps a folder for one process. The lock is the system's, which frees it however the process ends; on a
/// file system without locks the file itself stands for it, and one that a killed process left behind has to be removed
/// by hand.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The lock of a folder that one run writes to.</summary>
    public const string FileName = ".lock";

    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(16);

    private FolderLock(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Whether the file is still where it was made: a folder that was removed or replaced does not hold
    /// it.</summary>
    public bool IsInPlace => FileMark.IsAt(_path, _mark);

    /// <summary>Takes the lock; null where another process holds it.</summary>
    /// <exception cref="IOException">The folder is not there, or can't be written.</exception>
    public static FolderLock? TryTake(string path)
    {
        while (true)
        {
            FileStream? file = TryOpen(path, FileMode.CreateNew);
            bool made = file is not null;
            file ??= TryOpen(path, FileMode.OpenOrCreate);
            if (file is null) return null;
            if (!made && !KeepsOthersOut(path))
            {
                file.Dispose();
                return null;
            }

            FolderLock taken = new(path, file);
            if (taken.Mark()) return taken;
        }
    }

    /// <summary>Whether a process holds the lock now; takes nothing and leaves nothing.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path)) return false;
        // NFS locks nothing that is opened to be read. What may not be opened at all is another user's: it may be at
        // work.
        return IsHeld(path, FileAccess.ReadWrite) ?? IsHeld(path, FileAccess.Read) ?? true;
    }

    public void Dispose()
    {
        // While it is locked: who opened it before sees that it is not in place any more. Elsewhere the system removes
        // it.
        if (NativeFiles.Available && IsInPlace) File.Delete(_path);
        _file.Dispose();
    }

    // False where its former holder removed the file between our opening and our lock.
    private bool Mark()
    {
        try
        {
            _file.SetLength(0);
            _file.Write(_mark);
            if (IsInPlace) return true;
        }
        catch
        {
            Dispose();
            throw;
        }

        Dispose();
        return false;
    }

    // Null where the file may not be opened so.
    private static bool? IsHeld(string path, FileAccess access)
    {
        const int readOnlyDisk = 30;
        try
        {
            using FileStream file = new(path, FileMode.Open, access, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException problem)
        {
            return NativeFiles.Available && problem.HResult == readOnlyDisk ? null : true;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStream? TryOpen(string path, FileMode mode)
    {
        try
        {
            FileOptions options = NativeFiles.Available ? FileOptions.None : FileOptions.DeleteOnClose;
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, options);
        }
        catch (IOException problem) when (File.Exists(path) || WasTaken(problem))
        {
            return null;
        }
    }

    // Its holder may have removed the file since: then the error alone says that it was there.
    private static bool WasTaken(IOException problem)
    {
        const int tryAgain = 11, exists = 17;
        return NativeFiles.Available && problem.HResult is tryAgain or exists;
    }

    // .NET is silent where a file system can't lock: a lock that does not keep ourselves out keeps nobody out. A file
    // that has gone since we opened it was removed by its former holder: Mark finds that out.
    private static bool KeepsOthersOut(string path)
    {
        try
        {
            if (TryOpen(path, FileMode.Open) is not { } second) return true;
            second.Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }
}
