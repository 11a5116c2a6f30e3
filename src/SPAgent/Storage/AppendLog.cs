using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>
/// A text file that several processes append whole lines to. A writer that is killed can leave half a line: the next
/// one starts a line of its own behind it, and readers skip what they can't parse.
/// </summary>
internal static class AppendLog
{
    /// <summary>Appends a line, which holds no line break of its own, in one write. Not flushed to disk.</summary>
    /// <exception cref="IOException">The disk is full; half a line may be left, which readers skip.</exception>
    public static void Append(string path, string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(EndsInLine(path) ? $"{line}\n" : $"\n{line}\n");
        if (NativeFiles.Available)
        {
            NativeFiles.Append(path, bytes);
            return;
        }

        using SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(file, bytes, RandomAccess.GetLength(file));
    }

    /// <summary>The lines that hold something, from the first; none when there is no file.</summary>
    public static IEnumerable<string> ReadLines(string path) =>
        File.Exists(path) ? File.ReadLines(path).Where(line => line.Length > 0) : [];

    private static bool EndsInLine(string path)
    {
        if (!File.Exists(path)) return true;
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        long length = RandomAccess.GetLength(file);
        Span<byte> last = stackalloc byte[1];
        return length == 0 || RandomAccess.Read(file, last, length - 1) == 0 || last[0] == '\n';
    }
}
