namespace SPAgent;

/// <summary>Puts the pictures of rows where the output needs them, and tells how rows name them. The same picture is there once.</summary>
internal sealed class ImageStore(ExportPlace place, TrainingFormat format, ExportOptions options)
{
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly ImageHandling _handling = options.Images ?? format.DefaultImages;

    /// <summary>Paths of the pictures written, relative to the output's folder, and their lengths.</summary>
    public IReadOnlyDictionary<string, long> Written => _written;

    /// <summary>The names of a row's pictures, relative to the file that holds the row.</summary>
    /// <exception cref="InvalidDataException">A picture is missing, unreadable or none.</exception>
    public IReadOnlyList<string> Place(TrainingRow row, string split)
    {
        if (format.EmbedsImages || row.Images.Count == 0) return [];
        string rows = Path.GetDirectoryName(place.DataFile(split))!;
        return [.. row.Images.Select(image => _handling == ImageHandling.Reference ? Refer(image, split, rows) : Keep(image, split, rows))];
    }

    private string Refer(TrainingImage image, string split, string rows)
    {
        if (options.ImageNames == ImageNaming.Original && image.Name is not null) return image.Name;
        if (image.File is not null) return Slashes(Path.GetRelativePath(place.Final(rows), image.File));
        return image.Bytes is null ? image.Name ?? "" : Keep(image, split, rows);
    }

    private string Keep(TrainingImage image, string split, string rows)
    {
        string extension = image.Format() switch { ImageFormat.Jpeg => "jpg", ImageFormat.Png => "png", _ => "webp" };
        string name = Path.Combine(place.ImageFolder(split), $"{image.Sha256()[..32]}.{extension}");
        if (_written.TryAdd(Slashes(name), image.Read().Length)) Write(image, place.Staged(name));
        return Slashes(Path.GetRelativePath(rows.Length > 0 ? rows : ".", name));
    }

    private void Write(TrainingImage image, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (_handling == ImageHandling.Link && image.File is not null && NativeFiles.TryLink(image.File, path)) return;
        File.WriteAllBytes(path, image.Read());
    }

    private static string Slashes(string path) => Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');
}
