using Microsoft.Win32.SafeHandles;

namespace SPAgent.Internal;

/// <summary>
/// Files that are whole or absent: written under a temporary name that starts with a dot, flushed to disk, then
/// renamed. A reader that skips dotted names never sees a torn file, whatever happens to the writer.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes <paramref name="content"/> as the whole file; durable when the call returns. Replaces a file of
    /// that name.</summary>
    /// <remarks>Calls that run at once share their flushes: 64 writers in one folder take little longer than
    /// one.</remarks>
    /// <exception cref="IOException">The disk is full or the folder can't be written; nothing is left under either
    /// name.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default) =>
        WriteAsync(path, temporary => Create(temporary, content.Span), cancellationToken);

    /// <summary>As above, with the parts one behind the other: for what is too much for one array.</summary>
    public static Task WriteAsync(string path, IEnumerable<ReadOnlyMemory<byte>> parts,
        CancellationToken cancellationToken = default) =>
        WriteAsync(path, temporary =>
        {
            using FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.Read);
            foreach (ReadOnlyMemory<byte> part in parts) file.Write(part.Span);
        }, cancellationToken);

    /// <summary>As above, but not flushed: whole or absent for readers, perhaps lost with the power.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = Temporaries.NameFor(path);
        try
        {
            Create(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>
    /// As above, for a name that a person gave: a link is followed, and what is no file, such as <c>/dev/stdout</c>, is
    /// written to and not replaced.
    /// </summary>
    public static void WriteNamed(string path, ReadOnlySpan<byte> content)
    {
        FileSystemInfo? linked = new FileInfo(path).LinkTarget is null ? null
            : File.ResolveLinkTarget(path, returnFinalTarget: true);
        string target = linked?.FullName ?? Path.GetFullPath(path);
        bool device = target.StartsWith("/dev/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);
        if (device || target.StartsWith("/proc/", StringComparison.Ordinal)) File.WriteAllBytes(path, content);
        else Write(target, content);
    }

    /// <summary>Writes a file in place, for files inside a folder that has no final name yet; removes it again when
    /// that fails.</summary>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            if (NativeFiles.Available)
            {
                NativeFiles.WriteAll(path, content);
                return;
            }

            using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            RandomAccess.Write(file, content, 0);
        }
        catch (IOException)
        {
            Discard(path);
            throw;
        }
    }

    private static async Task WriteAsync(string path, Action<string> create, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target)!;
        string temporary = Temporaries.NameFor(target);
        try
        {
            create(temporary);
            await GroupCommit.Shared.CommitAsync(new PendingWrite
            {
                Contents = [temporary],
                Publish = () => File.Move(temporary, target, overwrite: true),
                Parents = [folder],
            }).ConfigureAwait(false);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    // The error that led here is the one to report.
    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays as a dotted leftover, which readers skip.
        }
    }
}
