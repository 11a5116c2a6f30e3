namespace SPAgent;

/// <summary>The files of an image folder, or of a zip of one, under names relative to it.</summary>
internal sealed class FolderTree
{
    private readonly LinkedFiles? _links;
    private readonly Dictionary<string, ZipFolder> _zips;

    private FolderTree(string root, LinkedFiles? links, string[] names, Dictionary<string, ZipFolder> zips)
    {
        (Root, _links, Names, _zips) = (root, links, names, zips);
        Array.Sort(names, StringComparer.Ordinal);
    }

    /// <summary>The folder or the zip, absolute.</summary>
    public string Root { get; }

    /// <summary>Pictures and metadata, ordered; with slashes. A zip within counts as a folder of its name.</summary>
    public string[] Names { get; }

    /// <summary>What was left out, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The tree of a folder. Zips in it are read where it holds no pictures beside them.</summary>
    public static FolderTree OfFolder(string root)
    {
        LinkedFiles links = new(root);
        List<string> names = [], zips = [], others = [];
        foreach (string file in ImageFolderFiles.In(root))
        {
            string name = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (IsRead(name)) names.Add(name);
            else if (IsZip(name)) zips.Add(name);
            else if (MayHoldRows(name)) others.Add(name);
        }

        bool namesZipped = zips.Count > 0 && names.Count > 0 && names.TrueForAll(IsMetadata);
        if (!namesZipped && (names.Count > 0 || zips.Count == 0))
        {
            string[] unread =
            [
                .. zips.Order(StringComparer.Ordinal).Take(1).Select(zip =>
                    $"{zip} is not read, since pictures lie beside it (zips in all: {zips.Count}). "
                    + "Open it by its own path."),
                .. Unread(names, others),
            ];
            return new(root, links, [.. names], []) { Warnings = unread };
        }

        Dictionary<string, ZipFolder> opened = new(StringComparer.Ordinal);
        zips.Sort(StringComparer.Ordinal);
        foreach (string zip in zips) opened.Add(zip, ZipFolder.Open(links.Follow(zip, root)));
        // Metadata beside the zips name what is in them; those of their own would name it twice.
        string[] entries =
        [
            .. names,
            .. opened.SelectMany(zip => zip.Value.Names
                .Where(name => IsRead(name) && !(namesZipped && IsMetadata(name))).Select(name => $"{zip.Key}/{name}")),
        ];
        return new(root, links, entries, opened) { Warnings = Unread(entries, others) };
    }

    /// <summary>The tree of a zip.</summary>
    public static FolderTree OfZip(string file)
    {
        var zip = ZipFolder.Open(file);
        return new(file, links: null, [.. zip.Names.Where(IsRead)], new(StringComparer.Ordinal) { [""] = zip });
    }

    /// <summary>Whether a file is a zip by its name.</summary>
    public static bool IsZip(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file is the metadata of the pictures beside and below it.</summary>
    public static bool IsMetadata(string name) =>
        LastOf(name) is "metadata.jsonl" or "metadata.csv" or "metadata.tsv" or "metadata.parquet";

    /// <summary>The name of a file without its folders.</summary>
    public static ReadOnlySpan<char> LastOf(ReadOnlySpan<char> name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>The folder of a file, ending in a slash; empty for the tree's own.</summary>
    public static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];

    /// <summary>The file of a name.</summary>
    /// <exception cref="InvalidDataException">A link leads out of the folder.</exception>
    public NamedFile Find(string name)
    {
        if (ZipOf(name) is not var (prefix, zip)) return new(name, _links!.Follow(name, Root));
        return new(prefix.Length == 0 ? name : name[(prefix.Length + 1)..], null, zip);
    }

    /// <summary>The file that metadata in <paramref name="folder"/> names.</summary>
    /// <exception cref="InvalidDataException">It is an address, absolute, or leads out of the folder.</exception>
    public NamedFile Find(string folder, string path)
    {
        string within = LocalPath.Within(Path.Join(Root, folder), path), name = folder + within;
        if (_links is not null && ZipOf(name) is null)
        {
            foreach ((string zipped, ZipFolder zip) in _zips)
            {
                if (!zipped.StartsWith(folder, StringComparison.Ordinal)) continue;
                if (zip.Holds(within))
                {
                    if (_zips.FirstOrDefault(other => other.Value != zip && other.Value.Holds(within)
                        && other.Key.StartsWith(folder, StringComparison.Ordinal)) is { Key: { } second })
                    {
                        throw new InvalidDataException(
                            $"\"{path}\" is in {zipped} and in {second}. Name the zip before it: "
                            + $"{zipped[folder.Length..^".zip".Length]}/{within}.");
                    }

                    return Find($"{zipped}/{within}");
                }

                // It may be meant to be unpacked into a folder of its name.
                string stem = zipped[folder.Length..^".zip".Length] + "/";
                if (within.StartsWith(stem, StringComparison.Ordinal) && zip.Holds(within[stem.Length..]))
                    return Find($"{zipped}/{within[stem.Length..]}");
            }
        }

        return Find(name);
    }

    /// <summary>A file that holds rows.</summary>
    public DataFile Open(string name)
    {
        string place = Path.Combine(Root, name);
        try
        {
            NamedFile file = Find(name);
            return file.OnDisk is null ? new DataFile(place, file.Read()) : DataFile.Open(file.OnDisk, place);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(place, error.Message, error);
        }
    }

    /// <summary>The zips that hold files; empty where they lie on disk.</summary>
    public IReadOnlyList<(string Name, string File)> ZipsOf(IEnumerable<string> names) =>
        _zips.Count == 0
            ? []
            : [.. names.Select(ZipOf).OfType<(string Prefix, ZipFolder Zip)>().DistinctBy(zip => zip.Prefix)
                .Select(zip => (zip.Prefix, zip.Zip.Path))];

    /// <summary>What the fingerprint is made of: the files of these names, or the zips that hold them.</summary>
    public IEnumerable<(string Name, string File)> Sources(IEnumerable<string> names)
    {
        if (ZipsOf(names) is { Count: > 0 } zips) return zips;
        return names.Select(name => (name, File: OnDisk(name))).Where(file => file.File is not null)!;
    }

    // Captions often lie beside pictures in files that no metadata is.
    private static string[] Unread(IReadOnlyCollection<string> read, List<string> others)
    {
        if (others.Count == 0 || read.Count == 0 || read.Any(IsMetadata)) return [];
        return
        [
            $"{others.Min(StringComparer.Ordinal)} is not read (files of its kind: {others.Count}): give rows as "
            + "metadata.jsonl or .csv with file_name, or open a file with rows itself.",
        ];
    }

    // The Hub's facts about a dataset are no rows.
    private static bool MayHoldRows(string name) =>
        Path.GetExtension(name).ToUpperInvariant() is ".JSON" or ".JSONL" or ".CSV" or ".TSV" or ".PARQUET"
        && LastOf(name) is not ("dataset_infos.json" or "dataset_info.json");

    private static bool IsRead(string name) => ImageFolderFiles.IsImage(name) || IsMetadata(name);

    /// <summary>The file on disk; null for an entry of a zip, and for a link that leads out.</summary>
    public string? OnDisk(string name)
    {
        try
        {
            return Find(name).OnDisk;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Null for a file on disk.
    private (string Prefix, ZipFolder Zip)? ZipOf(string name)
    {
        if (_zips.TryGetValue("", out ZipFolder? own)) return ("", own);
        string? prefix = _zips.Keys.FirstOrDefault(zip => name.StartsWith(zip + "/", StringComparison.Ordinal));
        return prefix is null ? null : (prefix, _zips[prefix]);
    }
}
