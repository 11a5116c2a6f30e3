using System.Buffers.Binary;
using System.IO.Compression;

namespace SPAgent;

/// <summary>
/// A zip of pictures, read in place. It comes from a stranger: all its entries are looked at before any is read, and
/// one that is not what it should be refuses the whole. Any number of tasks read at once, one at a time from the file.
/// </summary>
internal sealed class ZipFolder
{
    private const int MostEntries = 2_000_000, MostRatio = 200;

    private const int UnixLink = 0xA000, UnixKind = 0xF000;

    private readonly Lock _reading = new();
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private ZipFolder(string path, ZipArchive archive)
    {
        (Path, _archive) = (path, archive);
        foreach (ZipArchiveEntry entry in _archive.Entries) Add(entry);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Names of the files in it, with slashes, without hidden ones.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <exception cref="DatasetException">It is no zip, or an entry is refused; the message names it.</exception>
    public static ZipFolder Open(string path)
    {
        try
        {
            using (var whole = DataFile.Open(path)) RefuseCrowd(whole);
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new ZipFolder(path, new ZipArchive(file, ZipArchiveMode.Read));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(path, $"the zip can't be read: {error.Message}", error);
        }
    }

    public bool Holds(string name) => _entries.ContainsKey(name);

    /// <summary>The whole entry.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public byte[] Read(string name)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
        {
            throw new InvalidDataException($"there is no entry \"{name}\" in {Path}.");
        }

        try
        {
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
            lock (_reading)
            {
                using Stream stream = entry.Open();
                stream.ReadExactly(bytes);
            }

            // The library does not look at it, and ends an entry that is too long where it claims to end.
            return Crc32.Of(bytes) == entry.Crc32 ? bytes : throw new InvalidDataException("its checksum is another.");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            throw new InvalidDataException($"the entry \"{name}\" of {Path} can't be read: {error.Message}", error);
        }
    }

    /// <summary>Refuses a zip by the number of entries that it claims, before they fill the memory.</summary>
    private static void RefuseCrowd(DataFile file)
    {
        const int longest = 22 + ushort.MaxValue;
        byte[] end = file.ReadBytes(Math.Max(0, file.Length - longest), Math.Min(file.Length, longest));
        int at = end.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || at + 22 > end.Length)
            throw new InvalidDataException("it has no end of a zip: it is cut or none.");
        ulong entries = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(at + 10));
        int large = end.AsSpan(0, at).LastIndexOf("PK\x06\x06"u8);
        if (entries == ushort.MaxValue && large >= 0 && large + 40 <= end.Length)
        {
            entries = BinaryPrimitives.ReadUInt64LittleEndian(end.AsSpan(large + 32));
        }

        if (entries <= MostEntries) return;
        throw new InvalidDataException($"it has {entries:N0} entries; {MostEntries:N0} are read at most.");
    }

    private void Add(ZipArchiveEntry entry)
    {
        string name = entry.FullName.Replace('\\', '/');
        string? refusal = Refusal(entry, name);
        if (refusal is not null) throw new InvalidDataException($"its entry \"{entry.FullName}\" {refusal}");
        if (name.EndsWith('/')) return;
        // Some programs write ./a.png.
        string[] parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        if (Array.Exists(parts, part => ImageFolderFiles.IsHidden(part))) return;
        name = string.Join('/', parts);
        if (!_entries.TryAdd(name, entry)) throw new InvalidDataException($"two entries are named \"{name}\".");
    }

    private static string? Refusal(ZipArchiveEntry entry, string name)
    {
        bool isDrive = name.Length > 1 && char.IsAsciiLetter(name[0]) && name[1] == ':';
        if (isDrive || name.StartsWith('/') || name.Contains('\0') || name.Split('/').Contains(".."))
        {
            return "leads out of it. Names in a zip are relative, without \"..\".";
        }

        if (entry.IsEncrypted) return "is encrypted. Unpack the zip, and open the folder.";
        bool isLink = ((entry.ExternalAttributes >> 16) & UnixKind) == UnixLink;
        if (isLink) return "is a symbolic link, which is not followed inside a zip.";
        if (FolderTree.IsZip(name)) return "is a zip in a zip. Unpack the outer one, and open the folder.";
        string claim = $"claims {entry.Length:N0} bytes";
        if (entry.Length > DataFile.LongestValue) return $"{claim}; the limit is {DataFile.LongestValue:N0}.";
        return entry.Length > MostRatio * Math.Max(entry.CompressedLength, 1)
            ? $"{claim} out of {entry.CompressedLength:N0}, over {MostRatio} times as many: it may be a bomb."
            : null;
    }
}
