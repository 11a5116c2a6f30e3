using System.Security.Cryptography;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// Where an export is built: a folder under a dotted name beside its target, until everything is whole and takes its
/// final name. Pictures are not flushed one by one; the manifest tells a damaged one.
/// </summary>
internal sealed class ExportStaging : IDisposable
{
    // What systems put into any folder that a person looks at.
    private static readonly string[] s_ofSystems = [".DS_Store", "Thumbs.db", "desktop.ini"];

    private readonly TrainingFormat _format;
    private readonly string _staging;

    private ExportStaging(TrainingFormat format, string target) =>
        (_format, Target, _staging) = (format, target, Temporaries.NameFor(target));

    /// <summary>The file or folder, as an absolute path.</summary>
    public string Target { get; }

    private string Stem => Path.GetFileNameWithoutExtension(Target);

    private string Parent => Path.GetDirectoryName(Target)!;

    /// <exception cref="IOException">Something is there that no export made.</exception>
    public static ExportStaging Begin(string output, TrainingFormat format)
    {
        ExportStaging place = new(format, Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)));
        place.RefuseForeign();
        Directory.CreateDirectory(place.Parent);
        Temporaries.RemoveLeftovers(place.Parent, TimeProvider.System);
        Directory.CreateDirectory(place._staging);
        return place;
    }

    /// <summary>A path of the final output, and the one that it is written under.</summary>
    public string Staged(string name) => Path.Combine(_staging, name);

    public string Final(string name) => Path.Combine(_format.IsFolder ? Target : Parent, name);

    public string DataFile(string split) => _format.IsFolder ? _format.DataFile(split)
        : split == TrainValidationSplit.Train ? Path.GetFileName(Target) : $"{Stem}.{split}{Path.GetExtension(Target)}";

    public string ImageFolder(string split) => _format.IsFolder ? _format.ImageFolderOf(split) : $"{Stem}.images";

    public string Card => _format.IsFolder ? "README.md" : $"{Path.GetFileName(Target)}.card.md";

    public string Manifest => _format.IsFolder ? "spagent-export.json" : $"{Path.GetFileName(Target)}.manifest.json";

    public ExportedFile Write(string name, byte[] content)
    {
        using FileStream file = new(Staged(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Gives the export its final name; an earlier one goes.</summary>
    public void Publish()
    {
        if (_format.IsFolder)
        {
            ReplaceFolder();
            return;
        }

        string[] files = Directory.GetFiles(_staging), folders = Directory.GetDirectories(_staging);
        HashSet<string> earlier = [.. EarlierFiles()];
        foreach (string file in files) RefuseForeign(Final(Path.GetFileName(file)), earlier);
        // An earlier manifest stays until all that it names is gone; without one, the new one says whose the files are.
        bool isFirst = !File.Exists(Final(Manifest));
        if (isFirst) Move(Staged(Manifest));
        // Pictures come first and what only the earlier export wrote goes last: who sees rows finds their pictures, at
        // any moment.
        foreach (string folder in folders) earlier.ExceptWith(AddPictures(folder));
        foreach (string file in files.Where(file => Path.GetFileName(file) != Manifest)
            .OrderBy(file => Path.GetFileName(file) == Path.GetFileName(Target)))
        {
            earlier.Remove(Move(file));
        }

        foreach (string file in earlier.Where(File.Exists)) File.Delete(file);
        string pictures = Final(ImageFolder(TrainValidationSplit.Train));
        if (Directory.Exists(pictures) && !Directory.EnumerateFileSystemEntries(pictures).Any())
            Directory.Delete(pictures);
        if (!isFirst) Move(Staged(Manifest));
    }

    public void Dispose()
    {
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
    }

    private void ReplaceFolder()
    {
        // A training may have begun there in the meantime.
        RefuseForeign();
        if (!Directory.Exists(Target))
        {
            Directory.Move(_staging, Target);
            return;
        }

        // In one step where the system can: a kill between two would leave neither. What is exchanged is disposed of.
        if (NativeFiles.TryExchange(_staging, Target)) return;
        string earlier = Temporaries.NameFor(Target);
        Directory.Move(Target, earlier);
        Directory.Move(_staging, Target);
        Directory.Delete(earlier, recursive: true);
    }

    private string Move(string staged)
    {
        string path = Path.Combine(Parent, Path.GetFileName(staged));
        File.Move(staged, path, overwrite: true);
        return path;
    }

    private List<string> AddPictures(string folder)
    {
        string target = Directory.CreateDirectory(Path.Combine(Parent, Path.GetFileName(folder))).FullName;
        List<string> pictures = [];
        foreach (string file in Directory.GetFiles(folder))
        {
            pictures.Add(Path.Combine(target, Path.GetFileName(file)));
            File.Move(file, pictures[^1], overwrite: true);
        }

        return pictures;
    }

    private void RefuseForeign()
    {
        if (_format.IsFolder ? File.Exists(Target) : Directory.Exists(Target))
        {
            throw new IOException($"{Target} is a {(_format.IsFolder ? "file" : "folder")}, and {_format} writes "
                + $"a {(_format.IsFolder ? "folder" : "file")}. Name another output.");
        }

        if (!_format.IsFolder) RefuseForeign(Target, []);
        string folder = _format.IsFolder ? Target : Final(ImageFolder(TrainValidationSplit.Train));
        bool foreign = Directory.Exists(folder) && !File.Exists(Final(Manifest))
            && Directory.EnumerateFileSystemEntries(folder).Any();
        if (foreign)
            throw new IOException(
                $"{folder} is there and is not of an earlier export. Name another output, or remove it.");
        if (_format.IsFolder && Directory.Exists(Target) && File.Exists(Final(Manifest))) RefuseForeignEntries();
    }

    // The folder is replaced as a whole, and what lies beside the rows would go with the earlier ones.
    private void RefuseForeignEntries()
    {
        HashSet<string> own =
            [Manifest, Card, .. s_ofSystems, .. EarlierNames().Select(name => name.Split('/', '\\')[0])];
        string? foreign = new DirectoryInfo(Target).EnumerateFileSystemInfos().Select(entry => entry.Name)
            .Where(name => !own.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        HashSet<string> files = [Manifest, Card, .. EarlierNames().Select(name => name.Replace('\\', '/'))];
        foreign ??= Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Target, file).Replace('\\', '/'))
            .Where(name => !files.Contains(name) && !s_ofSystems.Contains(Path.GetFileName(name)))
            .Order(StringComparer.Ordinal).FirstOrDefault();
        if (foreign is null) return;
        throw new IOException(
            $"{foreign} is in {Target} and is not of the earlier export. Move it, or name another output.");
    }

    // What the manifest that is there names, relative to its folder; nothing where it can't be read.
    private List<string> EarlierNames()
    {
        if (!File.Exists(Final(Manifest))) return [];
        try
        {
            JsonElement manifest = JsonText.Parse(File.ReadAllBytes(Final(Manifest)));
            return [.. ExportManifest.Items(manifest, "files").Concat(ExportManifest.Items(manifest, "images"))
                .Select(item => RowText.Of(item, "path")).OfType<string>().Where(name => !name.Contains('\0'))];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // A manifest may come from elsewhere: only files of this output's name are taken for its own.
    private IEnumerable<string> EarlierFiles() => EarlierNames().Select(name => Path.GetFullPath(Final(name)))
        .Where(file => file.StartsWith(Path.Combine(Parent, $"{Stem}."), StringComparison.Ordinal));

    // An empty file, as mktemp makes it, holds nothing to lose.
    private void RefuseForeign(string file, HashSet<string> earlier)
    {
        if (new FileInfo(file) is not { Exists: true, Length: > 0 }) return;
        bool isOurs = file == Target || file == Final(Card) || file == Final(Manifest) || earlier.Contains(file);
        if (isOurs && File.Exists(Final(Manifest))) return;
        throw new IOException($"{file} is there and is not of an earlier export: no {Manifest} beside it names it. Name "
            + "another output, or remove it.");
    }
}
