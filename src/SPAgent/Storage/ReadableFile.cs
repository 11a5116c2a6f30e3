using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>A file opened to be read, with half the system calls that .NET makes where the system allows it.</summary>
internal readonly struct ReadableFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly bool _native;

    private ReadableFile(SafeFileHandle file, string path, bool native) =>
        (_file, _path, _native) = (file, path, native);

    /// <exception cref="IOException">It is not there, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ReadableFile Open(string path) => NativeFiles.TryOpen(path) is { } file
        ? new ReadableFile(file, path, native: true)
        // .NET tells best what is wrong.
        : new ReadableFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete), path, native: false);

    public long Length => RandomAccess.GetLength(_file);

    /// <summary>Fills the bytes with what stands at an offset; how many are filled then, fewer than all at the
    /// end.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public int Fill(Span<byte> bytes, long offset = 0)
    {
        int filled = 0;
        while (filled < bytes.Length)
        {
            int more = _native ? NativeFiles.Read(_file, bytes[filled..], offset + filled, _path)
                : RandomAccess.Read(_file, bytes[filled..], offset + filled);
            if (more == 0) break;
            filled += more;
        }

        return filled;
    }

    public void Dispose() => _file.Dispose();
}
