namespace SPAgent;

/// <summary>Random bytes at the start of a file, by which it is known again under its path.</summary>
internal static class FileMark
{
    /// <summary>Whether the file at a path begins so. One that may not be opened is another process's, and in place as
    /// long as it is there.</summary>
    public static bool IsAt(string path, ReadOnlySpan<byte> mark)
    {
        try
        {
            using ReadableFile file = ReadableFile.Open(path);
            Span<byte> seen = stackalloc byte[mark.Length];
            return file.Fill(seen) == mark.Length && seen.SequenceEqual(mark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Systems that lock for readers too refuse to open it.
            return !NativeFiles.Available && File.Exists(path);
        }
    }
}
