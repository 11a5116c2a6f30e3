using System.Text;

namespace SPAgent.Internal;

/// <summary>
/// The files of a pack, unpacked to be changed, from which a new pack is written. They lie under a dotted name beside
/// the new pack and stay when the work is interrupted: what was paid for is found again by the same command.
/// </summary>
public sealed class PackWorkspace : IDisposable
{
    // Which pack the files are of; a dotted name is packed no more.
    private const string Mark = ".pack";

    private readonly string _pack;
    private readonly string _output;
    private readonly TimeProvider _time;
    private readonly FolderLock _lock;

    private PackWorkspace(string folder, string pack, string output, TimeProvider time, FolderLock claim) =>
        (Folder, _pack, _output, _time, _lock) = (folder, pack, output, time, claim);

    /// <summary>The folder of the files.</summary>
    public string Folder { get; }

    /// <summary>Unpacks, or finds what an interrupted run left.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="output">The new pack, which must not be there.</param>
    /// <param name="time">The clock, by which leftovers are old.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    /// <exception cref="InvalidDataException">The pack is damaged.</exception>
    /// <exception cref="IOException">Something is at the output, or another process writes it.</exception>
    public static PackWorkspace Open(string pack, string output, TimeProvider time, CancellationToken cancellationToken)
    {
        string target = PackStaging.Demand(output, pack);
        string parent = Directory.CreateDirectory(Path.GetDirectoryName(target)!).FullName,
            folder = Path.Combine(parent, $".{Path.GetFileName(target)}.work");
        FolderLock claim = FolderLock.TryTake($"{folder}.lock")
            ?? throw new IOException($"{output}: another process is writing it. Wait for its end.");
        try
        {
            string mark = Path.Combine(folder, Mark),
                hash = PackedFiles.HashOf(Path.Combine(pack, RunFolders.PackFile));
            if (!File.Exists(mark) || File.ReadAllText(mark) != hash)
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
                PackReport report = TracePack.Unpack(pack, folder, time, cancellationToken);
                if (report.Lost.Count > 0)
                {
                    Directory.Delete(folder, recursive: true);
                    throw new InvalidDataException(
                        $"{pack}: {report.Lost.Count} of its files are damaged, the first: {report.Lost[0]}. Copy the "
                        + "pack again, or unpack what is whole of it and rescore that.");
                }

                WholeFile.Write(mark, Encoding.UTF8.GetBytes(hash));
            }

            return new(folder, pack, output, time, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Writes the new pack, with the labels that the old one has by now, and removes the files.</summary>
    public PackReport Finish(CancellationToken cancellationToken)
    {
        // They may have grown since it was unpacked, which may be hours ago.
        string labels = Path.Combine(_pack, LabelStore.FileName);
        if (File.Exists(labels)) File.Copy(labels, Path.Combine(Folder, LabelStore.FileName), overwrite: true);
        // What the old pack lacked the new one lacks too.
        PackReport report =
            TracePack.Write(Folder, _output, partial: true, removePacked: false, _time, cancellationToken);
        Directory.Delete(Folder, recursive: true);
        return report;
    }

    /// <summary>Lets other processes write it. The files stay, unless the pack was finished.</summary>
    public void Dispose() => _lock.Dispose();
}
