using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>Writes a file, or the names in a folder, from memory to the disk.</summary>
internal static class DiskFlush
{
    /// <summary>Begins it where the system can.</summary>
    public static void Begin(string path)
    {
        if (NativeFiles.Available) NativeFiles.BeginFlush(path);
    }

    /// <summary>Waits until it is done.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public static void Wait(string path)
    {
        if (NativeFiles.Available)
        {
            NativeFiles.Flush(path);
        }
        else if (!Directory.Exists(path))
        {
            // Elsewhere .NET opens no folders; Windows and macOS log names by themselves.
            using SafeFileHandle file =
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
    }
}
