using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>The calls of Linux that .NET has no name for, or wraps in many more. Callers check <see cref="Available"/>
/// first.</summary>
internal static partial class NativeFiles
{
    private const int WriteOnly = 1, ReadWrite = 2, Create = 0x40, Truncate = 0x200, AtEnd = 0x400,
        CloseOnExec = 0x80000;
    private const int NotPermitted = 1, Interrupted = 4, TryAgain = 11, NoAccess = 13, Exists = 17, Invalid = 22,
        NotEmpty = 39, NotSupported = 95;

    /// <summary>Whether this system has these calls.</summary>
    public static bool Available { get; } = OperatingSystem.IsLinux();

    /// <summary>Makes a file, or empties it, and writes all bytes.</summary>
    public static void WriteAll(string path, ReadOnlySpan<byte> bytes)
    {
        using SafeFileHandle file = Open(path, WriteOnly | Create | Truncate);
        while (bytes.Length > 0) bytes = bytes[Write(file, bytes, path)..];
    }

    /// <summary>Opens a file to read it; null when that fails, or when this system has no such call.</summary>
    public static SafeFileHandle? TryOpen(string path) =>
        Available && Open(path, CloseOnExec, mode: 0) is >= 0 and int descriptor
            ? new SafeFileHandle(descriptor, ownsHandle: true) : null;

    /// <summary>Reads what stands at an offset; the number of bytes read, 0 at the end.</summary>
    public static unsafe int Read(SafeFileHandle file, Span<byte> bytes, long offset, string path)
    {
        fixed (byte* start = bytes)
        {
            nint read;
            do read = Read(file, start, (nuint)bytes.Length, offset);
            while (read < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return read >= 0 ? (int)read : throw Error("read", path);
        }
    }

    /// <summary>Appends in one call, so that lines of several writers never mix.</summary>
    /// <exception cref="IOException">The disk is full; some of it may be in the file.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using SafeFileHandle file = Open(path, WriteOnly | Create | AtEnd);
        Append(file, bytes, path);
    }

    /// <summary>Opens a file that several processes read and append to; makes it when it is absent.</summary>
    public static SafeFileHandle OpenShared(string path) => Open(path, ReadWrite | Create | AtEnd);

    /// <summary>As <see cref="Append(string, ReadOnlySpan{byte})"/>, to a file from <see cref="OpenShared"/>.</summary>
    public static void Append(SafeFileHandle file, ReadOnlySpan<byte> bytes, string path)
    {
        int written = Write(file, bytes, path);
        if (written == bytes.Length) return;
        throw new IOException(
            $"{path}: only {written} of {bytes.Length} bytes could be written. Make space, then try again.");
    }

    /// <summary>
    /// Locks a range of an open file, which may lie behind its end; false where it is locked through another opening of
    /// the file, here or in another process. The system frees the lock when the file is closed, also by the death of
    /// the process.
    /// </summary>
    /// <exception cref="NotSupportedException">The file system has no such locks.</exception>
    public static unsafe bool TryLock(SafeFileHandle file, RangeLock kind, long start, long length = 1)
    {
        // F_OFD_SETLK: the lock belongs to the opening, not to the process, so that two collectors of one process
        // respect each other.
        const int setLock = 37;
        FileRange range = new() { Kind = (short)kind, Start = start, Length = length };
        int result;
        do result = FileControl(file, setLock, &range);
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result == 0) return true;
        return Marshal.GetLastPInvokeError() is TryAgain or NoAccess ? false
            : throw new NotSupportedException("This file system has no locks.");
    }

    /// <summary>Makes a folder, which may be there; the one that holds it has to be.</summary>
    public static void MakeFolder(string path)
    {
        const int everyoneByUmask = 0b111_111_111;
        if (MakeFolder(path, everyoneByUmask) != 0 && Marshal.GetLastPInvokeError() != Exists)
            throw Error("make", path);
    }

    /// <summary>Begins to write a file to disk and does not wait. Only a hint.</summary>
    public static void BeginFlush(string path)
    {
        const uint write = 2;
        using SafeFileHandle file = Open(path, flags: 0);
        _ = SyncFileRange(file, 0, 0, write);
    }

    /// <summary>Writes a file, or the names in a folder, to disk. Some file systems, such as vboxsf, write names by
    /// themselves and can't be asked to.</summary>
    public static void Flush(string path)
    {
        using SafeFileHandle file = Open(path, flags: 0);
        if (FSync(file) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        IOException failed = Error("flush", path);
        if (!(error is Invalid or NotSupported && Directory.Exists(path))) throw failed;
    }

    /// <summary>Gives an existing file a second name on the same file system. False when that name exists or no link
    /// can be made.</summary>
    public static bool TryLink(string existing, string name) => Available && Link(existing, name) == 0;

    /// <summary>Renames a folder in one call. False when there is a folder of the new name with something in
    /// it.</summary>
    public static bool TryRenameFolder(string path, string name)
    {
        if (Rename(path, name) == 0) return true;
        return Marshal.GetLastPInvokeError() is Exists or NotEmpty ? false : throw Error("rename", path);
    }

    /// <summary>Gives each of two files or folders the other's name, in one step. False where the file system or the C
    /// library can't.</summary>
    public static bool TryExchange(string path, string other)
    {
        const int here = -100, exchange = 2;
        try
        {
            return Available && RenameAt(here, path, here, other, exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether a process of that id runs in this process-id namespace, also when it belongs to another
    /// user.</summary>
    public static bool IsRunning(int processId) =>
        Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    private static SafeFileHandle Open(string path, int flags)
    {
        const int everyoneByUmask = 0b110_110_110;
        int descriptor;
        do descriptor = Open(path, flags | CloseOnExec, everyoneByUmask);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Error("open", path);
    }

    private static unsafe int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, string path)
    {
        fixed (byte* start = bytes)
        {
            nint written;
            do written = Write(file, start, (nuint)bytes.Length);
            while (written < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return written >= 0 ? (int)written : throw Error("write", path);
        }
    }

    private static IOException Error(string verb, string path)
    {
        var cause = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"{path}: could not {verb} it: {cause.Message}.", cause);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle file, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(SafeFileHandle file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string path, string name);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int folder, string path, int otherFolder, string other, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int FileControl(SafeFileHandle file, int command, FileRange* range);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, int mode);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    // struct flock of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct FileRange
    {
        public short Kind, From;
        public long Start, Length;
        public int Process;
    }
}

/// <summary>How a range of a file is locked: by many, by one, or not any more. The numbers are the kernel's.</summary>
internal enum RangeLock
{
    Shared = 0,
    Exclusive = 1,
    None = 2,
}
