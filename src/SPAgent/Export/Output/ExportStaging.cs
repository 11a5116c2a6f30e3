using System.Security.Cryptography;

namespace SPAgent;

/// <summary>
/// Where an export is built: a folder under a dotted name beside its target, until everything is whole and takes its
/// final name. Pictures are not flushed one by one; the manifest tells a damaged one.
/// </summary>
internal sealed class ExportStaging : IDisposable
{
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

        foreach (string file in Directory.GetFiles(_staging)) RefuseForeign(Final(Path.GetFileName(file)));
        // Pictures come first and those that only the earlier rows named go last: who sees rows finds their pictures,
        // at any moment.
        string[] folders = Directory.GetDirectories(_staging);
        HashSet<string> pictures = [.. folders.SelectMany(AddPictures)];
        foreach (string file in Directory.GetFiles(_staging)
            .OrderBy(file => Path.GetFileName(file) == Path.GetFileName(Target)))
        {
            File.Move(file, Path.Combine(Parent, Path.GetFileName(file)), overwrite: true);
        }

        foreach (string earlier in
            folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Parent, Path.GetFileName(folder)))))
        {
            if (!pictures.Contains(earlier)) File.Delete(earlier);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
    }

    private void ReplaceFolder()
    {
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

        if (!_format.IsFolder) RefuseForeign(Target);
        string folder = _format.IsFolder ? Target : Final(ImageFolder(TrainValidationSplit.Train));
        bool foreign = Directory.Exists(folder) && !File.Exists(Final(Manifest))
            && Directory.EnumerateFileSystemEntries(folder).Any();
        if (foreign)
            throw new IOException(
                $"{folder} is there and is not of an earlier export. Name another output, or remove it.");
    }

    // An empty file, as mktemp makes it, holds nothing to lose.
    private void RefuseForeign(string file)
    {
        if (new FileInfo(file) is not { Exists: true, Length: > 0 } || File.Exists(Final(Manifest))) return;
        throw new IOException($"{file} is there and is not of an earlier export: no {Manifest} lies beside it. Name "
            + "another output, or remove it.");
    }
}
