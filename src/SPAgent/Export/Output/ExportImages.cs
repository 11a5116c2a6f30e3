namespace SPAgent;

/// <summary>Puts the pictures of rows where the output needs them, and tells how rows name them. The same picture is
/// there once.</summary>
internal sealed class ExportImages(ExportStaging place, TrainingFormat format, ExportOptions options)
{
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly ImageHandling _handling = options.Images ?? format.DefaultImages;

    // A picture lies in the same direction from the rows of every split.
    private readonly string _rows = Path.GetDirectoryName(place.DataFile(TrainValidationSplit.Train))!;
    private readonly string _images = place.ImageFolder(TrainValidationSplit.Train);

    /// <summary>Paths of the pictures written, relative to the output's folder, and their lengths.</summary>
    public IReadOnlyDictionary<string, long> Written => _written;

    /// <summary>The names of a row's pictures, relative to the file that holds the row. Safe to ask from several
    /// threads.</summary>
    /// <exception cref="InvalidDataException">A picture is missing, unreadable or none.</exception>
    public IReadOnlyList<string> Names(TrainingRow row) => format.EmbedsImages ? [] : [.. row.AllImages.Select(NameOf)];

    /// <summary>Writes those pictures of a row that are not there yet.</summary>
    /// <exception cref="InvalidDataException">A picture is not to be read any more.</exception>
    public void Place(RenderedRow row, string split)
    {
        foreach (TrainingImage image in row.Images)
        {
            if (!IsKept(image)) continue;
            string name = Path.Combine(place.ImageFolder(split), image.FileName());
            if (!_written.ContainsKey(Slashes(name))) _written[Slashes(name)] = Write(image, place.Staged(name));
        }
    }

    private bool IsKept(TrainingImage image) => !format.EmbedsImages
        && (_handling != ImageHandling.Reference
            || (image.File is null && image.Bytes is not null && !IsNamedByCaller(image)));

    private bool IsNamedByCaller(TrainingImage image) =>
        options.ImageNames == ImageNaming.Original && image.Name is not null;

    private string NameOf(TrainingImage image)
    {
        if (IsKept(image))
            return
                Slashes(Path.GetRelativePath(_rows.Length > 0 ? _rows : ".", Path.Combine(_images, image.FileName())));
        if (IsNamedByCaller(image) || image.File is null) return image.Name ?? "";
        return Slashes(Path.GetRelativePath(place.Final(_rows), image.File));
    }

    private long Write(TrainingImage image, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (_handling == ImageHandling.Link && image.File is not null && image.IsAsStored
            && NativeFiles.TryLink(image.File, path)) return new FileInfo(path).Length;
        using RentedFile picture = image.Read();
        File.WriteAllBytes(path, picture.Bytes.Span);
        return picture.Bytes.Length;
    }

    private static string Slashes(string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');
}
