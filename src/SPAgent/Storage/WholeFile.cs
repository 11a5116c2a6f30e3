using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>
/// Files that are whole or absent: written under a temporary name that starts with a dot, flushed to disk, then renamed.
/// A reader that skips dotted names never sees a torn file, whatever happens to the writer.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes <paramref name="content"/> as the whole file; durable when the call returns. Replaces a file of that name.</summary>
    /// <exception cref="IOException">The disk is full or the folder can't be written; nothing is left under either name.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None))
            {
                await RandomAccess.WriteAsync(file, content, 0, cancellationToken).ConfigureAwait(false);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A name beside <paramref name="path"/> that no reader takes for a finished file.</summary>
    public static string TemporaryName(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
}
