using System.Security.Cryptography;
using System.Text;

namespace SPAgent.Internal;

/// <summary>
/// Names of files and folders that are still being written: <c>.NAME.MACHINE-PROCESS-RANDOM.tmp</c>. The dot hides them
/// from readers; machine and process tell a later writer whether the owner is gone, so that leftovers of killed writers
/// can be removed.
/// </summary>
public static class Temporaries
{
    // The owner of a temporary from another machine or container can't be asked; nothing takes this long to write.
    private static readonly TimeSpan s_abandoned = TimeSpan.FromDays(7);
    private static readonly string s_machine = MachineTag();

    /// <summary>A fresh name beside <paramref name="path"/>, in the same folder.</summary>
    public static string NameFor(string path)
    {
        string full = Path.GetFullPath(path);
        string random = RandomNumberGenerator.GetHexString(8, lowercase: true);
        string name = Shorten(Path.GetFileName(full), maxBytes: 200);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{name}.{s_machine}-{Environment.ProcessId}-{random}.tmp");
    }

    /// <summary>Removes the temporaries whose writers are gone. What can't be removed stays: readers skip it
    /// anyway.</summary>
    public static void RemoveLeftovers(string folder, TimeProvider time)
    {
        try
        {
            var all = new EnumerationOptions { AttributesToSkip = FileAttributes.None };
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos(".*.tmp", all))
            {
                if (IsAbandoned(entry, time)) Remove(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder can't be listed, or another process removes the same leftovers.
        }
    }

    /// <summary>Cuts a name to at most <paramref name="maxBytes"/> of UTF-8, between two characters.</summary>
    public static string Shorten(string name, int maxBytes)
    {
        while (Encoding.UTF8.GetByteCount(name) > maxBytes) name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return name;
    }

    private static bool IsAbandoned(FileSystemInfo entry, TimeProvider time)
    {
        string[] owner = entry.Name.Split('.')[^2].Split('-');
        if (owner.Length != 3 || !int.TryParse(owner[1], out int process)) return false;
        return owner[0] == s_machine && NativeFiles.Available
            ? !NativeFiles.IsRunning(process)
            : time.GetUtcNow() - entry.LastWriteTimeUtc > s_abandoned;
    }

    private static void Remove(FileSystemInfo entry)
    {
        try
        {
            if (entry is DirectoryInfo directory && entry.LinkTarget is null) directory.Delete(recursive: true);
            else entry.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed by another process just now, or not ours to remove.
        }
    }

    // Process ids mean something only within one boot of one process-id namespace.
    private static string MachineTag()
    {
        string identity = Environment.MachineName;
        const string boot = "/proc/sys/kernel/random/boot_id", processes = "/proc/self/ns/pid";
        if (File.Exists(boot)) identity += File.ReadAllText(boot);
        if (File.Exists(processes)) identity += File.ResolveLinkTarget(processes, returnFinalTarget: false)?.Name;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 4));
    }
}
